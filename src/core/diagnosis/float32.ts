// Updates below the spacing of float32: the weight plus its update rounds back to the weight, and nothing is learned at all.
import { ACTIVATIONS } from '../config/activations.js';
import { formatPercent, formatShare } from '../format.js';
import type { Evidence } from './rule.js';

/**
 * An update smaller than half the spacing of float32 rounds away. The spacing of w is 2^-23 of its power of two, so half of it
 * is between 2^-25 and 2^-24 of |w|.
 */
const ROUNDS_AWAY = 2 ** -24;

/** Plain SGD: only there is the update the learning rate times the gradient. */
const isPlainSgd = (evidence: Evidence): boolean => evidence.config.optimizer === 'sgd';

/** Intended update / weight of a layer under plain SGD (medians); NaN under other optimizers. */
function intendedRatio(evidence: Evidence, layer: number): number {
  if (!isPlainSgd(evidence)) return NaN;
  return (evidence.learningRate * (evidence.gradRms[layer] ?? NaN)) / (evidence.weightRms[layer] ?? NaN);
}

/**
 * What can be said of a layer that hardly moves, as a clause that starts with a comma or a colon; empty if there is nothing.
 * The percent change is measured by probes against step 0: a median of exactly 0 means that at least half the weights are the same
 * float32 numbers as at the start. Where a unit can fall silent that alone may be the reason; it is said then, and no more.
 */
export function unchangedInWords(evidence: Evidence, layer: number): string {
  const moved = evidence.probe !== null && evidence.probe.step > 0 ? evidence.probe.layers.percentChange[layer] : null;
  const silent = evidence.probe?.layers.dead[layer] ?? 0;
  if (moved === 0 && ACTIVATIONS[evidence.config.activation].failure === 'dies')
    return `: most of its weights have not moved${silent > 0 ? `, ${formatShare(silent)} of its units are silent` : ''}`;
  if (moved === 0) return ': most of its weights have not changed in a single bit (updates below float32 spacing)';
  if (intendedRatio(evidence, layer) < ROUNDS_AWAY) return ': most updates there are below the spacing of float32';
  if (typeof moved === 'number' && moved < 1) return `, its weights moved ${formatPercent(moved)} (median)`;
  return '';
}
