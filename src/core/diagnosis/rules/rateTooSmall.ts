// Learning rate too small: the gradients have their usual size, but the rate makes the updates negligible.
import { formatFixed, formatLoss, formatSetting } from '../../format.js';
import { upperMedian } from '../../median.js';
import { fittingRate } from '../remedies.js';
import { moveOfRate } from '../sameRate.js';
import { nearlySolved, type Evidence, type Judgement, type Rule } from '../rule.js';
import { vanishes } from './vanishing.js';

/** log10(updateRms / weightRms) of a typical layer; -4 .. -2 is healthy. */
const MOVES_LIMIT = -5;
/** Updates add up to less than this share of the weights in a whole run of at least so many steps: 0.1 to 2.7 in networks that learned. */
const LEAST_PATH = 0.05;
const LONG = 256;
/** log10(gradRms / weightRms) from which a gradient is of usual size under plain SGD and momentum. */
const GRADIENT_LIMIT = -3.5;
/** Rates below which an adaptive optimizer, whose steps have the size of the rate, hardly moves. */
const ADAPTIVE_RATE = 3e-5;
const ADAPTIVE: ReadonlySet<string> = new Set(['adam', 'rmsprop', 'adagrad']);

function judge(evidence: Evidence): Judgement | null {
  const { config, loss, ratios, gradRms, weightRms, learningRate, alarmed, peakRatio, stability } = evidence;
  if (nearlySolved(loss) || loss.newer < 0.25 * loss.entropy || alarmed.has('exploding')) return null;
  // Enough steps for the loss to show that it stands.
  if (loss.full && loss.meanOlder - loss.meanNewer > 0.02 * loss.meanOlder) return null;
  const moves = logs(ratios, () => 1);
  // Where the gradient vanishes, only the layers next to the output show what the rate does.
  const typical = (vanishes(evidence) === null ? upperMedian(moves) : Math.max(...moves)) ?? NaN;
  const { totalSteps } = evidence.run;
  const limit = totalSteps < LONG ? MOVES_LIMIT : Math.max(MOVES_LIMIT, Math.log10(LEAST_PATH / totalSteps));
  // Since the start: a network that has converged moves little too.
  if (!(typical < limit) || !(Math.log10(peakRatio) < limit + 0.5)) return null;
  const gradients = logs(gradRms, (layer) => weightRms[layer] ?? NaN);
  const adaptive = ADAPTIVE.has(config.optimizer);
  const gradient = upperMedian(gradients) ?? NaN;
  if (adaptive ? !(learningRate < ADAPTIVE_RATE) : !(gradient > GRADIENT_LIMIT)) return null;
  const remedy = fittingRate(config, moveOfRate(evidence), typical);
  return {
    level: loss.full ? 'alarm' : 'warning',
    layer: -1,
    measured: {
      updateRatio: typical,
      loss: loss.newer,
      ...(adaptive ? {} : { gradientRatio: gradient }),
      ...(stability > 0 ? { stability } : {}),
    },
    limit: { updateRatio: limit, ...(adaptive ? {} : { gradientRatio: GRADIENT_LIMIT }) },
    message: `the learning rate ${formatSetting(learningRate)} is too small: a typical layer moves 10^${formatFixed(typical, 1)} of its size per step, loss ${formatLoss(loss.newer)}`,
    ...(remedy ? { remedy } : {}),
    certain: true,
  };
}

/** log10 of the figure, for all layers that have one. */
const logs = (values: ArrayLike<number>, per: (layer: number) => number): number[] =>
  Array.from(values, (value, layer) => Math.log10(value / per(layer))).filter((one) => Number.isFinite(one));

export const rateTooSmall: Rule = {
  letter: 'Z',
  rank: 18,
  title: 'Learning rate too small',
  lines: [
    'The gradient has its usual size, but at this rate the updates are too small to change anything within the run.',
    'Usual updates are 10^-4 to 10^-2 of the weights per step.',
    'Look at the rate before the initializer: other remedies change little at this rate.',
  ],
  asCause: 'the learning rate is too small',
  measures: { updateRatio: '<', gradientRatio: '>', loss: '', stability: '' },
  remedies: ['learningRate'],
  clock: 'steps',
  appearAfter: 2,
  clearAfter: 6,
  judge,
};
