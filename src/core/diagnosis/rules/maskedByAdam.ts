// Masked by Adam: the gradient vanishes and the loss stands still, yet the first kernels move, because Adam divides by the size of the gradient.
import { formatFixed, formatLoss, formatPercent } from '../../format.js';
import { cureDepth, DEPTH_CURES, depthAlternatives } from '../remedies.js';
import type { Evidence, Judgement, Rule } from '../rule.js';
import { SLOPE_LIMIT, vanishes } from './vanishing.js';

/** log10(updateRms / weightRms) from which a layer counts as moving; -4 .. -2 is healthy. */
const MOVES_LIMIT = -4;
/** Optimizers that divide by a running average of the gradient's size. */
const ADAPTIVE: ReadonlySet<string> = new Set(['adam', 'rmsprop', 'adagrad']);

/** Percent changes of the first kernel at which the finding is reported again. */
const FAR = [10, 30, 100, 300] as const;

function judge(evidence: Evidence): Judgement | null {
  const { config, loss, ratios, probe, speaking } = evidence;
  if (!ADAPTIVE.has(config.optimizer) || !speaking.has('plateau')) return null;
  const found = vanishes(evidence);
  const first = Math.log10(ratios[0] ?? NaN);
  if (found === null || !(first >= MOVES_LIMIT)) return null;
  const median = probe?.layers.percentChange[0] ?? null;
  // Weights of dead units stand still: a median of 0 does not show how the layer moves.
  const moved = median === 0 ? null : median;
  const remedy = cureDepth(config);
  const name = config.optimizer === 'adam' ? 'Adam' : config.optimizer;
  return {
    level: 'alarm',
    layer: 0,
    measured: {
      slope: found.slope,
      R: found.R,
      updateRatio: first,
      ...(moved === null ? {} : { percentChange: moved }),
      loss: loss.median,
    },
    limit: { slope: SLOPE_LIMIT, R: found.limit, updateRatio: MOVES_LIMIT },
    message:
      `masked by ${name}: layer 1 moves (${moved === null ? `10^${formatFixed(first, 1)} of its weights a step` : `${formatPercent(moved)} since step 0`}) ` +
      `but its gradient vanishes (${formatFixed(found.slope)} decades a layer) and the loss stays at ${formatLoss(loss.median)}`,
    // Reported again as training continues, because the distance moved is the evidence.
    variant: moved === null ? 'moves' : `beyond ${FAR.findLast((limit) => moved >= limit) ?? 0} %`,
    ...(remedy ? { remedy } : {}),
    alternatives: depthAlternatives(config),
  };
}

export const maskedByAdam: Rule = {
  letter: 'M',
  rank: 24,
  title: 'Masked by an adaptive optimizer',
  lines: [
    'Adam divides by the size of the gradient, so even a vanishing gradient moves the weights by about the learning rate.',
    'The first kernel moves by tens of percent, but mostly by noise: the loss stays at chance level.',
    'Moved weights prove learning only under plain SGD. Look at the gradient, not at the movement.',
  ],
  asCause: 'the gradient vanishes, masked by Adam',
  measures: { slope: '>=', R: '<', updateRatio: '>=', percentChange: '', loss: '' },
  remedies: DEPTH_CURES,
  clock: 'steps',
  appearAfter: 3,
  clearAfter: 6,
  judge,
};
