// Exploding: non-finite values, steps too large for the weights, or a norm far above its median; and the cause: time, depth or rate.
import { ACTIVATIONS } from '../../config/activations.js';
import { isGated, isRecurrent } from '../../config/cells.js';
import type { ConfigChange } from '../../config/schema.js';
import { formatLoss, formatSetting, formatShare, formatSmall } from '../../format.js';
import { BLOW_UP_CURES, type BlowUpCause, cureBlowUp, isClipped, lowerRate } from '../remedies.js';
import { WORSE } from '../blowUp.js';
import { SATURATED_LIMIT } from '../overdriven.js';
import { causeOfExplosion, moveToCure } from '../sameRate.js';
import { layerInWords, nearlySolved, PLATEAU_BAND, type Evidence, type Judgement, type Rule } from '../rule.js';
import { largeSteps, NORM_LIMIT, R_EXPLODES, ratioInWords, type Symptom, UPDATE_LIMIT } from '../largeSteps.js';
import { steepestFigures } from '../steepest.js';
import { fadedByRate, vanishedAtStart } from './vanishing.js';

/** Hot steps among the last eight that make a warning. */
const HOT_STEPS = 3;
/** Multiples of chance level that batch noise does not reach: for several hot steps in a row, and for a single one. */
const HOPELESS = 10;
const LOST = 100;
/** Multiple of chance level above which an exploded network has not recovered. */
const RECOVERED = 1.05;
/** Backward growth through time or depth before training that counts as a cause of its own. */
export const GROWTH_LIMIT = { time: 1, depth: 10 } as const;

export interface Cause {
  readonly cause: BlowUpCause;
  /** Gradient at the first time step over that at the last, or the growth over depth; NaN if not measured. */
  readonly growth: number;
}

/** The cause: gradient growth through time or depth before training, else the learning rate. */
function blowUpCause(evidence: Evidence, level: Judgement['level']): Cause {
  const { firstProbe, config, hidden, activations } = evidence;
  if (activations.includes('exponential')) return { cause: 'activation', growth: NaN };
  const time = firstProbe?.throughTime;
  if (isRecurrent(config.cell) && time !== undefined && time.length > 1) {
    const growth = (time[0] ?? NaN) / (time[time.length - 1] ?? NaN);
    if (growth > GROWTH_LIMIT.time) return { cause: 'time', growth };
    return { cause: level === 'alarm' && unboundedGates(config) ? 'activation' : 'rate', growth };
  }
  if (firstProbe !== null && !isRecurrent(config.cell) && hidden > 1) {
    const { preStd } = firstProbe.layers;
    const forward = (preStd[hidden - 1] ?? NaN) / (preStd[0] ?? NaN);
    if (forward > GROWTH_LIMIT.depth) return { cause: 'depth', growth: forward };
  }
  const R = evidence.depth?.R ?? NaN;
  if (R > R_EXPLODES) return { cause: 'depth', growth: R };
  return { cause: 'rate', growth: NaN };
}

/** Whether gates write into a state what has no bound: the state can grow in every time step. Bounded units learn at the same rate. */
const unboundedGates = ({ cell, activation }: Evidence['config']): boolean =>
  isGated(cell) && ACTIVATIONS[activation].failure !== 'saturates';

function causeInWords({ cause, growth }: Cause, evidence: Evidence, level: Judgement['level']): string {
  const { config, speaking } = evidence;
  if (cause === 'activation')
    return isRecurrent(config.cell)
      ? `${config.activation} units are not bounded, so the state of ${config.cell} cells grows over the time steps`
      : 'exponential units grow without bound';
  if (cause === 'time') return `the gradient grows ${formatSmall(growth)}-fold on its way back through time`;
  const root = causeOfExplosion(evidence);
  if (root === 'unscaled') return 'the data are not scaled';
  if (root !== null && cause !== 'depth') return 'the initial weights are too large';
  if (cause === 'depth') return `the signal grows ${formatSmall(growth)}-fold over depth`;
  const high = level === 'alarm' ? 'is' : 'may be';
  const data = speaking.has('unscaled') ? ' for data that are not scaled' : '';
  const { ratio, step } = evidence.steepest ?? { ratio: 0, step: 0 };
  const beyond = ratio > 1 ? `, ${formatSmall(ratio)} times the highest stable rate of step ${step}` : '';
  const rate = `the learning rate ${formatSetting(config.learningRate)} ${high} too high${data}${beyond}`;
  return Number.isNaN(growth) ? rate : `${rate} (through time the gradient shrinks to ${formatSmall(growth)})`;
}

