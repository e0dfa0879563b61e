// Overfitting: the loss on held-out samples rises while the loss on the training samples falls.
import { formatLoss } from '../../format.js';
import { heldOutRises } from '../heldOut.js';
import { type Evidence, type Judgement, type Rule } from '../rule.js';

/** Rise over the least held-out loss, as a factor and as a share of chance level. */
const RISE = 1.2;
const LEAST_RISE = 0.05;
/** Training loss, as a share of chance level, below which a network whose held-out loss is above chance level memorizes. */
const LEARNS = 0.95;

function judge({ heldOut, loss, config }: Evidence): Judgement | null {
  if (heldOut === null) return null;
  const { now, least, leastEpoch, trainAtLeast, train } = heldOut;
  const rises = now > RISE * least && now - least > LEAST_RISE * loss.entropy && train < trainAtLeast;
  const memorizes = heldOutRises(heldOut, loss.entropy) && train < LEARNS * loss.entropy;
  if (!rises && !memorizes) return null;
  return {
    level: now > loss.entropy ? 'alarm' : 'warning',
    layer: -1,
    measured: { validationLoss: now, leastValidationLoss: least, loss: train, entropy: loss.entropy },
    limit: { validationLoss: memorizes ? Math.min(RISE * least, loss.entropy) : RISE * least },
    message:
      `overfitting: held-out loss ${formatLoss(now)}${memorizes ? `, above chance level ${formatLoss(loss.entropy)}` : ''}, ` +
      `least ${formatLoss(least)} at epoch ${leastEpoch}; training loss ${formatLoss(train)}`,
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
  measures: { validationLoss: '>', leastValidationLoss: '', loss: '', entropy: '' },
  remedies: ['epochs', 'width'],
  clock: 'epochs',
  appearAfter: 3,
  clearAfter: 3,
  judge,
};
