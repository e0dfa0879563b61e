// The predicted border of trainable depth on a map, six times the depth scale of the correlation (Schoenholz et al. 2017), and how
// well the measured cells agree with it.
import { depthScalesOf, TRAINABLE } from '../theory/depthScale.js';
import { placed, SCALES, type CriticalLine } from './critical.js';
import { cellKey, type SweepMap, type SweepPlan } from './map.js';
import { cellTrained } from './results.js';

/** The scale is computed at this many values of the other axis; it is interpolated between them. */
const COMPUTED = 24;

const known = new WeakMap<SweepPlan, CriticalLine | null>();

/** Null unless the axes are depth and one that scales the kernels, or where the theory does not apply. Infinite values: any depth trains. */
export function depthBorder(plan: SweepPlan): CriticalLine | null {
  const before = known.get(plan);
  if (before !== undefined) return before;
  const border = borderOf(plan);
  known.set(plan, border);
  return border;
}

function borderOf({ config, x, y }: SweepPlan): CriticalLine | null {
  const along = x.field === 'depth' ? 'x' : y.field === 'depth' ? 'y' : null;
  if (along === null) return null;
  const [depth, other] = along === 'x' ? [x, y] : [y, x];
  if (!SCALES.includes(other.field)) return null;
  const at = (value: number): number | null => {
    const xi = depthScalesOf({ ...config, [other.field]: value })?.correlation ?? null;
    return xi === null ? null : TRAINABLE * xi;
  };
  const values = sampled(other.values, at);
  if (values.every((value) => value === null)) return null;
  const finite = values.map((value) => (value !== null && Number.isFinite(value) ? value : null));
  return { along, values, ...placed(finite, depth.values) };
}

/** `of` at every value, or at some of them and interpolated between. */
function sampled(values: readonly number[], of: (value: number) => number | null): (number | null)[] {
  const stride = Math.max(1, (values.length - 1) / (COMPUTED - 1));
  const found = new Map<number, number | null>();
  const at = (index: number): number | null => {
    if (!found.has(index)) found.set(index, of(values[index] ?? NaN));
    return found.get(index) ?? null;
  };
  return values.map((_, index) => {
    const low = Math.round(Math.floor(index / stride) * stride);
    const high = Math.min(values.length - 1, Math.round((Math.floor(index / stride) + 1) * stride));
    if (stride === 1 || index === low) return at(index);
    const [before, after] = [at(low), at(high)];
    if (before === null || after === null) return null;
    return before + ((after - before) * (index - low)) / Math.max(1, high - low);
  });
}

export interface Agreement {
  /** Cells that train above the border or do not train below it count as different. */
  readonly cells: number;
  readonly same: number;
  /** Measured over predicted depth, the middle of the lines whose border lies on the map; null: there is none. */
  readonly ratio: number | null;
  readonly borders: number;
}

/** Compares the measured cells with the predicted border. */
export function agreementOf({ plan, cells }: SweepMap, { along, values }: CriticalLine): Agreement {
  const depths = (along === 'x' ? plan.x : plan.y).values;
  let [all, same] = [0, 0];
  const ratios: number[] = [];
  values.forEach((predicted, other) => {
    if (predicted === null) return;
    const trained = depths.flatMap((depth, at) => {
      const cell = cells.get(cellKey(plan, along === 'x' ? { column: at, row: other } : { column: other, row: at }));
      return cell === undefined ? [] : [{ depth, trains: cellTrained(cell) }];
    });
    all += trained.length;
    same += trained.filter(({ depth, trains }) => trains === depth <= predicted).length;
    const deepest = Math.max(-Infinity, ...trained.flatMap(({ depth, trains }) => (trains ? depth : [])));
    const border = Number.isFinite(deepest) && trained.some(({ depth }) => depth > deepest);
    if (border && Number.isFinite(predicted)) ratios.push(deepest / predicted);
  });
  ratios.sort((a, b) => a - b);
  return { cells: all, same, ratio: ratios[ratios.length >> 1] ?? null, borders: ratios.length };
}
