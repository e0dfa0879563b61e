// Rules on activations: dead ReLU units and saturated ones, with the limits of gradtop's own runs.
import { formatLoss, formatShare } from '../../../format.js';
import { BUCKET, type Series } from '../../../run/series.js';
import { GROWTH_LIMIT, LAYER_LIMIT } from '../../rules/dyingRelu.js';
import { SATURATED_LIMIT } from '../../overdriven.js';
import { LATE, LEARNED } from '../../rules/saturated.js';
import { median, nameOf, type ForeignFacts } from '../facts.js';
import { wordsFor } from '../framework.js';
import type { ForeignRule } from '../rule.js';
import { LONG, standsHigh, standsStill } from './loss.js';

/** Figures that a judgement needs; a single one may be an outlier. */
const ENOUGH = 2;
/** The present share is the median of this many last figures. */
const NEWEST = 3;

interface Share {
  readonly layer: number;
  readonly first: number;
  readonly now: number;
}

function sharesOf(all: readonly Series[]): Share[] {
  return all.flatMap((series, layer) => {
    const at = Array.from({ length: series.length }, (_, index) => index).filter(
      (index) => series.field(index, BUCKET.count) > 0,
    );
    const [start] = at;
    if (start === undefined || series.total < ENOUGH) return [];
    const now = median(at.slice(-NEWEST).map((index) => series.field(index, BUCKET.last)));
    return { layer, first: series.field(start, BUCKET.sum) / series.field(start, BUCKET.count), now };
  });
}

const lacking = (metric: 'dead' | 'saturated') => (facts: ForeignFacts) => {
  const known = facts.run.layers[metric];
  if (known.every(({ total }) => total === 0)) return `the log has no activations (layers.${metric})`;
  return sharesOf(known).length === 0 ? `fewer than ${ENOUGH} steps with layers.${metric}` : null;
};

const worstOf = (shares: readonly Share[]): Share | undefined =>
  shares.reduce<Share | undefined>(
    (worst, one) => (worst === undefined || one.now > worst.now ? one : worst),
    undefined,
  );

/** Mean over the layers, weighted by units where the log has them. */
function meanOf({ run }: ForeignFacts, shares: readonly Share[], when: 'first' | 'now'): number {
  const units = shares.map(({ layer }) => run.run?.layers?.[layer]?.units ?? 1);
  const sum = shares.reduce((total, share, at) => total + share[when] * (units[at] ?? 1), 0);
  return sum / units.reduce((total, one) => total + one, 0);
}

/** Share of the opening loss below which dead units have not kept the network from its task. */
const SOLVED = 0.1;

export const dyingRelu: ForeignRule = {
  // A dead layer is the cause of missing gradients elsewhere.
  rank: 8,
  title: 'Dying ReLU',
  lacks: lacking('dead'),
  judge(facts) {
    const { run, framework, lastLoss, openingLoss } = facts;
    const shares = sharesOf(run.layers.dead);
    const worst = worstOf(shares);
    if (worst === undefined) return null;
    const [before, now] = [meanOf(facts, shares, 'first'), meanOf(facts, shares, 'now')];
    const wholeLayer = worst.now >= LAYER_LIMIT - 1e-9;
    if (!wholeLayer && !(now - before >= GROWTH_LIMIT - 1e-9)) return null;
    const cut = worst.now >= 1 && !(lastLoss < SOLVED * openingLoss);
    const { leaky, rate } = wordsFor(framework);
    return {
      level: cut || standsStill(facts) ? 'alarm' : 'warning',
      layer: worst.layer,
      message: wholeLayer
        ? `dying ReLU: ${formatShare(worst.now)} of the units after ${nameOf(run, worst.layer)} are dead (limit ${formatShare(LAYER_LIMIT)})`
        : `dying ReLU: ${formatShare(now)} of the hidden units are dead, ${formatShare(before)} at the beginning (limit ${formatShare(GROWTH_LIMIT)} more)`,
      remedy: `lower ${rate}, begin with biases of 0; ${leaky}`,
    };
  },
};

export const saturated: ForeignRule = {
  rank: 15,
  title: 'Saturated units',
  lacks: lacking('saturated'),
  judge(facts) {
    const { run, framework, lastLoss, baseline } = facts;
    const shares = sharesOf(run.layers.saturated);
    const worst = worstOf(shares);
    if (worst === undefined || !(worst.now > SATURATED_LIMIT)) return null;
    // A trained classifier is saturated, and a network that learns may be.
    if (baseline !== undefined && lastLoss < LEARNED * baseline) return null;
    if (!standsStill(facts) && !standsHigh(facts)) return null;
    const total = run.run?.totalSteps;
    const late = total === undefined ? run.loss.total >= LONG : run.step >= LATE * total;
    const beyond = shares.filter(({ now }) => now > SATURATED_LIMIT).length;
    return {
      level: late ? 'alarm' : 'warning',
      layer: worst.layer,
      message:
        `saturated: ${formatShare(worst.now)} of the activations after ${nameOf(run, worst.layer)} are in the flat ends ` +
        `(limit ${formatShare(SATURATED_LIMIT)}; ${beyond} of ${shares.length} layers), loss ${formatLoss(lastLoss)}`,
      remedy: wordsFor(framework).normalize,
    };
  },
};
