// The loss rose at the end: the finished network is far worse than the run had been, and no other rule names the reason.
import { formatLoss, formatSetting, formatSmall } from '../../format.js';
import { calmerEnd } from '../runRemedies.js';
import { isShort } from '../short.js';
import { steepestFigures } from '../steepest.js';
import { type Evidence, type Judgement, type Rule } from '../rule.js';

/** Share of chance level above which the finished network knows little, and the least rise over the best epoch. */
const FAR = 0.75;
const RISE = 0.25;
/** Update over weights of a layer from which steps are large; 1e-4 to 1e-2 is usual. */
const LARGE = 1e-2;

/**
 * A step of gradient descent lowers the loss as long as the rate is below 2 / sharpness (the descent lemma), so a training loss that rises
 * shows steps that are too large for where the network is.
 */
function judge(evidence: Evidence): Judgement | null {
  const { course, finalLoss, loss, config, ratios, speaking, steepest } = evidence;
  // The first epochs fluctuate; in a short run there is no end that a lower rate could calm.
  if (course === null || finalLoss === null || isShort(evidence)) return null;
  const { least, leastEpoch } = course;
  // Dropout and batch normalization evaluate another network than they train, so the batches must show the rise too.
  const other = config.dropout > 0 || config.batchNorm !== 'none';
  const now = other ? Math.min(finalLoss, course.last) : finalLoss;
  if (!(now > FAR * loss.entropy) || !(now - least > RISE * loss.entropy)) return null;
  if (speaking.has('exploding') || evidence.rootCause() !== null) return null;
  const move = Math.max(...Array.from(ratios).filter((ratio) => !Number.isNaN(ratio)));
  const [remedy, ...alternatives] = calmerEnd(config);
  const large = move > LARGE || (steepest?.ratio ?? 0) > 1;
  const known = steepestFigures(steepest);
  return {
    level: finalLoss > loss.entropy ? 'alarm' : 'warning',
    layer: -1,
    measured: {
      finalLoss,
      leastLoss: least,
      updateRatio: Math.log10(move),
      ...known.measured,
    },
    limit: {
      finalLoss: least + RISE * loss.entropy,
      updateRatio: Math.log10(LARGE),
      ...known.limit,
    },
    message:
      `the loss rose at the end: ${formatLoss(finalLoss)} on all data, ${formatLoss(least)} in epoch ${leastEpoch}` +
      (large
        ? `; steps of ${formatSmall(100 * move)} % of the weights are too large, the learning rate ${formatSetting(config.learningRate)} is too high`
        : ''),
    ...(remedy ? { remedy } : {}),
    alternatives,
    certain: true,
  };
}

export const risingLoss: Rule = {
  letter: 'J',
  rank: 40,
  title: 'Loss rose at the end',
  lines: [
    'The network had learned and lost it again in its last epochs. Steps below the stable rate lower the training loss.',
    'A loss that rises shows that the steps became too large for where the network is: the landscape is steeper there.',
    'A lower rate, or one that falls to 0 along the run, keeps what was learned.',
  ],
  asCause: null,
  measures: { finalLoss: '>', leastLoss: '', updateRatio: '>', steepest: '>', steepestStep: '' },
  remedies: ['learningRate', 'schedule'],
  clock: 'end',
  appearAfter: 1,
  clearAfter: 1,
  judge,
};
