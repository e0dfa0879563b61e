// Vanishing over depth: hidden layers lose gradient towards the input, steadily and by a large factor in total.
import { ACTIVATIONS } from '../../config/activations.js';
import { formatFixed, formatSmall } from '../../format.js';
import { unchangedInWords } from '../float32.js';
import { overdriven, type Overdriven } from '../overdriven.js';
import { cureDepth, DEPTH_CURES, depthAlternatives } from '../remedies.js';
import { layerInWords, plateauBand, type Evidence, type Judgement, type LossEvidence, type Rule } from '../rule.js';
import { fitDepth } from '../slope.js';

/** Decades per layer. Sigmoid with unit-gain weights loses log10(1/4) = -0.60. */
export const SLOPE_LIMIT = 0.3;
/** Limits on R = gradRms(first) / gradRms(last hidden): in general, and while the loss is at chance level. */
export const R_LIMIT = 1e-2;
const R_LIMIT_AT_PLATEAU = 1e-1;

/** Decades per layer that the chain of factors loses; used if large batches make the mean gradient unreliable. */
const CHAIN_LIMIT = 0.15;
/** Share of the samples in a batch from which their gradients cancel in the mean at the balance point. */
const MOST = 0.5;

/** From the last probe: log10 of kernel gain times mean derivative, over the hidden layers; null with small batches. */
function chainSlope({ config, probe, run, hidden }: Evidence): number | null {
  const samples = run.dataset?.samples ?? Infinity;
  if (probe === null || hidden < 3 || config.cell !== 'dense' || !(config.batchSize >= MOST * samples)) return null;
  if (config.batchNorm !== 'none' || config.residual > 0) return null;
  let sum = 0;
  for (let layer = 0; layer < hidden - 1; layer += 1)
    sum -= Math.log10((probe.layers.backwardGain[layer + 1] ?? NaN) * (probe.layers.meanDerivative[layer] ?? NaN));
  const slope = sum / (hidden - 1);
  return Number.isFinite(slope) ? slope : null;
}

/** Slope and R if they are beyond their limits, else null. Zero gradients below a dead ReLU layer belong to the dying-relu rule. */
export function vanishes(
  evidence: Evidence,
): { readonly slope: number; readonly R: number; readonly limit: number } | null {
  const { depth, speaking, config } = evidence;
  const chain = chainSlope(evidence);
  if (chain !== null && speaking.has('plateau') && chain >= CHAIN_LIMIT)
    return { slope: chain, R: 10 ** (-chain * (evidence.hidden - 1)), limit: R_LIMIT_AT_PLATEAU };
  if (depth === null) return null;
  if (depth.zeros > 0 && ACTIVATIONS[config.activation].failure === 'dies') return null;
  const limit = speaking.has('plateau') ? R_LIMIT_AT_PLATEAU : R_LIMIT;
  return depth.slope >= SLOPE_LIMIT && depth.R < limit ? { slope: depth.slope, R: depth.R, limit } : null;
}

/** Whether the first gradient faded over depth: no update, however large, is the reason. */
export function vanishedAtStart({ firstStep, hidden, config }: Evidence): boolean {
  const fit = firstStep === null ? null : fitDepth(firstStep.gradRms, hidden);
  if (fit === null || (fit.zeros > 0 && ACTIVATIONS[config.activation].failure === 'dies')) return false;
  return fit.slope >= SLOPE_LIMIT && fit.R < R_LIMIT;
}

/** Where large steps saturated the units, and the gradient, which was whole before, vanishes there; null: not so. */
export const fadedByRate = (evidence: Evidence): Overdriven | null =>
  vanishes(evidence) === null || vanishedAtStart(evidence) ? null : overdriven(evidence);

/** Whether the loss is not below chance level after a whole window. Above chance level the noise of large steps keeps it. */
const notBelowChance = (loss: LossEvidence): boolean =>
  loss.full && loss.mean >= (1 - plateauBand(loss)) * loss.entropy;

function judge(evidence: Evidence): Judgement | null {
  const found = vanishes(evidence);
  if (found === null || fadedByRate(evidence) !== null) return null;
  const fromStart = vanishedAtStart(evidence);
  const { hidden, config } = evidence;
  const layer = evidence.depth?.quietest ?? 0;
  const stuck = evidence.speaking.has('plateau') || (fromStart && notBelowChance(evidence.loss));
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
    alternatives: depthAlternatives(config),
    ...(fromStart ? { certain: true } : {}),
  };
}

export const vanishing: Rule = {
  letter: 'V',
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
