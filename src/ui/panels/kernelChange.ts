// How far a layer's kernel has moved since step 0, as the panels show it.
import { formatPercent } from '../../core/format.js';
import type { NamedTensor } from '../../core/run/events.js';
import { kernelChange } from '../../core/run/kernelChange.js';
import type { RunState } from '../../core/run/runState.js';
import { probeAt, weightsOf } from './common.js';

interface Kernels {
  readonly old: NamedTensor;
  readonly now: NamedTensor;
  /** The steps of both. */
  readonly from: number;
  readonly to: number;
}

/** A layer's first kernel in the log and the newest as of the step; null where the log has none. */
export function kernelsOf(run: RunState, layer: number, step: number | null): Kernels | null {
  const events = weightsOf(run, layer, step);
  if (events === undefined) return null;
  const [old, now] = [events.old, events.now].map((event) =>
    event.parameters.find((one) => one.layer === layer && one.name.endsWith('kernel')),
  );
  return old && now ? { old, now, from: events.old.step, to: events.now.step } : null;
}

/** Below this median, in percent, most weights stand still: it then tells nothing of the others. */
const STILL = 0.001;

/**
 * The median percent change, `0.18 %`. Where most weights stand still though others learn, as below silent ReLU units, the share
 * that moved by 1 % or more: `30% move`. `-` where nothing is known. At most 8 characters.
 */
export function changeInShort(run: RunState, layer: number, step: number | null): string {
  const middle = probeAt(run, step)?.layers.percentChange[layer];
  if (middle === null || middle === undefined || !(middle < STILL)) return formatPercent(middle);
  const kernels = kernelsOf(run, layer, step);
  const moved = kernels === null ? 0 : 1 - kernelChange(kernels.old, kernels.now, NaN).belowOne;
  return moved >= 0.01 ? `${Math.round(100 * moved)}% move` : formatPercent(middle);
}
