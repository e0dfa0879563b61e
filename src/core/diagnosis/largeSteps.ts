// What shows that steps are too large before a network has exploded: updates, the gradient norm, the gradient over depth.
import { formatPercent, formatSmall } from '../format.js';
import { layerInWords, type Evidence, type Judgement } from './rule.js';

/** log10(updateRms / weightRms); -3 is usual. */
export const UPDATE_LIMIT = -1;
/** Gradient norm over its running median. */
export const NORM_LIMIT = 10;
/** gradRms(first) / gradRms(last hidden). */
export const R_EXPLODES = 1e3;

export type Symptom = Pick<Judgement, 'level' | 'layer' | 'measured' | 'limit' | 'certain'> & {
  readonly words: string;
  readonly variant: 'not finite' | 'jumps' | 'large steps' | 'saturated';
  /** Large steps are caused by the rate, whatever the gradient does. */
  readonly rateAlone?: boolean;
};

/** `23 %`, `5.1 times the size`. */
export const ratioInWords = (ratio: number): string =>
  ratio < 10 ? formatPercent(100 * ratio) : `${formatSmall(ratio)} times the size`;

/** Signs of a network that has not exploded yet. */
export function largeSteps({ blowUp, loss, ratios, hidden, depth, speaking }: Evidence): Symptom | null {
  const large = largest(ratios);
  // Hysteresis, because medians near the limit fluctuate.
  const limit = speaking.has('exploding') ? UPDATE_LIMIT - 0.15 : UPDATE_LIMIT;
  if (Math.log10(large.value) > limit) {
    return {
      level: 'warning',
      variant: 'large steps',
      rateAlone: true,
      layer: large.layer,
      measured: { updateRatio: Math.log10(large.value), loss: loss.newer },
      limit: { updateRatio: UPDATE_LIMIT },
      words: `${layerInWords(large.layer, hidden)} moves by ${ratioInWords(large.value)} of its weights per step`,
    };
  }
  const jump = blowUp.normNow / blowUp.normBefore;
  if (jump > NORM_LIMIT && loss.latest > loss.median) {
    return {
      level: 'warning',
      variant: 'jumps',
      layer: -1,
      measured: { normRatio: jump, gradNorm: blowUp.normNow, loss: loss.newer },
      limit: { normRatio: NORM_LIMIT },
      words: `gradient norm ${formatSmall(blowUp.normNow)} is ${formatSmall(jump)} times its running median`,
    };
  }
  if (depth !== null && depth.R > R_EXPLODES) {
    return {
      level: 'warning',
      variant: 'jumps',
      layer: 0,
      measured: { R: depth.R, slope: depth.slope },
      limit: { R: R_EXPLODES },
      words: `layer 1 gets ${formatSmall(depth.R)} times the gradient of layer ${hidden}`,
    };
  }
  return null;
}

function largest(values: ArrayLike<number>): { readonly value: number; readonly layer: number } {
  let layer = -1;
  let value = -Infinity;
  for (let index = 0; index < values.length; index += 1) {
    const one = values[index] ?? NaN;
    if (one > value) {
      value = one;
      layer = index;
    }
  }
  return { value, layer };
}
