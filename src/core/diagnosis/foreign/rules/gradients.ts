// Rules on the gradients of layers: not finite, zero, lost over depth, growing; and on the size of updates.
import { formatFixed, formatLoss, formatSmall } from '../../../format.js';
import { depthOf } from '../depth.js';
import { median, type ForeignFacts, type ForeignLayer } from '../facts.js';
import { wordsFor } from '../framework.js';
import type { ForeignJudgement, ForeignRule } from '../rule.js';
import { standsStill } from './loss.js';

const NO_GRADIENTS = 'the log has no gradients of layers (layers.gradRms)';
const NORMS = /(?:^|[/._])grad_\d+(?:\.\d+)?_norm[/._]/;
function noGradients({ layers, run }: ForeignFacts): string | null {
  if (layers.some(({ gradRms }) => !Number.isNaN(gradRms))) return null;
  return [...run.scalars.keys()].some((tag) => NORMS.test(tag))
    ? 'the log has L2 norms of gradients (grad_2.0_norm) without the sizes of the layers: RMS = norm / sqrt(n) is not known'
    : NO_GRADIENTS;
}

/** Share of the steps, and their number, from which figures that are not finite are no accident. */
const OFTEN = { share: 0.1, count: 3 } as const;

export const notFinite: ForeignRule = {
  rank: 0,
  title: 'Not finite',
  lacks: ({ run }) => (run.steps === 0 ? 'no step yet' : null),
  judge({ broken, framework, run }) {
    if (broken === null) return null;
    const { what, first, last, count, of, now, layer } = broken;
    const often = count >= OFTEN.count && count >= OFTEN.share * of;
    const where = count === 1 ? `at about step ${first}` : `at ${count} of ${of} steps, from ${first} to ${last}`;
    const apart = run.skipped > 0 ? ` (${run.skipped} skipped AMP steps apart)` : '';
    const { clip, rate } = wordsFor(framework);
    return {
      level: now || often ? 'alarm' : 'warning',
      layer,
      message: now
        ? `not finite: ${what} is ${word(run, layer)} at step ${last}${count === 1 ? '' : `, not finite ${where}`}${apart}`
        : `not finite: ${what} was NaN or infinite ${where}${count === 1 ? '' : ','} and is finite now${apart}`,
      remedy: `lower ${rate} and ${clip}; look for log(0), division by 0 and half precision without a loss scaler`,
    };
  },
};

const word = (run: ForeignFacts['run'], layer: number): string => {
  const value = layer < 0 ? run.loss.latest : run.layers.gradRms[layer]?.latest;
  return value === Infinity || value === -Infinity ? 'infinite' : 'NaN';
};

/** Steps of zero gradient from which the finding is an alarm. */
const ENOUGH_ZEROS = 8;

export const zeroGradient: ForeignRule = {
  rank: 10,
  title: 'Layers without gradient',
  lacks: noGradients,
  judge({ layers, framework, layerSteps }) {
    const known = layers.filter(({ role, gradRms }) => role !== 'bias' && !Number.isNaN(gradRms));
    const zero = known.filter((layer) => layer.zero);
    const [first] = zero;
    if (first === undefined) return null;
    return {
      level: layerSteps >= ENOUGH_ZEROS ? 'alarm' : 'warning',
      layer: first.index,
      message: `${zero.length} of ${known.length} layers get no gradient: ${listed(zero)} (exactly 0 over ${layerSteps} steps)`,
      remedy: `if they are meant to learn, check for detach() or dead ReLUs before them; ${wordsFor(framework).init}`,
    };
  },
};

function listed(layers: readonly ForeignLayer[]): string {
  const names = layers.map(({ name }) => name);
  return names.length <= 3 ? names.join(', ') : `${names[0]} ... ${names.at(-1)}`;
}

/** gradRms(first kernel) / gradRms(last hidden kernel), and decades that the fitted line loses over the whole depth. */
const R_LIMIT = 1e-2;
const R_ALARM = 1e-4;

