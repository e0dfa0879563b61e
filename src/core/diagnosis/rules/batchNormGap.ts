// Batch normalization gap: evaluated with moving averages, the finished network is much worse than on its last batches.
import { formatLoss } from '../../format.js';
import { slightlyLowerRate } from '../remedies.js';
import { type Evidence, type Judgement, type Rule } from '../rule.js';

/** Loss in evaluation over the loss of the last batches, and their distance as a share of chance level. */
const RATIO = 2;
const DISTANCE = 0.1;

function judge({ config, finalLoss, loss }: Evidence): Judgement | null {
  if (config.batchNorm === 'none' || finalLoss === null) return null;
  const batches = loss.meanNewer;
  if (!(finalLoss > RATIO * batches) || !(finalLoss - batches > DISTANCE * loss.entropy)) return null;
  const remedy = slightlyLowerRate(config);
  return {
    level: finalLoss > loss.entropy ? 'alarm' : 'warning',
    layer: -1,
    measured: { finalLoss, loss: batches },
    limit: { finalLoss: RATIO * batches },
    message: `batch normalization: loss ${formatLoss(batches)} on batches, ${formatLoss(finalLoss)} in evaluation; the moving averages lag behind`,
    ...(remedy ? { remedy } : {}),
    certain: true,
  };
}

export const batchNormGap: Rule = {
  letter: 'G',
  rank: 28,
  title: 'Batch normalization gap',
  lines: [
    'Training normalizes by the statistics of the batch, evaluation by moving averages over about a hundred steps.',
    'While the weights move fast, the averages belong to an older network; small batches make them noisy.',
    'A lower rate or more steps let the averages catch up.',
  ],
  asCause: null,
  measures: { finalLoss: '>', loss: '' },
  remedies: ['learningRate'],
  clock: 'end',
  appearAfter: 1,
  clearAfter: 1,
  judge,
};
