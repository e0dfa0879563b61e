// A trainability map: the plan (two axes, seeds), the results per cell, and the metrics for the picture.
import type { BackendChoice } from '../config/backends.js';
import { kebab } from '../config/describe.js';
import { parseConfig } from '../config/presets.js';
import type { Config } from '../config/schema.js';
import { idleReason } from '../config/settings/index.js';
import { median } from '../median.js';
import { UserError } from '../userError.js';
import type { SweepAxis } from './axis.js';
import { sweepOrder, type SweepCell } from './order.js';

export const SWEEP_METRICS = ['loss', 'accuracy', 'R', 'slope', 'initialR'] as const;
export type SweepMetric = (typeof SWEEP_METRICS)[number];

/** Everything that determines the numbers of a sweep. */
export interface SweepPlan {
  /** The preset as the user wrote it, for command lines. */
  readonly preset: string;
  readonly config: Config;
  readonly x: SweepAxis;
  readonly y: SweepAxis;
  /** Runs per cell, with seeds config.seed, config.seed + 1, ... */
  readonly seeds: number;
  readonly backend: BackendChoice;
}

/** The result of one run. */
export interface SeedResult {
  readonly seed: number;
  readonly steps: number;
  /** On the whole training set in evaluation mode; NaN or infinite if the run diverged. */
  readonly loss: number;
  /** Share 0..1; null for regression. */
  readonly accuracy: number | null;
  /** gradRms(first) / gradRms(last hidden), medians of the last steps; null with fewer than three hidden layers or a non-finite gradient. */
  readonly R: number | null;
  /** Decades lost per layer towards the input; null like R. */
  readonly slope: number | null;
  /** R of the first steps: the effect of initialization alone, which the theory describes. */
  readonly initialR: number | null;
  readonly diverged: boolean;
  /** Loss of a network that knows only the class frequencies, or the target's variance. */
  readonly labelEntropy: number;
  /** 0: regression. */
  readonly classes: number;
}

/** Runs of a cell and their medians; a non-finite loss ranks above all others. */
export interface CellResult extends SweepCell {
  readonly x: number;
  readonly y: number;
  readonly seeds: readonly SeedResult[];
  readonly loss: number;
  readonly accuracy: number | null;
  readonly R: number | null;
  readonly slope: number | null;
  readonly initialR: number | null;
  /** How many of the runs diverged. */
  readonly diverged: number;
}

export interface SweepMap {
  readonly plan: SweepPlan;
  /** The cells to train, coarse to fine: all of them, or those of a shard. */
  readonly order: readonly SweepCell[];
  /** By cellKey. */
  readonly cells: Map<number, CellResult>;
}

export const createSweepMap = (
  plan: SweepPlan,
  order: readonly SweepCell[] = sweepOrder(plan.x.values.length, plan.y.values.length),
): SweepMap => ({ plan, order, cells: new Map() });

/** Row-major: row × columns + column. */
export const cellKey = (plan: SweepPlan, { column, row }: SweepCell): number => row * plan.x.values.length + column;

/** The configuration of a cell's run `k`. @throws UserError where a value is outside its field's limits. */
export function cellConfig(plan: SweepPlan, { column, row }: SweepCell, k = 0): Config {
  const { config, x, y } = plan;
  const values = { [x.field]: x.values[column], [y.field]: y.values[row] };
  return parseConfig({ ...config, ...values, seed: (config.seed + k) % 2 ** 32 }, 'sweep');
}

/** @throws UserError for a value outside its limits and for an axis that would change nothing. */
export function checkPlan(plan: SweepPlan): void {
  const { x, y, config } = plan;
  if (x.field === y.field)
    throw new UserError(`axis ${kebab(x.field)}: --x and --y name the same field; allowed: two fields`);
  for (const { field } of [x, y]) {
    const reason = idleReason(config, field);
    if (reason !== null) throw new UserError(`axis ${kebab(field)}: changes nothing here: ${reason}`);
  }
  x.values.forEach((_, column) => cellConfig(plan, { column, row: 0 }));
  y.values.forEach((_, row) => cellConfig(plan, { column: 0, row }));
}

/** Cells without a result, coarse to fine. */
export const pendingCells = (map: SweepMap): SweepCell[] =>
  map.order.filter((cell) => !map.cells.has(cellKey(map.plan, cell)));

const known = (values: readonly (number | null)[]): number[] => values.filter((value) => value !== null);
/** Null if no run has the value. */
function medianOf(values: readonly (number | null)[]): number | null {
  const middle = median(known(values));
  return Number.isNaN(middle) ? null : middle;
}

/** Combines the runs of a cell. */
export function summarizeCell(plan: SweepPlan, cell: SweepCell, seeds: readonly SeedResult[]): CellResult {
  const of = (pick: (run: SeedResult) => number | null): number | null => medianOf(seeds.map(pick));
  return {
    column: cell.column,
    row: cell.row,
    x: plan.x.values[cell.column] ?? NaN,
    y: plan.y.values[cell.row] ?? NaN,
    seeds,
    loss: of(({ loss }) => (Number.isFinite(loss) ? loss : Infinity)) ?? NaN,
    accuracy: of((run) => run.accuracy),
    // Ratios are averaged as logarithms, so the median of an even count lies halfway in decades.
    R: geometric(seeds.map((run) => run.R)),
    slope: of((run) => run.slope),
    initialR: geometric(seeds.map((run) => run.initialR)),
    diverged: seeds.filter((run) => run.diverged).length,
  };
}

function geometric(ratios: readonly (number | null)[]): number | null {
  const logarithm = medianOf(known(ratios).map(Math.log10));
  return logarithm === null ? null : 10 ** logarithm;
}

/** Whether at least half of the runs diverged. */
export const cellDiverged = (cell: CellResult): boolean => 2 * cell.diverged >= Math.max(1, cell.seeds.length);

/** Whether the cell trains: its loss is below half of chance level. */
export const cellTrained = (cell: CellResult): boolean =>
  !cellDiverged(cell) && cell.loss < 0.5 * (cell.seeds[0]?.labelEntropy ?? NaN);

/** Colour scale of a metric; `fraction` 0 is dark (vanished, not trained), 1 is bright. Null for a missing value. */
export function metricFraction(metric: SweepMetric, cell: CellResult): number | null {
  const [run] = cell.seeds;
  const clamp = (value: number): number => Math.min(1, Math.max(0, value));
  if (run === undefined) return null;
  if (metric === 'loss') return Number.isFinite(cell.loss) ? clamp(1 - cell.loss / run.labelEntropy) : null;
  if (metric === 'accuracy') {
    const chance = 1 / Math.max(1, run.classes);
    return cell.accuracy === null ? null : clamp((cell.accuracy - chance) / (1 - chance));
  }
  if (metric === 'R' || metric === 'initialR') {
    const R = cell[metric];
    return R === null ? null : clamp((Math.log10(R) + R_DECADES) / (2 * R_DECADES));
  }
  return cell.slope === null ? null : clamp((SLOPE_DECADES - cell.slope) / (2 * SLOPE_DECADES));
}
/** Ends of the ramp: R from 10^-8 to 10^8, slope from +0.5 to -0.5 decades per layer; 1 and 0 lie in the middle. */
export const R_DECADES = 8;
export const SLOPE_DECADES = 0.5;
