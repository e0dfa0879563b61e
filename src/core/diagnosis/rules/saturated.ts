// Saturated: too many activations of a hidden layer in the flat ends of their function, while there is still something to learn.
import { ACTIVATIONS } from '../../config/activations.js';
import { formatShare } from '../../format.js';
import { cureSaturation } from '../remedies.js';
import { atPlateau, layerInWords, nearlySolved, type Evidence, type Judgement, type Rule } from '../rule.js';

/** Share of activations beyond |tanh| 0.97 or sigmoid 0.015 / 0.985. */
export const SATURATED_LIMIT = 0.25;

function judge(evidence: Evidence): Judgement | null {
  const { probe, config, hidden, loss } = evidence;
  if (probe === null || ACTIVATIONS[config.activation].failure !== 'saturates') return null;
  // A trained classifier is saturated where it should be.
  if (nearlySolved(loss)) return null;
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
  const remedy = cureSaturation(config);
  const flat = Math.abs(loss.newer - loss.older) <= 0.01 * loss.entropy;
  const stuck = atPlateau(loss) || (loss.full && flat && loss.newer > 0.5 * loss.entropy);
  return {
    level: stuck ? 'alarm' : 'warning',
    layer,
    measured: { saturated: share, saturatedLayers: layers, loss: loss.newer },
    limit: { saturated: SATURATED_LIMIT },
    message:
      `saturated: ${formatShare(share)} of the activations of ${layerInWords(layer, hidden)} are in the flat ends of ` +
      `${config.activation}${layers > 1 ? `, ${layers} layers beyond ${formatShare(SATURATED_LIMIT)}` : ''}`,
    ...(remedy ? { remedy } : {}),
  };
}

export const saturated: Rule = { name: 'saturated', clock: 'probes', appearAfter: 2, clearAfter: 3, judge };
