// Copies of a recorded log with every number or every string replaced.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { FIXTURES } from './place.js';

/** OSC 52 and title, colours, an erased screen, an 8-bit CSI, text that runs the other way, a DCS, an APC, line ends. */
export const HOSTILE =
  'a\u001b]52;c;aGFja2Vk\u0007\u001b]0;PWNED\u0007\u001b[31m\u001b[2J\u009b31m\u202eevil\u2066\r\n\u001bP+q\u001b\\\u001b_x\u001b\\\u0000\u0007\u0008z';

type Leaf = (value: unknown, key: string) => unknown;
type Fields = Record<string, unknown>;

function mapLeaves(value: unknown, key: string, leaf: Leaf): unknown {
  if (Array.isArray(value)) return value.map((one) => mapLeaves(one, key, leaf));
  if (value === null || typeof value !== 'object') return leaf(value, key);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, mapLeaves(one, name, leaf)]));
}

/** `config` must pass its own schema, so only its names are replaced. */
function doctoredLine(line: string, leaf: Leaf): string {
  const { type, config, ...rest } = JSON.parse(line) as Fields;
  const { name = '', teaches = '', ...settings } = (config ?? {}) as Fields;
  const words = {
    name: String(leaf(name, 'name')).slice(0, 50),
    teaches: String(leaf(teaches, 'teaches')).slice(0, 150),
  };
  const known = config === undefined ? {} : { config: { ...words, ...settings } };
  return JSON.stringify({ type, ...(mapLeaves(rest, '', leaf) as Fields), ...known });
}

function doctored(file: string, fixture: string, lines: number, leaf: Leaf): string {
  const text = readFileSync(path.join(FIXTURES, 'logs', `${fixture}.jsonl`), 'utf8');
  const all = text.trimEnd().split('\n');
  const last = all.at(-1) ?? '';
  const kept = [...all.slice(0, lines), last].map((line) => doctoredLine(line, leaf));
  writeFileSync(file, `${kept.join('\n')}\n`);
  return file;
}

/** Numbers that give the position of a value, such as its step. They stay. */
const PLACES = new Set([
  ...['schema', 'step', 'epoch', 'layer', 'units', 'parameterCount', 'shape', 'columns', 'rows', 'samples', 'features'],
  ...['classes', 'stepsPerEpoch', 'totalSteps', 'counts'],
]);

const text = (value: number): number | string => (Number.isFinite(value) ? value : String(value));

/** Replaces every number in the log by the next of `values`, in turn. */
export function figuresLog(file: string, values: readonly number[]): string {
  let i = 0;
  return doctored(file, 'relu', 200, (value, key) => {
    if (typeof value !== 'number' || PLACES.has(key)) return value;
    i += 1;
    return text(values[i % values.length] ?? 0);
  });
}

/** Strings that decide the kind of an event. They stay. */
const FIXED = new Set(['runId', 'rule', 'level', 'reason', 'kind', 'activation', 'startedAt']);

/** Replaces every string in the log by a hostile one. */
export const hostileLog = (file: string): string =>
  doctored(file, 'vanishing-sigmoid', 250, (value, key) =>
    typeof value !== 'string' || FIXED.has(key) ? value : HOSTILE,
  );
