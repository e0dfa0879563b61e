// Updates below the spacing of float32: weight plus update rounds back to the weight, so the layer learns nothing.
import { ACTIVATIONS } from '../config/activations.js';
import { formatPercent, formatShare } from '../format.js';
import type { Evidence } from './rule.js';

/**
 * An update below half the spacing of float32 rounds to zero. The spacing at w is 2^-23 of its power of two, so half of it
 * is between 2^-25 and 2^-24 of |w|.
 */
const ROUNDS_AWAY = 2 ** -24;

/** Plain SGD, the only optimizer whose update is the learning rate times the gradient. */
const isPlainSgd = (evidence: Evidence): boolean => evidence.config.optimizer === 'sgd';

/** Intended update / weight of a layer under plain SGD (medians); NaN under other optimizers. */
function intendedRatio(evidence: Evidence, layer: number): number {
  if (!isPlainSgd(evidence)) return NaN;
  return (evidence.learningRate * (evidence.gradRms[layer] ?? NaN)) / (evidence.weightRms[layer] ?? NaN);
}

/**
 * A clause about a layer that hardly moves, starting with a comma or a colon; empty if there is nothing to say.
 * Probes measure the percent change against step 0. A median of exactly 0 means that at least half of the weights are the same
 * float32 numbers as at the start. If the activation has dead units, they may be the reason, and the clause says only that.
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
