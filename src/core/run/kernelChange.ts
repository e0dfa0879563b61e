// How far a layer's kernel moved since step 0: per weight, and as a short summary for tables.
import { formatPercent } from '../format.js';
import { median } from '../median.js';
import type { NamedTensor, WeightsEvent } from './events.js';
import { probeAt } from './lookup.js';
import type { RunState } from './runState.js';

export interface KernelChange {
  readonly shape: readonly number[];
  readonly old: readonly number[];
  readonly now: readonly number[];
  /** |100 (old - new) / old|; NaN where the old weight is 0. */
  readonly percent: readonly number[];
  /** (old - new) / learning rate; under plain SGD the sum of the gradients. */
  readonly gradient: readonly number[];
  readonly medianPercent: number;
  /** Share of the weights that moved by less than 1 %. */
  readonly belowOne: number;
  /** Weights that did not change in a single bit. */
  readonly unchanged: number;
}

/** @param learningRate of the configuration; without it the gradient is NaN. */
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

/** The learning rate of the configuration, else of the last step; null if unknown. */
export const learningRateOf = (run: RunState): number | null =>
  run.config?.learningRate ?? run.recent.at(-1)?.learningRate ?? null;

interface Kernels {
  readonly old: NamedTensor;
  readonly now: NamedTensor;
  /** The steps of the two kernels. */
  readonly from: number;
  readonly to: number;
}

/** The layer's first kernel in the log and the last one as of the step; null if the log has none. */
export function kernelsOf(run: RunState, layer: number, step: number | null): Kernels | null {
  const having = run.weights.filter(
    (event) => (step === null || event.step <= step) && event.parameters.some((one) => one.layer === layer),
  );
  const [first, newest] = [having[0], having.at(-1)];
  const [old, now] = [first, newest].map((event) => (event === undefined ? undefined : kernelIn(event, layer)));
  return first && newest && old && now ? { old, now, from: first.step, to: newest.step } : null;
}

/** The layer's kernel, whatever its name in the log. */
export const kernelIn = ({ parameters }: WeightsEvent, layer: number): NamedTensor | undefined =>
  parameters.find((one) => one.layer === layer && one.name.endsWith('kernel')) ??
  parameters.find((one) => one.layer === layer);

/** Below this median, in percent, most weights stand still, and the median does not describe the others. */
const STILL = 0.001;

/** The last sampled change, in short form. */
export const changeInShort = (run: RunState, layer: number, step: number | null): string =>
  medianInShort(probeAt(run, step)?.layers.percentChange[layer], run, layer, step);

/**
 * The median percent change, `0.18 %`. If most weights stand still while others learn, as below dead ReLU units, the share
 * that moved by 1 % or more: `in 30 %`. `-` if unknown. At most 8 characters. `movedShare`, if not known
 * yet, is computed from the logged kernels.
 */
export function medianInShort(
  middle: number | null | undefined,
  run: RunState,
  layer: number,
  step: number | null,
  movedShare = NaN,
): string {
  if (middle === null || middle === undefined || !(middle < STILL)) return formatPercent(middle);
  const moved = Number.isNaN(movedShare) ? movedShareOf(run, layer, step) : movedShare;
  return moved >= 0.01 ? `in ${Math.round(100 * moved)} %` : formatPercent(middle);
}

function movedShareOf(run: RunState, layer: number, step: number | null): number {
  const kernels = kernelsOf(run, layer, step);
  return kernels === null ? 0 : 1 - kernelChange(kernels.old, kernels.now, NaN).belowOne;
}