function judge(evidence: Evidence): Judgement | null {
  const signs = symptom(evidence);
  if (signs === null) return null;
  const level = signs.level === 'alarm' || (notRecovered(evidence) && !vanishedAtStart(evidence)) ? 'alarm' : 'warning';
  const cause: Cause = signs.rateAlone ? { cause: 'rate', growth: NaN } : blowUpCause(evidence, level);
  const settling =
    signs.variant !== 'saturated' && level === 'warning' && cause.cause === 'rate' && maySettle(evidence);
  const move = moveToCure(evidence);
  const remedy = settling
    ? undefined
    : cureBlowUp(evidence.config, cause.cause, { level: signs.variant === 'saturated' ? 'alarm' : level, move });
  const more = level === 'alarm' && remedy !== undefined ? nextBest(evidence.config, remedy) : undefined;
  // Finite, and clipped or without backward growth: large steps, not an explosion.
  const bounded = cause.cause === 'rate' || isClipped(evidence.config);
  const word = signs.rateAlone || (level === 'warning' && bounded) ? 'steps too large' : 'exploding';
  const growth = Number.isNaN(cause.growth) ? {} : { [growthName(evidence)]: cause.growth };
  const growthLimit =
    cause.cause === 'rate' || cause.cause === 'activation' ? {} : { [growthName(evidence)]: GROWTH_LIMIT[cause.cause] };
  const steepest = steepestFigures(cause.cause === 'rate' ? evidence.steepest : null);
  return {
    level,
    layer: signs.layer,
    measured: { ...signs.measured, ...growth, ...steepest.measured },
    limit: { ...signs.limit, ...growthLimit, ...steepest.limit },
    message: `${word}: ${signs.words}; ${causeInWords(cause, evidence, level)}`,
    ...(signs.certain ? { certain: true } : {}),
    variant: settling ? `${signs.variant}, may settle` : signs.variant,
    ...(remedy ? { remedy } : {}),
    ...(more ? { alternatives: [more] } : {}),
  };
}

/** After a lower rate a still lower one; where the activation of gates is blamed, clipping, which bounds the steps too. */
function nextBest(config: Evidence['config'], { learningRate, activation }: ConfigChange): ConfigChange | undefined {
  if (learningRate !== undefined) return lowerRate({ ...config, learningRate });
  return activation !== undefined && isRecurrent(config.cell) && !isClipped(config) ? { clipNorm: 1 } : undefined;
}

const growthName = (evidence: Evidence): 'timeGrowth' | 'depthGrowth' =>
  isRecurrent(evidence.config.cell) ? 'timeGrowth' : 'depthGrowth';

/** An alarm stays until the loss is back at chance level. */
const notRecovered = ({ alarmed, loss }: Evidence): boolean =>
  alarmed.has('exploding') && loss.newer > RECOVERED * loss.entropy;

/**
 * Large steps of a feed-forward network that has just begun, or that learns: they settle in nearly every run, which then ends as well as
 * at a lower rate, or better. No suggestion is due until the loss stands still.
 */
const maySettle = ({ config, loss }: Evidence): boolean =>
  !isRecurrent(config.cell) && (!loss.full || loss.newer < (1 - PLATEAU_BAND) * loss.entropy);

/**
 * Since the explosion the loss stands at chance level, or above it. A recurrent network takes its time, and a gradient that faded before
 * the explosion keeps the loss there without it.
 */
const notLearned = (evidence: Evidence): boolean => {
  const { config, exploded, loss } = evidence;
  if (isRecurrent(config.cell) || !exploded || vanishedAtStart(evidence)) return false;
  return loss.full && loss.stands && loss.meanNewer > 0.98 * loss.entropy;
};

