// Too much dropout: its noise drowns the signal, or holds the training loss far above that of the whole network.
import { isConv, isRecurrent } from '../../config/cells.js';
import { widthsOf } from '../../config/layers.js';
import { formatLoss, formatSetting, formatSmall } from '../../format.js';
import { cureDropout, dropoutNoise } from '../runRemedies.js';
import { type Evidence, type Judgement, type Rule } from '../rule.js';

/** Variance of the noise over that of the signal: the signal is the smaller part, or hardly larger while the loss stays high. */
const DROWNS = { always: 1, stuck: 0.5 } as const;
/** Shares of chance level above which the loss stays high, and above which the network learns nothing. */
const HIGH = 0.75;
const NOTHING = 0.9;
/** Share of chance level below which a network learns whatever the noise is. */
const LEARNS = 0.5;
/** Loss in evaluation above which the network has not learned its task, and the least that dropout adds to it; shares of chance level. */
const FAR = 0.3;
const GAP = 0.1;
/** Share of the gap that the training loss may fall within half a window: the mean of a loss that still falls is higher than its end. */
const LAG = 0.5;

/** At the end: the training loss under dropout beside the loss of the whole network on the same samples. */
function gapOf({ finalLoss, loss, heldOut }: Evidence): number | null {
  if (finalLoss === null || !(finalLoss > FAR * loss.entropy)) return null;
  const gap = loss.meanNewer - finalLoss;
  if (!(gap > GAP * loss.entropy) || loss.meanOlder - loss.meanNewer > LAG * gap) return null;
  // Less dropout would not help on unseen samples.
  return heldOut !== null && heldOut.now > (1 + GAP) * finalLoss ? null : gap;
}

function judge(evidence: Evidence): Judgement | null {
  const { config, loss, finalLoss, alarmed } = evidence;
  if (config.dropout === 0 || isRecurrent(config.cell) || config.depth === 0) return null;
  // The noise of convolutions has not been measured: their sums have 9 times the terms, and share pixels.
  const noise = isConv(config.cell) ? 0 : dropoutNoise(config.dropout, widthsOf(config));
  const learned = (finalLoss ?? loss.newer) < LEARNS * loss.entropy && (finalLoss !== null || loss.full);
  const high =
    finalLoss === null ? loss.full && loss.stands && loss.newer > HIGH * loss.entropy : finalLoss > HIGH * loss.entropy;
  const limit = high ? DROWNS.stuck : DROWNS.always;
  const drowns = noise >= limit && !learned;
  const gap = gapOf(evidence);
  if (!drowns && gap === null) return null;
  const stuck = (loss.full && loss.newer > NOTHING * loss.entropy) || alarmed.has('exploding');
  const [remedy, ...alternatives] = cureDropout(config);
  const rate = `dropout ${formatSetting(config.dropout)}`;
  return {
    level: drowns && stuck ? 'alarm' : 'warning',
    layer: -1,
    measured: {
      ...(noise > 0 ? { dropoutNoise: noise } : {}),
      ...(gap === null ? {} : { finalLoss: finalLoss ?? NaN, loss: loss.meanNewer }),
    },
    limit: {
      ...(drowns ? { dropoutNoise: limit } : {}),
      ...(gap === null ? {} : { loss: (finalLoss ?? NaN) + GAP * loss.entropy }),
    },
    message: drowns
      ? `too much dropout: at ${rate} its noise is ${formatSmall(noise)} times the signal after ${config.depth} hidden ${config.depth === 1 ? 'layer' : 'layers'}`
      : `too much dropout: ${rate} holds the training loss at ${formatLoss(loss.meanNewer)}; the whole network has ${formatLoss(finalLoss)}`,
    variant: drowns ? 'noise' : 'gap',
    ...(remedy ? { remedy } : {}),
    alternatives,
    certain: true,
  };
}

export const dropout: Rule = {
  letter: 'K',
  rank: 7,
  title: 'Too much dropout',
  lines: [
    'Dropout removes units at random and scales up the rest: each layer of n units adds noise of p / ((1 - p) n) of the signal.',
    'Deep and narrow networks bear little of it. Beyond the size of the signal the loss stays at chance level.',
    'Less dropout, or wider layers, bring the training loss down to that of the whole network.',
  ],
  asCause: 'dropout drowns the signal',
  measures: { dropoutNoise: '>=', finalLoss: '', loss: '>' },
  remedies: ['dropout'],
  clock: 'steps',
  atStart: true,
  atEnd: true,
  urgent: true,
  appearAfter: 1,
  clearAfter: 1,
  judge,
};
