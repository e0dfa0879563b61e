// Counts over the values of a column of numbers, NaN where one is missing.
import { fewIn, likelyDistinct, sampleStep } from './distinct.js';
import type { NumberCells, Range } from './ranges.js';

export const MOST_FLOAT32 = 3.4028234663852886e38;
export const isTooLarge = ({ min, max }: Pick<Range, 'min' | 'max'>): boolean =>
  min < -MOST_FLOAT32 || max > MOST_FLOAT32;

export interface DistinctTask extends Pick<NumberCells, 'values' | 'filled'> {
  readonly kind: 'distinct';
}

/** Number of different values; an estimate in a large column. */
export function distinctIn({ values, filled }: Pick<NumberCells, 'values' | 'filled'>): number {
  const step = sampleStep(values.length);
  const some = counted(values, step);
  if (step === 1) return some.distinct;
  return fewIn(some) ? counted(values, 1).distinct : likelyDistinct(some.distinct, some.filled, filled);
}

/** A set begins with room for at most this many values. */
const MOST_SLOTS = 1 << 16;

/** Different values, and all values, of each `step`th row. */
function counted(values: Float64Array, step: number): { readonly distinct: number; readonly filled: number } {
  const seen = new NumberSet(Math.min(MOST_SLOTS, values.length / step));
  let filled = 0;
  for (let i = 0; i < values.length; i += step) {
    const value = values[i]!;
    if (Number.isNaN(value)) continue;
    filled += 1;
    seen.add(value);
  }
  return { distinct: seen.size, filled };
}

/** Counts how often each value occurs in `rows`, by size. */
export function valueCounts(values: Float64Array, rows: Int32Array): (readonly [value: number, count: number])[] {
  const counts = new Map<number, number>();
  for (let i = 0; i < rows.length; i += 1) {
    const value = values[rows[i]!]! + 0;
    if (!Number.isNaN(value)) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].sort(([a], [b]) => a - b);
}

/** A set of numbers by open addressing: `Set` takes five times as long. */
class NumberSet {
  size = 0;
  private slots: Float64Array;
  private readonly value = new Float64Array(1);
  private readonly halves = new Uint32Array(this.value.buffer);

  /** `expected`: the most values that it takes without growing. */
  constructor(expected: number) {
    this.slots = new Float64Array(2 ** Math.ceil(Math.log2(2 * expected + 16))).fill(NaN);
  }

  add(value: number): void {
    // Zero and minus zero are equal.
    this.value[0] = value + 0;
    const mask = this.slots.length - 1;
    const mixed = Math.imul(this.halves[0]! ^ Math.imul(this.halves[1]!, 0x9e3779b1), 0x85ebca6b);
    let at = (mixed ^ (mixed >>> 15)) & mask;
    for (; !Number.isNaN(this.slots[at]!); at = (at + 1) & mask) if (this.slots[at] === value) return;
    this.slots[at] = value + 0;
    this.size += 1;
    if (2 * this.size > this.slots.length) this.grow();
  }

  private grow(): void {
    const old = this.slots;
    this.slots = new Float64Array(2 * old.length).fill(NaN);
    this.size = 0;
    for (let i = 0; i < old.length; i += 1) if (!Number.isNaN(old[i]!)) this.add(old[i]!);
  }
}