function symptom(evidence: Evidence): Symptom | null {
  const { blowUp, loss, speaking } = evidence;
  const { nonFinite, hot } = blowUp;
  if (nonFinite !== null) {
    return {
      level: 'alarm',
      variant: 'not finite',
      layer: nonFinite.layer,
      measured: { nonFinite: nonFinite.value, nonFiniteStep: nonFinite.step },
      limit: {},
      words: `${nonFinite.what} has been ${Number.isNaN(nonFinite.value) ? 'NaN' : 'infinite'} since step ${nonFinite.step}`,
      certain: true,
    };
  }
  const sustained = blowUp.hotSteps >= HOT_STEPS;
  if (hot !== null && (sustained || hot.loss > LOST * loss.entropy)) {
    // A rough start is only a warning: a network whose skips add up begins at ten times chance level and recovers.
    const limit = (sustained ? HOPELESS : LOST) * Math.max(1, blowUp.noisy / WORSE);
    const hopeless = hot.loss > limit * loss.entropy;
    return {
      level: hopeless ? 'alarm' : 'warning',
      variant: 'jumps',
      layer: hot.layer,
      measured: {
        loss: hot.loss,
        entropy: loss.entropy,
        updateRatio: Math.log10(hot.ratio),
        normRatio: hot.gradNorm / hot.normMedian,
      },
      limit: { updateRatio: UPDATE_LIMIT, normRatio: NORM_LIMIT },
      words: `loss ${formatLoss(hot.loss)} (chance level ${formatLoss(loss.entropy)}), updates of ${ratioInWords(hot.ratio)} of the weights`,
      certain: true,
    };
  }
  // Exploded and not recovered: finite, but no better than chance level.
  if (notLearned(evidence) || (speaking.has('exploding') && loss.newer > RECOVERED * loss.entropy)) {
    return {
      level: notLearned(evidence) || loss.newer > HOPELESS * loss.entropy ? 'alarm' : 'warning',
      variant: 'jumps',
      layer: -1,
      measured: { loss: loss.newer, entropy: loss.entropy },
      limit: { loss: loss.entropy },
      words: `${loss.newer > RECOVERED * loss.entropy ? 'exploded and has not recovered' : 'exploded and has stayed at chance level since'}: loss ${formatLoss(loss.newer)}, chance level ${formatLoss(loss.entropy)}`,
    };
  }
  return nearlySolved(loss) ? null : (saturatedBySteps(evidence) ?? largeSteps(evidence));
}

/** Updates may be small by now: saturated units pass no gradient. A third of the rate saturates them still; a tenth does not. */
function saturatedBySteps(evidence: Evidence): Symptom | null {
  const found = fadedByRate(evidence);
  if (found === null) return null;
  const { loss, config, hidden } = evidence;
  const { layer, saturated, update } = found;
  return {
    level: loss.full && loss.mean >= 0.9 * loss.entropy ? 'alarm' : 'warning',
    variant: 'saturated',
    rateAlone: true,
    layer,
    measured: { updateRatio: Math.log10(update), saturated, loss: loss.newer },
    limit: { updateRatio: UPDATE_LIMIT, saturated: SATURATED_LIMIT },
    words:
      `up to ${ratioInWords(update)} of the weights a step drove ${formatShare(saturated)} of ${layerInWords(layer, hidden)} ` +
      `into the flat ends of ${config.activation}, where the gradient vanishes`,
  };
}

export const exploding: Rule = {
  letter: 'E',
  rank: 10,
  title: 'Exploding',
  lines: [
    'Steps are too large for the weights: the loss jumps above chance level, or is no longer finite.',
    'Either the gradient grows on its way back (through time or depth: factors above 1), or the learning rate is too high.',
    'Clipping limits the first; a lower rate cures the second.',
  ],
  asCause: 'after an explosion',
  measures: {
    loss: '>',
    entropy: '',
    updateRatio: '>',
    normRatio: '>',
    gradNorm: '',
    R: '>',
    slope: '>=',
    nonFinite: '',
    nonFiniteStep: '',
    timeGrowth: '>',
    depthGrowth: '>',
    steepest: '>',
    steepestStep: '',
    saturated: '>',
  },
  remedies: BLOW_UP_CURES,
  clock: 'steps',
  appearAfter: 3,
  clearAfter: 6,
  urgent: true,
  judge,
};
