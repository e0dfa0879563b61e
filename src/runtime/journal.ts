// The run log's codec: events as JSON Lines and back. Non-finite numbers travel as strings, float32 as its shortest decimal.
import type { GradtopEvent, OwnEvent } from '../core/run/events.js';
import { UserError } from '../core/userError.js';
import { faultOf, isKnown } from './journalChecks.js';
import { fillIn } from './journalDefaults.js';

const WORDS: Readonly<Record<string, number>> = { NaN, Infinity, '-Infinity': -Infinity };
/** Fields that are text, in which the word "NaN" stays a word. */
const TEXT_FIELDS = new Set([
  'action',
  'activation',
  'axes',
  'backend',
  'classNames',
  'data',
  'kind',
  'level',
  'message',
  'name',
  'node',
  'reason',
  'rule',
  'runId',
  'startedAt',
  'target',
  'teaches',
  'tfjs',
  'type',
  'why',
]);
/** Tables from a name to a number: there a name may be one of the above. */
const NUMBER_TABLES = new Set(['measured', 'limit']);
/** Smallest normal float32: below it fewer than six digits can be enough. */
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

const listText = (values: ArrayLike<unknown>, text: (value: never) => string): string => {
  let out = '[';
  for (let i = 0; i < values.length; i += 1) out += (i === 0 ? '' : ',') + text(values[i] as never);
  return `${out}]`;
};

function valueText(value: unknown): string {
  if (typeof value === 'number') return numberText(value);
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return listText(value, valueText);
  if (value instanceof Float32Array) return listText(value, (v: number) => numberText(shortestFloat32(v)));
  if (ArrayBuffer.isView(value)) return listText(value as Float64Array, numberText);
  return `{${fieldsText(value)}}`;
}

function fieldsText(value: object): string {
  let out = '';
  for (const [key, field] of Object.entries(value) as [string, unknown][])
    if (field !== undefined) out += `${out === '' ? '' : ','}${JSON.stringify(key)}:${valueText(field)}`;
  return out;
}

/** One line, without its newline; `type` first. */
export function encodeEvent(event: GradtopEvent): string {
  const { type, ...rest } = event;
  return `{"type":${JSON.stringify(type)},${fieldsText(rest)}}`;
}

function revive(value: unknown, field: string): unknown {
  if (typeof value === 'string') return TEXT_FIELDS.has(field) ? value : (WORDS[value] ?? value);
  if (Array.isArray(value)) return value.map((item) => revive(item, field));
  if (typeof value !== 'object' || value === null) return value;
  const numbers = NUMBER_TABLES.has(field);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, revive(item, numbers ? '' : key)]));
}

/** Python's json writes bare NaN, which is no JSON; its logs are read all the same. */
const BARE = /(?<=[:[,]\s*)(?:NaN|-?Infinity)(?=\s*[,\]}])/g;

function parse(line: string): unknown {
  // Most lines hold nothing to mend and nothing to revive, and looking costs far less than rebuilding.
  const value = parsed(line) ?? parsed(line.replace(BARE, '"$&"'));
  if (value === null) throw new UserError('not valid JSON');
  return value.revives ? revive(value.it, '') : value.it;
}

function parsed(text: string): { readonly it: unknown; readonly revives: boolean } | null {
  try {
    return { it: JSON.parse(text) as unknown, revives: /"(?:NaN|-?Infinity)"/.test(text) };
  } catch {
    // `parse` reports it.
    return null;
  }
}

/**
 * One line of a log; null for a blank line or a type that this version does not know.
 * @throws UserError
 */
export function decodeLine(line: string): GradtopEvent | null {
  if (line.trim() === '') return null;
  const value = parse(line);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new UserError('not an object');
  const event = value as Record<string, unknown>;
  if (typeof event['type'] !== 'string') throw new UserError('no field "type"');
  if (!isKnown(event)) return null;
  const reason = faultOf(event);
  if (reason !== null) throw new UserError(`${event['type']}: ${reason}`);
  fillIn(event);
  return event as unknown as GradtopEvent;
}

/**
 * All events of the text of a log that gradtop wrote: of those, `run` is whole. A torn last line (no newline behind it and not readable) is left out.
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
