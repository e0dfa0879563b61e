// The sweep log: JSON Lines with the plan, then one line per finished cell. A resumed sweep skips those cells.
import { configSchema, isSetting } from '../config/schema.js';
import { UserError } from '../userError.js';
import { checkType, parseLine, SWEEP_LOG_SCHEMA, type Fields } from './header.js';
import { cellKey, createSweepMap, rowCount, valuesAt, type SweepMap, type SweepPlan } from './map.js';
import type { SweepMetric } from './metrics.js';
import { INSTRUMENT_FIGURES, type CellResult, type Chosen, type SeedResult } from './results.js';
import { shardCells, shardText, type Shard } from './shard.js';
import { isVerdict } from './verdicts.js';
import { valueKey } from './zoom.js';

const WORDS: Readonly<Record<string, number>> = { NaN, Infinity, '-Infinity': -Infinity };
const replace = (_key: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;

/** JSON with non-finite numbers as strings. */
export const encode = (value: unknown, indent?: number): string => JSON.stringify(value, replace, indent);

/** Logs of earlier versions lack settings that were added since; the defaults hold for them. */
const DEFAULTS = configSchema.parse({});

/** The fields that identify a sweep; the metric is only a view. */
export const identity = ({ config, x, y, z, seeds, backend, measures = [] }: SweepPlan): string => {
  const settings = Object.entries({ ...DEFAULTS, ...config })
    .filter(([field]) => isSetting(field))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return encode({
    settings,
    x,
    y,
    ...(z !== undefined && { z }),
    seeds,
    backend,
    ...(measures.length > 0 && { measures }),
  });
};

/** First line of the log, without its newline. `shard`: the part of the map that the log holds; null: all of it. */
export const encodePlan = (plan: SweepPlan, metric: SweepMetric, shard: Shard | null = null): string =>
  encode({
    type: 'sweep',
    schema: SWEEP_LOG_SCHEMA,
    ...plan,
    metric,
    ...(shard === null ? {} : { shard: shardText(shard) }),
  });

/** One line, without its newline. */
export const encodeCell = (cell: CellResult): string => encode({ type: 'cell', ...cell });

/** A line of a cell between those of the map. */
export const encodeZoomed = (cell: CellResult): string =>
  encode({ type: 'zoomed', ...cell, column: undefined, row: undefined });

export interface ResumedSweep {
  readonly map: SweepMap;
  /** Length of `text` up to the end of its last whole line; the rest was torn by a crash. */
  readonly kept: number;
}

/**
 * The map in a log, whole or of a shard; an empty log gives an empty map.
 * @throws UserError if the text is no sweep log, is one of another sweep, or is damaged before its last line.
 */
export function resumeSweep(text: string, plan: SweepPlan, file: string, shard: Shard | null = null): ResumedSweep {
  const map = createSweepMap(plan, shard === null ? null : shardCells(plan, shard));
  const kept = text.lastIndexOf('\n') + 1;
  // A torn first line is the beginning of a plan; any other text is the user's file and stays untouched.
  if (kept === 0 && text !== '' && !encodeStart(text)) throw new UserError(`log ${file}: is not a sweep log`);
  const lines = text.slice(0, kept).split('\n');
  lines.forEach((line, at) => {
    if (line.trim() === '') return;
    if (at === 0) checkFirst(parseLine(line), plan, shard, file);
    else addLine(map, line, file, at + 1);
  });
  return { map, kept };
}

/** Adds the cell of a line, unless the map has it. `at`: the number of the line. @throws UserError for any other line */
export function addLine({ plan, cells, zoomed: between }: SweepMap, line: string, file: string, at: number): void {
  const value = parseLine(line);
  const zoomed = zoomedFrom(value, plan);
  if (zoomed !== null) return void between.set(valueKey(zoomed), zoomed);
  const cell = cellFrom(value, plan);
  if (cell === null) throw new UserError(`log ${file}, line ${at}: is not a cell of this sweep`);
  const key = cellKey(plan, cell);
  if (!cells.has(key)) cells.set(key, cell);
}

const encodeStart = (text: string): boolean => {
  const start = '{"type":"sweep"';
  return text.startsWith(start) || start.startsWith(text);
};

/** @throws UserError unless this is the first line of the log of this plan and shard. */
export function checkFirst(first: Fields | null, plan: SweepPlan, shard: Shard | null, file: string): void {
  checkType(first, file);
  let same = false;
  try {
    same = identity(first as unknown as SweepPlan) === identity(plan);
  } catch {
    // A plan with missing fields is another plan.
  }
  if (!same)
    throw new UserError(
      `log ${file}: belongs to another sweep (configuration, axes, seeds, backend or measures differ); give another --log file`,
    );
  const wanted = shard === null ? undefined : shardText(shard);
  const name = (text: unknown): string =>
    text === undefined ? 'the whole map' : `shard ${JSON.stringify(text)}`.replaceAll('"', '');
  if (first['shard'] !== wanted)
    throw new UserError(
      `log ${file}: belongs to ${name(first['shard'])}, not to ${name(wanted)}; give another --log file`,
    );
}

const number = (value: unknown): number =>
  typeof value === 'number' ? value : typeof value === 'string' ? (WORDS[value] ?? NaN) : NaN;
const orNull = (value: unknown): number | null => (value === null || value === undefined ? null : number(value));

export function cellFrom(value: Fields | null, plan: SweepPlan): CellResult | null {
  if (value?.['type'] !== 'cell') return null;
  const column = number(value['column']);
  const row = number(value['row']);
  if (plan.x.values[column] === undefined || !Number.isInteger(row) || row < 0 || row >= rowCount(plan)) return null;
  return resultFrom(value, plan, { column, row, ...valuesAt(plan, { column, row }) });
}

/** A cell between those of the map; null for any other line. */
export function zoomedFrom(value: Fields | null, plan: SweepPlan): CellResult | null {
  if (value?.['type'] !== 'zoomed') return null;
  const [x, y] = [number(value['x']), number(value['y'])];
  const z = plan.z === undefined ? {} : { z: number(value['z']) };
  return Number.isFinite(x + y + (z.z ?? 0)) ? resultFrom(value, plan, { column: -1, row: -1, x, y, ...z }) : null;
}

type Place = Pick<CellResult, 'column' | 'row' | 'x' | 'y' | 'z'>;
type Open<T> = { -readonly [F in keyof T]: T[F] };

// Fields are set one after the other: a page of a large map reads thousands of cells, and spreading objects takes most of their time.
function resultFrom(value: Fields, plan: SweepPlan, { column, row, x, y, z }: Place): CellResult | null {
  const runs = value['seeds'];
  if (!Array.isArray(runs) || runs.length !== plan.seeds) return null;
  const place = z === undefined ? { column, row, x, y } : { column, row, x, y, z };
  const cell = place as Open<CellResult>;
  cell.seeds = (runs as Fields[]).map(seedFrom);
  cell.loss = number(value['loss']);
  cell.accuracy = orNull(value['accuracy']);
  cell.R = orNull(value['R']);
  cell.slope = orNull(value['slope']);
  cell.initialR = orNull(value['initialR']);
  cell.diverged = number(value['diverged']);
  setChosen(cell, value);
  return cell;
}

/** Sets the chosen metrics that the line has. */
function setChosen(target: Open<Chosen>, value: Fields): void {
  const { verdict, alarm, solved } = value;
  if (verdict !== undefined && isVerdict(verdict)) target.verdict = verdict;
  if (alarm !== undefined) target.alarm = number(alarm);
  if (solved !== undefined) target.solved = number(solved);
  for (const name of INSTRUMENT_FIGURES) if (value[name] !== undefined) target[name] = orNull(value[name]);
}

function seedFrom(run: Fields): SeedResult {
  const result: Open<SeedResult> = {
    seed: number(run['seed']),
    steps: number(run['steps']),
    loss: number(run['loss']),
    accuracy: orNull(run['accuracy']),
    R: orNull(run['R']),
    slope: orNull(run['slope']),
    initialR: orNull(run['initialR']),
    diverged: run['diverged'] === true,
    labelEntropy: number(run['labelEntropy']),
    classes: number(run['classes']),
  };
  setChosen(result, run);
  if (run['totalSteps'] !== undefined) result.totalSteps = number(run['totalSteps']);
  return result;
}
