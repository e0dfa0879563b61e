// Vanishing over depth: hidden layers lose gradient towards the input, steadily and by a large factor in total.
import { ACTIVATIONS } from '../../config/activations.js';
import { formatFixed, formatSmall } from '../../format.js';
import { unchangedInWords } from '../float32.js';
import { cureDepth, DEPTH_CURES } from '../remedies.js';
import { layerInWords, type Evidence, type Judgement, type Rule } from '../rule.js';

/** Decades per layer. Sigmoid with unit-gain weights loses log10(1/4) = -0.60. */
export const SLOPE_LIMIT = 0.3;
/** Limits on R = gradRms(first) / gradRms(last hidden): in general, and while the loss is at chance level. */
export const R_LIMIT = 1e-2;
const R_LIMIT_AT_PLATEAU = 1e-1;

/** Slope and R if they are beyond their limits, else null. Zero gradients below a dead ReLU layer belong to the dying-relu rule. */
export function vanishes(
  evidence: Evidence,
): { readonly slope: number; readonly R: number; readonly limit: number } | null {
  const { depth, speaking, config } = evidence;
  if (depth === null) return null;
  if (depth.zeros > 0 && ACTIVATIONS[config.activation].failure === 'dies') return null;
  const limit = speaking.has('plateau') ? R_LIMIT_AT_PLATEAU : R_LIMIT;
  return depth.slope >= SLOPE_LIMIT && depth.R < limit ? { slope: depth.slope, R: depth.R, limit } : null;
}

function judge(evidence: Evidence): Judgement | null {
  const found = vanishes(evidence);
  if (found === null || evidence.depth === null) return null;
  const { hidden, config } = evidence;
  const layer = evidence.depth.quietest;
  const stuck = evidence.speaking.has('plateau');
  const remedy = cureDepth(config);
  const message =
    `gradient vanishes: ${layerInWords(layer, hidden)} gets ${formatSmall(evidence.gradRms[layer] ?? NaN)}, ` +
    `${formatFixed(found.slope)} decades less a layer towards the input` +
    unchangedInWords(evidence, layer);
  return {
    level: stuck ? 'alarm' : 'warning',
    layer,
    measured: { slope: found.slope, R: found.R, gradRms: evidence.gradRms[layer] ?? NaN, loss: evidence.loss.newer },
    limit: { slope: SLOPE_LIMIT, R: found.limit },
    message,
    ...(remedy ? { remedy } : {}),
  };
}

export const vanishing: Rule = {
  rank: 25,
  title: 'Vanishing gradient',
  lines: [
    'The chain rule multiplies one factor per layer: weights times the derivative of the activation.',
    'The derivative of sigmoid is at most 1/4, so each layer nearer to the input gets a fraction of the gradient of the next layer.',
    'The layers near the input hardly learn, so their outputs stay random.',
  ],
  asCause: 'the gradient vanishes',
  measures: { slope: '>=', R: '<', gradRms: '', loss: '' },
  remedies: DEPTH_CURES,
  clock: 'steps',
  appearAfter: 3,
  clearAfter: 6,
  judge,
};
