// The run log's codec: events as JSON Lines and back. Non-finite numbers travel as strings; float32 as its shortest decimal.
import type { GradtopEvent } from '../core/run/events.js';

const WORDS: Readonly<Record<string, number>> = { NaN, Infinity, '-Infinity': -Infinity };
/** Fields that are text, in which the word "NaN" stays a word. */
const TEXT_FIELDS = new Set([
  'runId',
  'name',
  'kind',
  'activation',
  'message',
  'why',
  'teaches',
  'action',
  'startedAt',
  'axes',
  'classNames',
  'data',
  'target',
  'tfjs',
  'node',
  'backend',
  'type',
  'rule',
  'level',
  'reason',
  'featureNames',
]);

/** The shortest decimal that reads back to the same float32. */
export function shortestFloat32(value: number): number {
  for (let digits = 6; digits < 10; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

const plain = (value: number): number | string => (Number.isFinite(value) ? value : String(value));

function replace(_key: string, value: unknown): unknown {
  if (typeof value === 'number') return plain(value);
  if (value instanceof Float32Array)
    return Array.from(value, (v) => (Number.isFinite(v) ? shortestFloat32(v) : String(v)));
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array, plain);
  return value;
}

/** One line, without its newline; `type` first. */
export function encodeEvent(event: GradtopEvent): string {
  const { type, ...rest } = event;
  return JSON.stringify({ type, ...rest }, replace);
}

/** A line that cannot be read: `reason` says why. */
export class LineError extends Error {}

function revive(value: unknown, field: string): unknown {
  if (typeof value === 'string') return TEXT_FIELDS.has(field) ? value : (WORDS[value] ?? value);
  if (Array.isArray(value)) return value.map((item) => revive(item, field));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, revive(item, key)]));
}

const KNOWN = new Set([
  'run',
  'step',
  'epoch',
  'snapshot',
  'boundary',
  'probe',
  'weights',
  'finding',
  'control',
  'end',
]);

/**
 * One line of a log; null for a blank line or a type that this version does not know.
 * @throws LineError
 */
export function decodeLine(line: string): GradtopEvent | null {
  if (line.trim() === '') return null;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new LineError('not valid JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new LineError('not an object');
  const event = revive(value, '') as Record<string, unknown>;
  if (typeof event['type'] !== 'string') throw new LineError('no field "type"');
  if (!KNOWN.has(event['type'])) return null;
  const reason = missing(event);
  if (reason !== null) throw new LineError(reason);
  if (typeof event['runId'] !== 'string') event['runId'] = 'run';
  return event as unknown as GradtopEvent;
}

/** What the readers rely on; everything else may be absent. */
function missing(event: Record<string, unknown>): string | null {
  const number = (field: string): string | null =>
    typeof event[field] === 'number' ? null : `${String(event['type'])}: field "${field}" is not a number`;
  const whole = (field: string): string | null =>
    Number.isInteger(event[field]) && (event[field] as number) >= 0
      ? null
      : `${String(event['type'])}: field "${field}" is not a whole number from 0`;
  const list = (field: string, holder: unknown): string | null =>
    Array.isArray((holder as Record<string, unknown> | undefined)?.[field])
      ? null
      : `${String(event['type'])}: field "${field}" is not a list`;
  switch (event['type']) {
    case 'step':
      return whole('step') ?? number('loss') ?? layersOf(event['layers']);
    case 'epoch':
      return whole('step') ?? whole('epoch') ?? number('loss');
    case 'run':
      return (
        list('layers', event) ??
        number('totalSteps') ??
        number('stepsPerEpoch') ??
        (typeof event['config'] === 'object' && event['config'] !== null
          ? null
          : 'run: field "config" is not an object')
      );
    case 'boundary':
      return (
        whole('step') ??
        whole('columns') ??
        whole('rows') ??
        list('values', event) ??
        list('xRange', event) ??
        list('yRange', event)
      );
    case 'weights':
      return whole('step') ?? list('parameters', event);
    case 'probe':
      return whole('step') ?? list('meanDerivative', event['layers']);
    case 'end':
      return whole('step') ?? number('loss') ?? list('weightChange', event);
    default:
      return whole('step');
  }
}

const LAYER_FIELDS = ['gradRms', 'gradMax', 'weightRms', 'updateRms', 'saturated', 'dead', 'activationStd'];

function layersOf(layers: unknown): string | null {
  if (layers === undefined) return null;
  if (typeof layers !== 'object' || layers === null) return 'step: field "layers" is not an object';
  const bad = LAYER_FIELDS.find(
    (field) => field in layers && !Array.isArray((layers as Record<string, unknown>)[field]),
  );
  return bad === undefined ? null : `step: field "layers.${bad}" is not a list`;
}

/** Splits a growing text into lines; keeps the rest for the next piece. */
export class LineSplitter {
  private rest = '';

  *push(chunk: string): Generator<string> {
    const lines = (this.rest + chunk).split('\n');
    this.rest = lines.pop() ?? '';
    yield* lines;
  }

  /** What came behind the last newline. */
  get tail(): string {
    return this.rest;
  }
}

/**
 * All events of a log's text. A torn last line (no newline behind it and not readable) is left out.
 * @throws Error `source:line: reason`
 */
export function decodeLog(text: string, source: string): GradtopEvent[] {
  const events: GradtopEvent[] = [];
  const lines = text.split('\n');
  lines.forEach((line, index) => {
    try {
      const event = decodeLine(line);
      if (event !== null) events.push(event);
    } catch (error) {
      if (!(error instanceof LineError)) throw error;
      if (index < lines.length - 1) throw new Error(`${source}:${index + 1}: ${error.message}`, { cause: error });
    }
  });
  return events;
}
