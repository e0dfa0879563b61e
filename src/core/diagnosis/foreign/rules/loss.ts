// Rules on losses: at chance level, standing still, growing, overfitting; and on a log without new steps.
import { formatLoss } from '../../../format.js';
import { isComplete, isQuiet, quietInWords } from '../../../run/quiet.js';
import { depthOf } from '../depth.js';
import { FIRST, median, WINDOW, type ForeignFacts } from '../facts.js';
import { wordsFor } from '../framework.js';
import type { ForeignRule } from '../rule.js';

/** Distance from chance level, or from the first losses, that counts as none. */
const BAND = 0.01;
/** Losses from which standing still is an alarm. */
export const LONG = 100;

const noLoss = ({ run }: ForeignFacts): string | null =>
  run.loss.length === 0 ? 'the log has no loss; --loss TAG names one' : null;
const tooFew = ({ losses }: ForeignFacts, count: number): string | null =>
  losses.length < count ? `fewer than ${count} losses` : null;

const atBaseline = ({ losses, lastLoss, baseline }: ForeignFacts): boolean =>
  baseline !== undefined && baseline > 0 && losses.length >= WINDOW && Math.abs(lastLoss / baseline - 1) <= BAND;

/** Whether the loss is where it began, or at chance level. */
export function standsStill(facts: ForeignFacts): boolean {
  const { losses, firstLoss, lastLoss, run } = facts;
  if (losses.length < WINDOW || run.loss.total < WINDOW + 8) return false;
  return atBaseline(facts) || Math.abs(lastLoss - firstLoss) <= BAND * Math.abs(firstLoss);
}

/** Share of chance level above which a loss is high. */
const HIGH = 0.9;

/** Whether the loss is hardly below chance level and moves no more. */
export function standsHigh({ losses, lastLoss, baseline }: ForeignFacts): boolean {
  if (baseline === undefined || losses.length < 2 * WINDOW || !(lastLoss > HIGH * baseline)) return false;
  return Math.abs(median(losses.slice(-2 * WINDOW, -WINDOW)) - lastLoss) <= BAND * lastLoss;
}

export const plateau: ForeignRule = {
  rank: 50,
  title: 'Plateau at chance level',
  lacks: (facts) =>
    noLoss(facts) ??
    (facts.baseline === undefined
      ? 'the log has no chance level (facts.baselineLoss or facts.classes)'
      : tooFew(facts, WINDOW)),
  judge(facts) {
    if (!atBaseline(facts)) return null;
    const { run, lastLoss, baseline, framework } = facts;
    const lost = depthOf(facts);
    const cause = lost !== null && lost.R < 1e-1 && lost.decades >= 1 ? 'the gradient fades over depth' : null;
    return {
      level: cause !== null || run.loss.total >= LONG ? 'alarm' : 'warning',
      layer: -1,
      message: `plateau: median loss ${formatLoss(lastLoss)} of the last ${WINDOW} steps, chance level ${formatLoss(baseline)}${cause === null ? '' : `; ${cause}`}`,
      remedy:
        cause === null
          ? `change ${wordsFor(framework).rate}, and check that inputs and targets belong together`
          : wordsFor(framework).init,
    };
  },
};

export const standingStill: ForeignRule = {
  rank: 60,
  title: 'Standing still',
  lacks: (facts) => noLoss(facts) ?? tooFew(facts, WINDOW + 8),
  judge(facts) {
    // The plateau rule reports this case.
    if (!standsStill(facts) || atBaseline(facts)) return null;
    const { run, firstLoss, lastLoss, framework, losses } = facts;
    const level = run.loss.total >= LONG ? 'alarm' : 'warning';
    // No rate changes a loss that is 0 whatever the weights are.
    if (losses.every((loss) => loss === 0))
      return {
        level,
        layer: -1,
        message: `the loss is exactly 0 in all of ${run.loss.total} steps`,
        remedy:
          'check what the loss compares: a mask or weights that leave no sample, targets that are the outputs themselves, or a single class',
      };
    return {
      level,
      layer: -1,
      message: `the loss stands still: median ${formatLoss(lastLoss)} of the last ${WINDOW} steps, ${formatLoss(firstLoss)} of the first ${FIRST}`,
      remedy: `change ${wordsFor(framework).rate}; check that the optimizer has the parameters and that they require gradients`,
    };
  },
};

/** Losses at the end: a run that blows up leaves few. */
const LAST = 8;
const GROWTH = 3;
/** Growth over the very first loss, which may be low by chance; a run that explodes at once has high losses from the start. */
const GROWTH_OF_ONE = 10;

export const diverging: ForeignRule = {
  rank: 6,
  title: 'The loss grows',
  lacks: (facts) => noLoss(facts) ?? tooFew(facts, WINDOW),
  judge({ losses, firstLoss, openingLoss, framework }) {
    const now = median(losses.slice(-LAST));
    const atOnce = openingLoss > 0 && now > GROWTH_OF_ONE * openingLoss;
    if (!atOnce && !(firstLoss > 0 && now > GROWTH * firstLoss)) return null;
    const beginning =
      atOnce && openingLoss < firstLoss
        ? `${formatLoss(openingLoss)} at the beginning`
        : `${formatLoss(firstLoss)} of the first ${FIRST}`;
    return {
      level: 'alarm',
      layer: -1,
      message: `the loss grows: median ${formatLoss(now)} of the last ${LAST} steps, ${beginning}`,
      remedy: `lower ${wordsFor(framework).rate}; ${wordsFor(framework).clip}`,
    };
  },
};

const RISE = { warning: 1.1, alarm: 1.3 } as const;
const VALIDATIONS = 4;

export const overfitting: ForeignRule = {
  rank: 30,
  title: 'Overfitting',
  lacks: ({ validation }) =>
    validation === null
      ? 'the log has no validation loss'
      : validation.losses.length < VALIDATIONS
        ? `fewer than ${VALIDATIONS} validation losses`
        : null,
  judge({ validation, lastLoss, firstLoss, framework }) {
    if (validation === null) return null;
    const { losses, steps } = validation;
    const best = Math.min(...losses);
    const at = losses.indexOf(best);
    // A single validation loss is noisy, so the least of the last three counts.
    const now = Math.min(...losses.slice(-3));
    if (!(best > 0) || at > losses.length - VALIDATIONS || !(now > RISE.warning * best)) return null;
    if (!(lastLoss < best) || !(lastLoss < firstLoss)) return null;
    return {
      level: now > RISE.alarm * best ? 'alarm' : 'warning',
      layer: -1,
      message: `overfitting: validation loss ${formatLoss(losses.at(-1))}, its best was ${formatLoss(best)} at step ${steps[at]}, median training loss ${formatLoss(lastLoss)} of the last ${WINDOW} steps`,
      remedy: `stop at step ${steps[at]}, or add ${wordsFor(framework).decay}`,
    };
  },
};

export const quiet: ForeignRule = {
  rank: 80,
  title: 'The writer has gone quiet',
  lacks: ({ run }) =>
    run.end !== null || run.silentSeconds !== null || run.run?.totalSteps !== undefined
      ? null
      : 'the log has neither an end event nor totalSteps',
  judge({ run }) {
    if (!isQuiet(run) || isComplete(run)) return null;
    return {
      level: 'warning',
      layer: -1,
      message: quietInWords(run),
      remedy: 'look whether the training still runs',
    };
  },
};
