// How far a kernel has moved, weight by weight: the notebook's figures.
import { median } from '../median.js';
import type { NamedTensor } from './events.js';

export interface KernelChange {
  readonly shape: readonly number[];
  readonly old: readonly number[];
  readonly now: readonly number[];
  /** |100 (old - new) / old|; NaN where the old weight is 0. */
  readonly percent: readonly number[];
  /** (old - new) / learning rate: the notebook's `gradient`, the sum of the gradients under plain SGD. */
  readonly gradient: readonly number[];
  readonly medianPercent: number;
  /** Share of the weights that moved by less than 1 %. */
  readonly belowOne: number;
  /** Weights that did not change in a single bit. */
  readonly unchanged: number;
}

/** @param learningRate of the configuration; the "gradient" is NaN where it is not known. */
export function kernelChange(old: NamedTensor, now: NamedTensor, learningRate: number): KernelChange {
  const before = Array.from(old.values);
  const after = Array.from(now.values);
  const percent = before.map((value, i) => (value === 0 ? NaN : Math.abs((100 * (value - (after[i] ?? NaN))) / value)));
  const known = percent.filter((value) => !Number.isNaN(value));
  return {
    shape: old.shape,
    old: before,
    now: after,
    percent,
    gradient: before.map((value, i) => (value - (after[i] ?? NaN)) / learningRate),
    medianPercent: median(percent),
    belowOne: known.length === 0 ? NaN : known.filter((value) => value < 1).length / known.length,
    unchanged: before.filter((value, i) => Object.is(value, after[i])).length,
  };
}
