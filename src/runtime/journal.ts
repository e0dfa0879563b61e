// The codec of the run log: events as JSON Lines. Non-finite numbers become strings, float32 its shortest decimal.
import type { GradtopEvent, OwnEvent } from '../core/run/events.js';
import { faultOf, isKnown } from '../core/run/schema/check.js';
import { FILLED, type Holder } from '../core/run/schema/kinds.js';
import { cleanStrings, escapeUnseen } from '../core/text/sanitize.js';
import { UserError } from '../core/userError.js';

/** Smallest normal float32; below it fewer than six digits can suffice. */
const NORMAL = 2 ** -126;

/** The shortest decimal that reads back to the same float32. */
export function shortestFloat32(value: number): number {
  // toPrecision drops the sign of -0.
  if (value === 0) return value;
  for (let digits = Math.abs(value) < NORMAL ? 1 : 6; digits < 10; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

/** JSON.stringify would drop the sign of -0 and turn NaN into null. */
const numberText = (value: number): string =>
  Number.isFinite(value) ? (Object.is(value, -0) ? '-0' : String(value)) : `"${value}"`;

/** Node compares lengths, four times as fast; a browser has no Buffer. */
const beyondAscii: (text: string) => boolean =
  typeof Buffer === 'undefined'
    ? (text) => /[\u0080-\uffff]/.test(text)
    : (text) => Buffer.byteLength(text) !== text.length;

/** Whether a string in this JSON may need cleaning: it has an escape, DEL, or a character beyond ASCII. A cheap check, since most lines have none. */
const mayHoldUnseen = (json: string): boolean => json.includes('\\') || json.includes('\u007f') || beyondAscii(json);

/** Escaped, so that a log that another program prints cannot control the terminal. */
const stringText = (value: string): string => escapeUnseen(JSON.stringify(value));

const listText = (values: ArrayLike<unknown>, text: (value: never) => string): string => {
  let out = '[';
  for (let i = 0; i < values.length; i += 1) out += (i === 0 ? '' : ',') + text(values[i] as never);
  return `${out}]`;
};

function valueText(value: unknown): string {
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'string') return stringText(value);
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return listText(value, valueText);
  if (value instanceof Float32Array) return listText(value, (v: number) => numberText(shortestFloat32(v)));
  if (ArrayBuffer.isView(value)) return listText(value as Float64Array, numberText);
  return `{${fieldsText(value)}}`;
}

function fieldsText(value: object): string {
  const { [FILLED]: filled } = value as { readonly [FILLED]?: Readonly<Record<string, unknown>> };
  let out = '';
  for (const [key, field] of Object.entries(value) as [string, unknown][]) {
    // A copy of a log leaves out defaults that a reader filled in.
    if (field === undefined || (filled !== undefined && key in filled && filled[key] === field)) continue;
    out += `${out === '' ? '' : ','}${stringText(key)}:${valueText(field)}`;
  }
  return out;
}

/** One line, without its newline; `type` first. */
export function encodeEvent(event: GradtopEvent): string {
  const { type, ...rest } = event;
  return `{"type":${JSON.stringify(type)},${fieldsText(rest)}}`;
}

/** Python writes bare NaN, which JSON lacks. Strings match first, so that a NaN inside them stays. */
const BARE = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g;

function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    // Python may have written it; `parseBare` reports other faults.
    return parseBare(line);
  }
}

function parseBare(line: string): unknown {
  try {
    return JSON.parse(line.replace(BARE, (word) => (word.startsWith('"') ? word : `"${word}"`))) as unknown;
  } catch (cause) {
    throw new UserError('not valid JSON', { cause });
  }
}

/** A line of JSON with clean strings; Python's NaN is the string "NaN". @throws UserError */
export function parseLine(line: string): unknown {
  // Some editors begin a file with a byte order mark.
  const text = line.charCodeAt(0) === 0xfeff ? line.slice(1) : line;
  return mayHoldUnseen(text) ? cleanStrings(parse(text)) : parse(text);
}

/**
 * Decodes one line of a log; null for a blank line or an unknown type.
 * @throws UserError
 */
export function decodeLine(line: string): GradtopEvent | null {
  if (line.trim() === '') return null;
  const value = parseLine(line);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new UserError('not a JSON object');
  const event = value as Holder;
  if (typeof event['type'] !== 'string') throw new UserError('field "type" is missing; expected a string');
  if (!isKnown(event)) return null;
  const fault = faultOf(event);
  if (fault !== null) throw new UserError(`${event['type']}: ${fault}`);
  return event as unknown as GradtopEvent;
}

/**
 * All events of a log that gradtop wrote, whose `run` events have all fields. A torn last line (no newline, not readable) is left out.
 * @throws UserError `source:line: reason`
 */
export function decodeLog(text: string, source: string): OwnEvent[] {
  const events: OwnEvent[] = [];
  const lines = text.split('\n');
  lines.forEach((line, index) => {
    try {
      const event = decodeLine(line);
      if (event !== null) events.push(event as OwnEvent);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      if (index < lines.length - 1) throw new UserError(`${source}:${index + 1}: ${error.message}`, { cause: error });
    }
  });
  return events;
}
