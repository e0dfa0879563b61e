// Reads the plan of a sweep from the first line of its log, for `sweep merge` and `sweep watch`.
import { BACKEND_CHOICES } from '../config/backends.js';
import type { Config } from '../config/schema.js';
import { isSweepField } from '../config/settings/index.js';
import { parseConfig } from '../config/presets.js';
import { cleanStrings } from '../text/sanitize.js';
import { UserError } from '../userError.js';
import type { SweepAxis } from './axis.js';
import { checkPlan, type SweepPlan } from './map.js';
import { isMeasured, MEASURED, SWEEP_METRICS, type SweepMetric } from './metrics.js';
import { parseShard, type Shard } from './shard.js';

/** A line of a sweep log as JSON. */
export type Fields = Readonly<Record<string, unknown>>;

export const SWEEP_LOG_SCHEMA = 1;
export const MOST_SEEDS = 100;

/** Null for a line that is not a JSON object. */
export function parseLine(line: string): Fields | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Fields) : null;
  } catch {
    // The caller reports the line.
    return null;
  }
}

/** @throws UserError for a line that is not the first line of a sweep log. */
export function checkType(first: Fields | null, file: string): asserts first is Fields {
  if (first?.['type'] !== 'sweep') throw new UserError(`log ${file}: is not a sweep log`);
  if (first['schema'] !== SWEEP_LOG_SCHEMA)
    throw new UserError(
      `log ${file}: schema ${String(first['schema'])} is not supported; allowed: ${SWEEP_LOG_SCHEMA}`,
    );
}

export interface SweepHeader {
  readonly plan: SweepPlan;
  readonly metric: SweepMetric;
  /** Null: the whole map. */
  readonly shard: Shard | null;
}

/** @throws UserError */
export function headerFrom(line: string, file: string): SweepHeader {
  const first = parseLine(line);
  checkType(first, file);
  const wrong = (field: string): UserError => new UserError(`log ${file}, line 1: ${field} is not allowed`);
  const { preset, seeds, metric, shard, measures } = first;
  const backend = BACKEND_CHOICES.find((name) => name === first['backend']);
  if (typeof preset !== 'string') throw wrong('preset');
  if (typeof seeds !== 'number' || !Number.isInteger(seeds) || seeds < 1 || seeds > MOST_SEEDS) throw wrong('seeds');
  if (backend === undefined) throw wrong('backend');
  const own = shard === undefined ? null : typeof shard === 'string' ? parseShard(shard) : null;
  if (measures !== undefined && !Array.isArray(measures)) throw wrong('measures');
  const chosen = MEASURED.filter((name) => measures?.includes(name) === true);
  if (measures !== undefined && measures.length !== chosen.length) throw wrong('measures');
  if (own === null && shard !== undefined) throw wrong('shard');
  const [x, y] = [axisFrom(first['x']), axisFrom(first['y'])];
  if (x === null) throw wrong('axis x');
  if (y === null) throw wrong('axis y');
  const z = first['z'] === undefined ? undefined : axisFrom(first['z']);
  if (z === null) throw wrong('axis z');
  const config = configOf(first['config'], `log ${file}, line 1`);
  const plan: SweepPlan = {
    ...{ preset, config, x, y, ...(z !== undefined && { z }), seeds, backend },
    ...(chosen.length > 0 && { measures: chosen }),
  };
  checkPlan(plan);
  const view = SWEEP_METRICS.find((name) => name === metric && isMeasured(plan, name)) ?? 'loss';
  return { plan, metric: view, shard: own };
}

/** Strings are cleaned, except the path of the table. */
function configOf(value: unknown, where: string): Config {
  const data = typeof value === 'object' && value !== null ? (value as Fields)['data'] : undefined;
  const config = parseConfig(cleanStrings(value), where);
  return typeof data === 'string' ? { ...config, data } : config;
}

function axisFrom(value: unknown): SweepAxis | null {
  if (typeof value !== 'object' || value === null) return null;
  const { field, values } = value as Fields;
  if (!isSweepField(field) || !Array.isArray(values) || values.length === 0) return null;
  return values.every((one) => Number.isFinite(one)) ? { field, values: values as number[] } : null;
}
