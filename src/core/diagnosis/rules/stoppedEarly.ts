// Stopped too early: at the end of the run the loss is far from solved and falls about as fast as at the beginning.
import { formatLoss, formatShare } from '../../format.js';
import type { ConfigChange } from '../../config/schema.js';
import { upperMedian } from '../../median.js';
import { fittingRate, higherRate, moreEpochs } from '../remedies.js';
import { moveOfRate } from '../sameRate.js';
import { type Evidence, type Judgement, type Rule } from '../rule.js';

/** Share of the whole fall that came in the last third of the run: a third for a straight line, near 0 once it has converged. */
const STRAIGHT = 0.2;
/** Share of chance level above which the network is far from done. */
const FAR = 0.75;
/** Fall over the run, as a share of chance level, below which the loss stands. */
const LEAST = 0.0015;
/** Share of epochs that were better than the one before: chance gives a half. */
const STEADY = 0.8;

/** Steps, and sum of updates over weights of a typical layer, below which no network is trained: those that learned moved by 0.1 to 2.7. */
const FEW = 128;
const LEAST_PATH = 1;
/** What more epochs should reach. */
const USUAL = { steps: 1000, path: 3 } as const;
/** If more than this factor of epochs is missing, the rate is too low as well. */
const MOST_TIMES = 100;

/** More epochs. If those alone could not move the layers far enough, also the rate of a usual first update. */
function moreTraining(evidence: Evidence): readonly ConfigChange[] {
  const { config, run, path, ratios } = evidence;
  const more = (times: number): ConfigChange =>
    moreEpochs(config, Math.max(USUAL.steps / run.totalSteps, USUAL.path / (path * times))) ?? {};
  const typical = upperMedian(Array.from(ratios, Math.log10).filter(Number.isFinite)) ?? NaN;
  const rate = USUAL.path / path > MOST_TIMES ? fittingRate(config, moveOfRate(evidence), typical) : undefined;
  const times = (rate?.learningRate ?? config.learningRate) / config.learningRate;
  const changes = [...(rate ? [{ ...more(times), ...rate }] : []), more(1)];
  return changes.filter((change) => Object.keys(change).length > 0);
}

/** A run so short that its layers could not move by their own size: whether its loss falls cannot be seen in it. */
function tooShort(evidence: Evidence): Judgement | null {
  const { loss, config, run, path, speaking } = evidence;
  if (run.totalSteps >= FEW || !(path < LEAST_PATH) || !(loss.meanNewer > FAR * loss.entropy)) return null;
  const cause = evidence.rootCause();
  if (cause !== null || speaking.has('exploding')) return null;
  const [remedy, ...others] = moreTraining(evidence);
  return {
    // Chance level is then no plateau.
    level: speaking.has('plateau') ? 'alarm' : 'warning',
    layer: -1,
    measured: { loss: loss.meanNewer, entropy: loss.entropy, path },
    limit: { path: LEAST_PATH },
    message: `stopped too early: loss ${formatLoss(loss.meanNewer)} after ${run.totalSteps} steps, in which a typical layer could move by ${formatShare(path)} of its size`,
    ...(remedy ? { remedy } : {}),
    alternatives: [...others, ...[higherRate(config)].flatMap((change) => change ?? [])],
    certain: true,
  };
}

function judge(evidence: Evidence): Judgement | null {
  const { course, loss, config, step, run } = evidence;
  if (step < run.totalSteps) return null;
  const short = tooShort(evidence);
  if (short !== null || course === null) return short;
  const { first, twoThirds, last, steady } = course;
  const start = Math.min(first, 1.2 * loss.entropy);
  const [fall, late] = [start - last, twoThirds - last];
  if (!(steady >= STEADY) && !(fall > 10 * LEAST * loss.entropy)) return null;
  if (!(last > FAR * loss.entropy) || !(fall > LEAST * loss.entropy) || !(late > STRAIGHT * fall)) return null;
  const remedy = moreEpochs(config, last / fall);
  return {
    level: 'warning',
    layer: -1,
    measured: { loss: last, entropy: loss.entropy, lateFall: Math.min(1, late / fall) },
    limit: { lateFall: STRAIGHT },
    message: `stopped too early: loss ${formatLoss(last)} still falls, ${late > fall ? `from ${formatLoss(twoThirds)} in the last third, before which it had risen` : `${formatShare(late / fall)} of its fall came in the last third`}`,
    ...(remedy ? { remedy } : {}),
    alternatives: [higherRate(config)].flatMap((change) => change ?? []),
    certain: true,
  };
}

export const stoppedEarly: Rule = {
  letter: 'Q',
  rank: 59,
  title: 'Stopped too early',
  lines: [
    'A loss that has converged falls little in the last third of a run; this one falls as before.',
    'Nothing is wrong with the network: it needs more epochs, or larger steps.',
    'Compare the same number of steps, not epochs, when the batch size changes.',
  ],
  asCause: null,
  measures: { loss: '', entropy: '', lateFall: '>', path: '<' },
  remedies: ['epochs', 'learningRate'],
  clock: 'epochs',
  appearAfter: 1,
  clearAfter: 1,
  judge,
};
