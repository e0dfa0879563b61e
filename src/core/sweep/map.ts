// A trainability map: the plan (two axes, seeds) and the results per cell.
import type { BackendChoice } from '../config/backends.js';
import { kebab } from '../config/describe.js';
import { allowedIn, isAllowed, parseConfig } from '../config/presets.js';
import type { Config } from '../config/schema.js';
import { idleReason } from '../config/settings/index.js';
import { UserError } from '../userError.js';
import type { SweepAxis } from './axis.js';
import { middleOf, type Measured, type SweepMetric } from './metrics.js';
import { sweepOrder, type SweepCell } from './order.js';
import { INSTRUMENT_FIGURES, type CellResult, type Chosen, type SeedResult } from './results.js';
import { commonVerdict } from './verdicts.js';

/** Everything that determines the numbers of a sweep. */
export interface SweepPlan {
  /** The preset as the user wrote it, for command lines. */
  readonly preset: string;
  readonly config: Config;
  readonly x: SweepAxis;
  readonly y: SweepAxis;
  /** A map of x and y for each of its values; their rows follow each other. Absent: one map. */
  readonly z?: SweepAxis;
  /** Runs per cell, with seeds config.seed, config.seed + 1, ... */
  readonly seeds: number;
  readonly backend: BackendChoice;
  /** Metrics that are measured only where they are chosen; absent: none. */
  readonly measures?: readonly Measured[];
}

/** The results by cellKey: a Map, or the places of their lines in a log (indexedCells.ts). */
export interface CellStore {
  readonly size: number;
  has(key: number): boolean;
  get(key: number): CellResult | undefined;
  set(key: number, cell: CellResult): unknown;
  values(): IterableIterator<CellResult, undefined>;
}

export interface SweepMap {
  readonly plan: SweepPlan;
  /** The cells to train, coarse to fine: all of them, or those of a shard. Computed when they are asked for. */
  readonly order: readonly SweepCell[];
  /** Number of cells in `order`. */
  readonly total: number;
  readonly cells: CellStore;
  /** Cells between those of the map, by their values. */
  readonly zoomed: Map<string, CellResult>;
}

/** Rows of all maps of a plan. */
export const rowCount = ({ y, z }: Pick<SweepPlan, 'y' | 'z'>): number => y.values.length * (z?.values.length ?? 1);

/** The values of a cell. */
export function valuesAt({ x, y, z }: SweepPlan, { column, row }: SweepCell): Pick<CellResult, 'x' | 'y' | 'z'> {
  const rows = y.values.length;
  return {
    x: x.values[column] ?? NaN,
    y: y.values[row % rows] ?? NaN,
    ...(z !== undefined && { z: z.values[Math.floor(row / rows)] ?? NaN }),
  };
}

/** All cells of a plan, coarse to fine in each of its maps at once. */
export function planOrder({ x, y, z }: SweepPlan): SweepCell[] {
  const order = sweepOrder(x.values.length, y.values.length);
  if (z === undefined) return order;
  return order.flatMap(({ column, row }) => z.values.map((_, k) => ({ column, row: row + k * y.values.length })));
}

/** `part`: the cells of a shard, in order; null: all cells. */
export function createSweepMap(
  plan: SweepPlan,
  part: readonly SweepCell[] | null = null,
  cells: CellStore = new Map<number, CellResult>(),
): SweepMap {
  let order = part;
  return {
    ...{ plan, cells, zoomed: new Map() },
    total: part?.length ?? plan.x.values.length * rowCount(plan),
    get order() {
      return (order ??= planOrder(plan));
    },
  };
}

/** Row-major: row × columns + column. */
export const cellKey = (plan: SweepPlan, { column, row }: SweepCell): number => row * plan.x.values.length + column;

/** The configuration of a cell's run `k`. @throws UserError where a value is outside its field's limits. */
export function cellConfig(plan: SweepPlan, cell: SweepCell, k = 0): Config {
  const { config, x, y, z } = plan;
  const at = valuesAt(plan, cell);
  const values = { [x.field]: at.x, [y.field]: at.y, ...(z !== undefined && { [z.field]: at.z }) };
  return parseConfig({ ...config, ...values, seed: (config.seed + k) % 2 ** 32 }, 'sweep');
}

/** @throws UserError for a value outside its limits and for an axis that would change nothing. */
export function checkPlan(plan: SweepPlan): void {
  const { x, y, z, config } = plan;
  if (x.field === y.field)
    throw new UserError(`axis ${kebab(x.field)}: --x and --y name the same field; allowed: two fields`);
  if (z?.field === x.field || z?.field === y.field)
    throw new UserError(`axis ${kebab(z.field)}: --z names a field of --x or --y; allowed: a third field`);
  for (const { field } of z === undefined ? [x, y] : [x, y, z]) {
    const reason = idleReason(config, field);
    if (reason !== null) throw new UserError(`axis ${kebab(field)}: changes nothing here: ${reason}`);
  }
  for (const axis of z === undefined ? [x, y] : [x, y, z]) refuseValues(axis);
  x.values.forEach((_, column) => cellConfig(plan, { column, row: 0 }));
  for (let row = 0; row < rowCount(plan); row += 1) cellConfig(plan, { column: 0, row });
}

/** @throws UserError for a value that its setting does not allow */
function refuseValues({ field, values }: SweepAxis): void {
  const wrong = values.find((value) => !isAllowed(field, value));
  if (wrong === undefined) return;
  // An axis has numbers only.
  const allowed = (allowedIn(field) ?? '').replace(/ or null$/, '');
  throw new UserError(`axis ${kebab(field)}: ${wrong} is not allowed; allowed: ${allowed}`);
}

/** Cells without a result, coarse to fine. */
export const pendingCells = (map: SweepMap): SweepCell[] =>
  map.order.filter((cell) => !map.cells.has(cellKey(map.plan, cell)));

/** Combines the runs of a cell. */
export function summarizeCell(plan: SweepPlan, cell: SweepCell, seeds: readonly SeedResult[]): CellResult {
  const of = (metric: SweepMetric): number | null => middleOf(metric, seeds);
  return {
    column: cell.column,
    row: cell.row,
    ...valuesAt(plan, cell),
    seeds,
    loss: of('loss') ?? NaN,
    accuracy: of('accuracy'),
    R: of('R'),
    slope: of('slope'),
    initialR: of('initialR'),
    diverged: seeds.filter((run) => run.diverged).length,
    ...chosenOf(seeds),
  };
}

/** The chosen metrics, as far as the runs have them. */
function chosenOf(seeds: readonly SeedResult[]): Chosen {
  const [run] = seeds;
  const verdict = commonVerdict(seeds.flatMap((one) => one.verdict ?? []));
  return {
    ...(verdict !== undefined && { verdict }),
    ...(run?.alarm !== undefined && { alarm: middleOf('alarm', seeds) ?? NaN }),
    ...(run?.solved !== undefined && { solved: middleOf('solved', seeds) ?? NaN }),
    ...Object.fromEntries(
      INSTRUMENT_FIGURES.filter((name) => run?.[name] !== undefined).map((name) => [name, middleOf(name, seeds)]),
    ),
  };
}