export const vanishing: ForeignRule = {
  rank: 20,
  title: 'Vanishing gradient',
  lacks: (facts) =>
    noGradients(facts) ?? (facts.kernels.length < 4 ? 'fewer than four kernels: too few to judge depth' : null),
  judge(facts) {
    const depth = depthOf(facts);
    if (depth === null || !(depth.R < R_LIMIT) || !(depth.decades >= -Math.log10(R_LIMIT))) return null;
    const first = facts.kernels.find(({ gradRms }) => !Number.isNaN(gradRms));
    if (first === undefined) return null;
    const { zeros } = depth;
    const lost =
      zeros === 0 ? `${formatFixed(depth.decades, 1)} decades` : `exactly 0 in ${zeros === 1 ? 'one' : zeros} of them`;
    return {
      level: depth.R < R_ALARM || standsStill(facts) ? 'alarm' : 'warning',
      layer: first.index,
      message:
        `gradient vanishes: ${first.name} gets ${formatSmall(first.gradRms)}, R = ${formatSmall(depth.R)} over ` +
        `${facts.kernels.length} kernels (${lost}; limit ${formatSmall(R_LIMIT)})`,
      remedy: wordsFor(facts.framework).init,
    };
  },
};

const GROWTH_LIMIT = 10;
const NEWEST = 8;
const ENOUGH_NORMS = 24;
/** Fall of the loss, over the last steps against those just before, with which a growing gradient is the way out of a plateau. */
const FALL = 0.05;

const falls = (losses: readonly number[]): boolean =>
  median(losses.slice(-NEWEST)) < (1 - FALL) * median(losses.slice(-3 * NEWEST, -NEWEST));

export const exploding: ForeignRule = {
  rank: 5,
  title: 'Exploding gradient',
  lacks: ({ norms }) =>
    norms.length === 0
      ? 'the log has no gradient norm (gradNorm)'
      : norms.length < ENOUGH_NORMS
        ? `fewer than ${ENOUGH_NORMS} gradient norms`
        : null,
  judge(facts) {
    const { norms, losses } = facts;
    const now = median(norms.slice(-NEWEST));
    const before = median(norms.slice(0, -NEWEST));
    if (!(now > GROWTH_LIMIT * before) || !(before > 0) || falls(losses)) return null;
    const rising = median(losses.slice(-NEWEST)) > 1.2 * median(losses.slice(0, -NEWEST));
    return {
      level: rising ? 'alarm' : 'warning',
      layer: -1,
      message:
        `gradient explodes: its norm is ${formatSmall(now)} over the last ${NEWEST} steps, ` +
        `${formatSmall(before)} before (limit ${GROWTH_LIMIT} times)${rising ? `, and the loss rises to ${formatLoss(median(losses.slice(-NEWEST)))}` : ''}`,
      remedy: `${wordsFor(facts.framework).clip}; or lower ${wordsFor(facts.framework).rate}`,
    };
  },
};

const RATIO = { low: 1e-5, high: 1e-1 } as const;
/** Adam with its bias correction begins with large steps. */
const ENOUGH_UPDATES = 8;

export const updateRatio: ForeignRule = {
  rank: 40,
  title: 'Size of updates',
  lacks: ({ kernels, layerSteps }) =>
    !kernels.some(({ ratio }) => !Number.isNaN(ratio))
      ? 'the log has no updates and weights (layers.updateRms, layers.weightRms)'
      : layerSteps < ENOUGH_UPDATES
        ? `fewer than ${ENOUGH_UPDATES} steps with layers`
        : null,
  judge(facts) {
    const known = facts.kernels.filter(({ ratio }) => !Number.isNaN(ratio));
    const large = known.filter(({ ratio }) => ratio > RATIO.high);
    const small = known.filter(({ ratio, zero }) => ratio < RATIO.low && !zero);
    return large.length > 0 ? outside(facts, large, known, 'large') : outside(facts, small, known, 'small');
  },
};

function outside(
  { framework }: ForeignFacts,
  layers: readonly ForeignLayer[],
  known: readonly ForeignLayer[],
  which: 'large' | 'small',
): ForeignJudgement | null {
  const [worst] = layers.toSorted((a, b) => (which === 'large' ? b.ratio - a.ratio : a.ratio - b.ratio));
  if (worst === undefined) return null;
  const limit = which === 'large' ? `above ${RATIO.high}` : `below ${RATIO.low.toExponential(0)}`;
  return {
    // One layer beyond the limit is common; most layers beyond it mean a wrong rate.
    level: layers.length * 2 > known.length ? 'alarm' : 'warning',
    layer: worst.index,
    message: `updates are too ${which}: ${layers.length} of ${known.length} kernels move ${formatSmall(worst.ratio)} of their size a step (${worst.name}; ${limit})`,
    remedy: `${which === 'large' ? 'lower' : 'raise'} ${wordsFor(framework).rate}`,
  };
}
