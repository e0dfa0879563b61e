// Stopped too early: at the end of the run the loss is far from solved and falls about as fast as at the beginning.
import { formatLoss, formatShare } from '../../format.js';
import type { ConfigChange } from '../../config/schema.js';
import { upperMedian } from '../../median.js';
import { heldOutRises } from '../heldOut.js';
import { fittingRate, higherRate, moreEpochs } from '../remedies.js';
import { moveOfRate } from '../sameRate.js';
import { isShort, pathToEnd, SHORT } from '../short.js';
import { type Course, type Evidence, type Judgement, type Rule } from '../rule.js';

/** Share of the whole fall that came in the last third of the run: a third for a straight line, near 0 once it has converged. */
const STRAIGHT = 0.2;
/** Share of chance level above which the network is far from done; in a short run, in which the loss still falls by `FALLS`. */
const FAR = 0.75;
const FAR_AND_FALLING = 0.3;
const FALLS = 0.1;
const NEAR_CHANCE = 0.9;
/** Fall over the run, as a share of chance level, below which the loss stands. */
const LEAST = 0.0015;
/** Share of epochs that were better than the one before: chance gives a half. */
const STEADY = 0.8;
/** Standard errors that the fall of the last third exceeds. */
const ERRORS = 2;

/** What more epochs should reach: the path is longer if the loss has not begun to fall in a run of usual length. */
const USUAL = { steps: 1000, path: 3, fromPlateau: 10 } as const;
/** If more than this factor of epochs is missing, the rate is too low as well. */
const MOST_TIMES = 100;

/** More epochs. If those alone could not move the layers far enough, also the rate of a usual first update. */
function moreTraining(evidence: Evidence): readonly ConfigChange[] {
  const { config, run, ratios } = evidence;
  const path = pathToEnd(evidence);
  const wanted = isShort(evidence) ? USUAL.path : USUAL.fromPlateau;
  const more = (times: number): ConfigChange =>
    moreEpochs(config, Math.max(USUAL.steps / run.totalSteps, wanted / (path * times))) ?? {};
  const typical = upperMedian(Array.from(ratios, Math.log10).filter(Number.isFinite)) ?? NaN;
  const rate = wanted / path > MOST_TIMES ? fittingRate(config, moveOfRate(evidence), typical) : undefined;
  const times = (rate?.learningRate ?? config.learningRate) / config.learningRate;
  const changes = [...(rate ? [{ ...more(times), ...rate }] : []), more(1)];
  return changes.filter((change) => Object.keys(change).length > 0);
}

/**
 * A run in which the layers cannot move by their own size: of few steps, which is known long before its end, or one that ends at chance
 * level.
 */
function tooShort(evidence: Evidence, over: boolean): Judgement | null {
  const stuck = over && evidence.speaking.has('plateau') && pathToEnd(evidence) < SHORT.path;
  if (!isShort(evidence) && !stuck) return null;
  const { loss, config, run, speaking, finalLoss } = evidence;
  const now = finalLoss ?? loss.meanNewer;
  const falls = over && now > FAR_AND_FALLING * loss.entropy && loss.meanNewer < (1 - FALLS) * loss.meanOlder;
  if (!(now > FAR * loss.entropy) && !falls) return null;
  if (evidence.rootCause() !== null || speaking.has('exploding')) return null;
  const [remedy, ...others] = moreTraining(evidence);
  const path = pathToEnd(evidence);
  const moves = `a typical layer ${over ? 'could' : 'can'} move by ${formatShare(path)} of its size`;
  return {
    // Chance level is then no plateau.
    level: speaking.has('plateau') ? 'alarm' : 'warning',
    layer: -1,
    measured: { loss: now, entropy: loss.entropy, path },
    limit: { path: SHORT.path },
    message: over
      ? `stopped too early: loss ${formatLoss(now)} after ${run.totalSteps} steps, in which ${moves}`
      : `the run is too short: in its ${run.totalSteps} steps ${moves}`,
    variant: over ? 'over' : 'ahead',
    ...(remedy ? { remedy } : {}),
    alternatives: [...others, ...[higherRate(config)].flatMap((change) => change ?? [])],
    certain: true,
  };
}

/** Whether the loss fell to the end, by more than its epochs fluctuate. */
function stillFalls({ first, twoThirds, last, steady, error }: Course, entropy: number): boolean {
  const [fall, late] = [Math.min(first, 1.2 * entropy) - last, twoThirds - last];
  if (!(steady >= STEADY) && !(fall > 10 * LEAST * entropy && late > ERRORS * error)) return false;
  return last > FAR * entropy && fall > LEAST * entropy && late > STRAIGHT * fall;
}

function judge(evidence: Evidence): Judgement | null {
  const over = evidence.finalLoss !== null;
  const { heldOut, loss, speaking } = evidence;
  // More epochs would only fit the training samples better.
  if (heldOut !== null && (heldOut.stalls || speaking.has('overfitting') || heldOutRises(heldOut, loss.entropy)))
    return null;
  const short = tooShort(evidence, over);
  if (short !== null || !over) return short;
  const { course, config } = evidence;
  if (course === null || !stillFalls(course, loss.entropy)) return null;
  const { first, twoThirds, last } = course;
  // The loss has hardly fallen, and a fault of the network explains that.
  if (last > NEAR_CHANCE * loss.entropy && evidence.rootCause() !== null) return null;
  const [fall, late] = [Math.min(first, 1.2 * loss.entropy) - last, twoThirds - last];
  const remedy = moreEpochs(config, last / fall);
  return {
    level: 'warning',
    layer: -1,
    measured: { loss: last, entropy: loss.entropy, lateFall: Math.min(1, late / fall) },
    limit: { lateFall: STRAIGHT },
    message: `stopped too early: loss ${formatLoss(last)} still falls, ${late > fall ? `from ${formatLoss(twoThirds)} in the last third, before which it had risen` : `${formatShare(late / fall)} of its fall came in the last third`}`,
    variant: 'falls',
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
  clock: 'steps',
  atEnd: true,
  appearAfter: 1,
  clearAfter: 1,
  judge,
};
