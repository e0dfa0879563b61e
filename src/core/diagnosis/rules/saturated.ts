// Saturated: too many activations of a hidden layer lie in the flat ends of the function while the task is not learned.
import { ACTIVATIONS } from '../../config/activations.js';
import { formatShare } from '../../format.js';
import { SATURATED_LIMIT } from '../overdriven.js';
import { cureSaturation, SATURATION_CURES } from '../remedies.js';
import { atPlateau, layerInWords, type Evidence, type Judgement, type Rule } from '../rule.js';
import { fadedByRate } from './vanishing.js';

/** Share of the run before which a network may still leave its flat ends. */
export const LATE = 0.25;
/** Share of chance level below which saturation is expected, because the task is learned. */
export const LEARNED = 0.25;

function judge(evidence: Evidence): Judgement | null {
  const { probe, config, hidden, loss, run, step } = evidence;
  if (probe === null || ACTIVATIONS[config.activation].failure !== 'saturates') return null;
  // A trained classifier is saturated on purpose.
  if (loss.newer < LEARNED * loss.entropy || fadedByRate(evidence) !== null) return null;
  let layer = -1;
  let share = -1;
  let layers = 0;
  for (let index = 0; index < hidden; index += 1) {
    const one = probe.layers.saturated[index] ?? NaN;
    if (one > SATURATED_LIMIT) layers += 1;
    if (one > share) {
      share = one;
      layer = index;
    }
  }
  if (layers === 0) return null;
  // Saturated units are no fault while the network learns.
  if (!atPlateau(loss) && !(loss.stands && loss.newer > 0.9 * loss.entropy)) return null;
  const late = step >= LATE * run.totalSteps;
  const remedy = cureSaturation(config);
  return {
    level: late ? 'alarm' : 'warning',
    layer,
    measured: { saturated: share, saturatedLayers: layers, loss: loss.newer },
    limit: { saturated: SATURATED_LIMIT },
    message:
      `saturated: ${formatShare(share)} of the activations of ${layerInWords(layer, hidden)} are in the flat ends of ` +
      `${config.activation}${layers > 1 ? `, ${layers} layers beyond ${formatShare(SATURATED_LIMIT)}` : ''}`,
    ...(remedy ? { remedy } : {}),
  };
}

export const saturated: Rule = {
  letter: 'S',
  rank: 35,
  title: 'Saturated units',
  lines: [
    'Sigmoid and tanh are flat far from 0: there the derivative is below 6 % of its maximum.',
    'A unit in the flat ends passes almost no gradient back, whatever the loss.',
    'Batch normalization before the activation brings it back to the steep middle; a recurrent layer needs smaller steps instead.',
  ],
  asCause: 'units are saturated',
  measures: { saturated: '>', saturatedLayers: '', loss: '' },
  remedies: SATURATION_CURES,
  clock: 'probes',
  appearAfter: 2,
  clearAfter: 3,
  judge,
};
