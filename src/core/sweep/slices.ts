// The maps of a third axis: a map of x and y for each value of z, with the cells of the whole.
import { kebab } from '../config/describe.js';
import { valueWords } from './label.js';
import { createSweepMap, type CellStore, type SweepMap, type SweepPlan } from './map.js';
import type { SweepCell } from './order.js';
import type { CellResult } from './results.js';

/** The map of a cell: 0 without a third axis. */
export const sliceOf = ({ y }: Pick<SweepPlan, 'y'>, { row }: SweepCell): number => Math.floor(row / y.values.length);

/** The cell on its own map. */
export const onSlice = ({ y }: Pick<SweepPlan, 'y'>, { column, row }: SweepCell): SweepCell => ({
  column,
  row: row % y.values.length,
});

/** `width 16`. */
export const sliceWords = ({ z }: SweepPlan, slice: number): string =>
  z === undefined ? '' : `${kebab(z.field)} ${valueWords(z.values)[slice] ?? ''}`;

const known = new WeakMap<SweepPlan, readonly SweepPlan[]>();

/** The plan of each map; the same objects each time. */
export function slicePlans(plan: SweepPlan): readonly SweepPlan[] {
  const { z, ...flat } = plan;
  if (z === undefined) return [plan];
  const before = known.get(plan);
  if (before !== undefined) return before;
  const plans = z.values.map((value): SweepPlan => ({ ...flat, config: { ...plan.config, [z.field]: value } }));
  known.set(plan, plans);
  return plans;
}

/** The maps of a map, which share its cells. */
export function sliceMaps(map: SweepMap): readonly SweepMap[] {
  const { plan } = map;
  if (plan.z === undefined) return [map];
  const size = plan.x.values.length * plan.y.values.length;
  const whole = map.total === size * plan.z.values.length;
  return slicePlans(plan).map((own, slice) => {
    const part = whole
      ? null
      : map.order.filter((cell) => sliceOf(plan, cell) === slice).map((cell) => onSlice(plan, cell));
    return createSweepMap(own, part, new SliceCells(map.cells, slice * size, size));
  });
}

class SliceCells implements CellStore {
  constructor(
    private readonly all: CellStore,
    private readonly first: number,
    private readonly count: number,
  ) {}

  get size(): number {
    let size = 0;
    for (let key = 0; key < this.count; key += 1) if (this.has(key)) size += 1;
    return size;
  }

  has(key: number): boolean {
    return this.all.has(this.first + key);
  }

  get(key: number): CellResult | undefined {
    return this.all.get(this.first + key);
  }

  set(key: number, cell: CellResult): void {
    this.all.set(this.first + key, cell);
  }

  *values(): Generator<CellResult, undefined> {
    for (let key = 0; key < this.count; key += 1) {
      const cell = this.get(key);
      if (cell !== undefined) yield cell;
    }
  }
}
