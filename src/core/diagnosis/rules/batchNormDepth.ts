// The gradient explodes at the start through batch normalization: a deep stack without skips.
import { isRecurrent } from '../../config/cells.js';
import { formatSmall } from '../../format.js';
import { nearlySolved, type Evidence, type Judgement, type Rule } from '../rule.js';
import { fitDepth } from '../slope.js';

/** Gradient RMS of the first hidden layer over that of the last one, in the first step. */
const LIMIT = 1e3;
/** Share of chance level below which the network learns all the same. */
const LEARNS = 0.9;

/**
 * With random kernels, batch normalization multiplies the gradient by about 1.21 a ReLU layer on its way back, whatever the kernels' scale
 * (Yang et al. 2019, A Mean Field Theory of Batch Normalization): a factor of 4 over 7 layers, of 14,000 over 50.
 */
function judge({ config, firstStep, hidden, loss }: Evidence): Judgement | null {
  if (config.batchNorm === 'none' || config.residual > 0 || isRecurrent(config.cell) || firstStep === null) return null;
  if (nearlySolved(loss) || (loss.full && loss.newer < LEARNS * loss.entropy)) return null;
  const R = fitDepth(firstStep.gradRms, hidden)?.R ?? NaN;
  if (!(R > LIMIT)) return null;
  return {
    level: loss.full ? 'alarm' : 'warning',
    layer: 0,
    measured: { R, loss: loss.newer },
    limit: { R: LIMIT },
    message: `exploding through batch normalization: in the first step layer 1 gets ${formatSmall(R)} times the gradient of layer ${hidden}, without skips`,
    remedy: { residual: 1 },
    alternatives: [{ depth: 3 }],
    certain: true,
  };
}

export const batchNormDepth: Rule = {
  letter: 'N',
  rank: 11,
  title: 'Exploding through batch norm',
  lines: [
    'Batch normalization keeps the signal, but multiplies the gradient on its way back by about 1.2 a layer of ReLU.',
    'In a deep stack the first layers get steps that destroy what was initialized, and batches disagree with the averages.',
    'Skips carry the gradient past the layers; fewer layers multiply it less.',
  ],
  asCause: 'the gradient explodes through batch normalization',
  measures: { R: '>', loss: '' },
  remedies: ['residual', 'depth'],
  clock: 'steps',
  appearAfter: 1,
  clearAfter: 3,
  judge,
};
