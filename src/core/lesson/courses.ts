// Measures of a whole curve: its extreme against its end.
import type { OptimizerName } from '../config/names.js';
import { formatLoss } from '../format.js';
import type { RunState } from '../run/runState.js';
import { banded, short, type Found } from './measure.js';

/** The last held-out loss over the lowest one. */
export function heldOut(run: RunState, step: number): Found | null {
  const losses = run.epochs.filter((event) => event.step <= step).flatMap((event) => event.valLoss ?? []);
  const last = losses.at(-1);
  if (last === undefined) return null;
  const lowest = Math.min(...losses);
  const limits = [
    { at: 1.1, margin: 0.03 },
    { at: 2, margin: 0.1 },
  ];
  return banded(last / lowest, limits, `held-out loss ${formatLoss(last)}, lowest ${formatLoss(lowest)}`);
}

/** The optimizers whose step is a rate times the gradient, so that it has a limit. */
export const hasStability = (optimizer: OptimizerName): boolean =>
  optimizer === 'sgd' || optimizer === 'momentum' || optimizer === 'nesterov';

/** How near to 1 a ratio is too close to call. */
const NEAR_ONE = 0.1;

/** The largest stability ratio so far, then the last one. */
export function stabilityRatio(run: RunState, step: number): Found | null {
  const series = run.scalars.get('stability');
  const buckets = Array.from({ length: series?.length ?? 0 }, (_, at) => series?.bucket(at));
  const until = buckets.flatMap((bucket) => (bucket !== undefined && bucket.firstStep <= step ? [bucket] : []));
  const last = until.at(-1)?.last;
  if (last === undefined) return null;
  const peak = Math.max(...until.map(({ max }) => max));
  const near = (ratio: number): boolean => Math.abs(ratio - 1) < NEAR_ONE;
  return {
    answer: peak < 1 ? 0 : last < 1 ? 1 : 2,
    sentence: `stability at most ${short(peak)}, in the end ${short(last)}`,
    ...(near(peak) || (peak > 1 && near(last)) ? { close: true } : {}),
  };
}
