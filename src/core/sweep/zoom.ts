// Zooming a map: each step halves both axes around a cell. Every second value is one of the map before, bit by bit, so its cells
// are known. A zoomed cell belongs to its two values, not to a column and a row.
import { settingOf } from '../config/settings/index.js';
import { isInRatio, type SweepAxis } from './axis.js';
import { cellKey, createSweepMap, valuesAt, type SweepMap, type SweepPlan } from './map.js';
import type { SweepCell } from './order.js';
import type { CellResult } from './results.js';

/** Neighbors on an axis of 10 values from 0 to 1 then differ by 1e-13; float64 resolves 1e-16. */
export const DEEPEST_ZOOM = 40;

/** The values with one more between two neighbors, as far as there is one. */
function refined({ field, values }: SweepAxis): number[] {
  const ascending = values.toSorted((a, b) => a - b);
  const inRatio = isInRatio(ascending);
  const whole = settingOf(field).sweep === 'whole';
  return values.flatMap((value, at) => {
    const next = values[at + 1];
    if (next === undefined) return [value];
    const middle = inRatio ? Math.sqrt(value) * Math.sqrt(next) : value + (next - value) / 2;
    const between = whole ? Math.round(middle) : middle;
    const [low, high] = [Math.min(value, next), Math.max(value, next)];
    return between > low && between < high ? [value, between] : [value];
  });
}

/** As many values as before around the one at `index`; the same axis if there is none between its values. */
function zoomedAxis(axis: SweepAxis, index: number): SweepAxis {
  const finer = refined(axis);
  const count = axis.values.length;
  if (finer.length === count) return axis;
  const at = finer.indexOf(axis.values[index] ?? NaN);
  const first = Math.max(0, Math.min(finer.length - count, at - Math.floor(count / 2)));
  return { field: axis.field, values: finer.slice(first, first + count) };
}

/** The map around a cell at twice the resolution, and the cell in it; null if neither axis has values between. */
export function zoomedPlan(plan: SweepPlan, cell: SweepCell): { plan: SweepPlan; cell: SweepCell } | null {
  const rows = plan.y.values.length;
  const [x, y] = [zoomedAxis(plan.x, cell.column), zoomedAxis(plan.y, cell.row % rows)];
  if (x === plan.x && y === plan.y) return null;
  const place = (axis: SweepAxis, value: number | undefined): number => Math.max(0, axis.values.indexOf(value ?? NaN));
  return {
    plan: { ...plan, x, y },
    cell: {
      column: place(x, plan.x.values[cell.column]),
      row: place(y, plan.y.values[cell.row % rows]) + Math.floor(cell.row / rows) * y.values.length,
    },
  };
}

/** Whether two neighbors are the same number for the network, which computes in float32. */
export const isFinerThanFloat32 = ({ values }: SweepAxis): boolean =>
  values.some((value, at) => at > 0 && Math.fround(value) === Math.fround(values[at - 1] ?? NaN));

/** The key of a zoomed cell. */
export const valueKey = ({ x, y, z }: Pick<CellResult, 'x' | 'y' | 'z'>): string =>
  z === undefined ? `${x},${y}` : `${x},${y},${z}`;

type Values = Pick<CellResult, 'x' | 'y' | 'z'>;
type PlaceOf = (values: Values) => SweepCell | null;

function placesOf({ x, y, z }: SweepPlan): PlaceOf {
  const [columns, rows, slices] = [x.values, y.values, z?.values ?? []].map(
    (values) => new Map(values.map((value, at) => [value, at])),
  );
  return (values) => {
    const [column, row] = [columns?.get(values.x), rows?.get(values.y)];
    const slice = z === undefined ? 0 : slices?.get(values.z ?? NaN);
    if (column === undefined || row === undefined || slice === undefined) return null;
    return { column, row: row + slice * y.values.length };
  };
}

/** A map and the zoomed maps of it, which share their cells. */
export class ZoomedMaps {
  private readonly placeOnBase: PlaceOf;
  private current: SweepMap;

  constructor(readonly base: SweepMap) {
    this.placeOnBase = placesOf(base.plan);
    this.current = base;
  }

  /** The map of a plan, with the cells that are known. */
  at(plan: SweepPlan): SweepMap {
    if (plan === this.base.plan) this.current = this.base;
    else if (plan !== this.current.plan) this.current = this.filled(plan);
    return this.current;
  }

  /** Keeps a result under its values. */
  add(result: CellResult): void {
    const { base, current } = this;
    const place = this.placeOf(result);
    if (place === null) base.zoomed.set(valueKey(result), result);
    else base.cells.set(cellKey(base.plan, place), { ...result, ...place });
    const shown = current === base ? null : placesOf(current.plan)(result);
    if (shown !== null) current.cells.set(cellKey(current.plan, shown), { ...result, ...shown });
  }

  /** The cell of the whole map with these values; null for a zoomed one. */
  placeOf(values: Values): SweepCell | null {
    return this.placeOnBase(values);
  }

  private filled(plan: SweepPlan): SweepMap {
    const { base } = this;
    const map = createSweepMap(plan);
    for (const cell of map.order) {
      const values = valuesAt(plan, cell);
      const place = this.placeOf(values);
      const known = place === null ? base.zoomed.get(valueKey(values)) : base.cells.get(cellKey(base.plan, place));
      if (known !== undefined) map.cells.set(cellKey(plan, cell), { ...known, ...cell });
    }
    return map;
  }
}
