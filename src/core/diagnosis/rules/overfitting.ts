// Overfitting: the loss on held-out samples rises while the loss on the training samples falls.
import { formatLoss } from '../../format.js';
import { type Evidence, type Judgement, type Rule } from '../rule.js';

/** Rise over the least held-out loss, as a factor and as a share of chance level. */
const RISE = 1.2;
const LEAST_RISE = 0.05;

function judge({ heldOut, loss, config }: Evidence): Judgement | null {
  if (heldOut === null) return null;
  const { now, least, leastEpoch, trainAtLeast, train } = heldOut;
  const rise = now - least;
  if (!(now > RISE * least) || !(rise > LEAST_RISE * loss.entropy) || !(train < trainAtLeast)) return null;
  return {
    level: now > loss.entropy ? 'alarm' : 'warning',
    layer: -1,
    measured: { validationLoss: now, leastValidationLoss: least, loss: train },
    limit: { validationLoss: RISE * least },
    message: `overfitting: held-out loss ${formatLoss(now)}, ${formatLoss(least)} at epoch ${leastEpoch}; training loss ${formatLoss(train)}`,
    remedy: { epochs: Math.max(1, Math.min(leastEpoch, config.epochs)) },
    ...(config.width > 4 ? { alternatives: [{ width: Math.ceil(config.width / 4) }] } : {}),
  };
}

export const overfitting: Rule = {
  letter: 'O',
  rank: 56,
  title: 'Overfitting',
  lines: [
    'The network memorizes its training samples: their loss falls while the loss on unseen samples rises.',
    'If the labels do not depend on the features, memorizing is all that it can learn.',
    'Stop at the least held-out loss, or use a smaller network or more data.',
  ],
  asCause: null,
  measures: { validationLoss: '>', leastValidationLoss: '', loss: '' },
  remedies: ['epochs', 'width'],
  clock: 'epochs',
  appearAfter: 3,
  clearAfter: 3,
  judge,
};
