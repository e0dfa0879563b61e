// Dying ReLU: units that output 0 on the whole probe set, many more than before training, or nearly a whole layer.
import { ACTIVATIONS } from '../../config/activations.js';
import { formatShare } from '../../format.js';
import { cureDeath, deathAlternatives, DEATH_CURES } from '../remedies.js';
import { layerInWords, nearlySolved, type Evidence, type Judgement, type Rule } from '../rule.js';

/** Growth of the dead share since step 0, over all hidden units: 38-56 % dead at step 0 is normal in a deep narrow He network. */
export const GROWTH_LIMIT = 0.2;
/** Share of dead units at which a layer passes nothing on. */
export const LAYER_LIMIT = 0.9;

/** Mean share over the hidden layers, weighted by units; NaN if unknown. */
function meanShare(shares: readonly (number | null)[], evidence: Evidence): number {
  let units = 0;
  let silent = 0;
  for (let layer = 0; layer < evidence.hidden; layer += 1) {
    const share = shares[layer];
    const width = evidence.run.layers[layer]?.units ?? 1;
    if (typeof share !== 'number') continue;
    units += width;
    silent += share * width;
  }
  return units === 0 ? NaN : silent / units;
}

function judge(evidence: Evidence): Judgement | null {
  const { probe, firstProbe, config, hidden, loss } = evidence;
  if (probe === null || firstProbe === null || ACTIVATIONS[config.activation].failure !== 'dies') return null;
  const now = meanShare(probe.layers.dead, evidence);
  const before = meanShare(firstProbe.layers.dead, evidence);
  const growth = now - before;
  let layer = -1;
  let share = -1;
  for (let index = 0; index < hidden; index += 1) {
    const one = probe.layers.dead[index] ?? NaN;
    if (one > share) {
      share = one;
      layer = index;
    }
  }
  const wholeLayer = share >= LAYER_LIMIT - 1e-9;
  // Shares are whole units over the width, so 0.6 - 0.4 must count as 0.2.
  if (!(growth >= GROWTH_LIMIT - 1e-9) && !wholeLayer) return null;
  const remedy = cureDeath(config, evidence.alarmed.has('exploding'));
  const words = wholeLayer
    ? `dying ReLU: ${formatShare(share)} of the units of ${layerInWords(layer, hidden)} are dead (0 on every sample)`
    : `dying ReLU: ${formatShare(now)} of the hidden units are dead (0 on every sample), ${formatShare(before)} before training`;
  return {
    // A dead layer cuts the network in two. Dead units in a network that still learns are only a warning: a healthy ReLU
    // network of width 10 can have layers with 9 dead units of 10 on its way to a loss of 1e-5.
    level: (share >= 1 && !nearlySolved(loss)) || evidence.speaking.has('plateau') ? 'alarm' : 'warning',
    layer,
    measured: { dead: now, deadAtStart: before, deadGrowth: growth, deadLayer: share },
    limit: { deadGrowth: GROWTH_LIMIT, deadLayer: LAYER_LIMIT },
    message: words,
    ...(remedy ? { remedy } : {}),
    alternatives: deathAlternatives(config),
  };
}

export const dyingRelu: Rule = {
  letter: 'D',
  rank: 30,
  title: 'Dying ReLU',
  lines: [
    'A ReLU unit whose input is negative on every sample outputs 0 and gets no gradient, so it cannot recover.',
    'Large steps cause this. Some units are dead from the start, so the rule looks at the growth.',
    'A slope on the left side (leaky, PReLU, ELU) keeps the gradient alive.',
  ],
  asCause: 'ReLU units have died',
  measures: { dead: '', deadAtStart: '', deadGrowth: '>=', deadLayer: '>=' },
  remedies: DEATH_CURES,
  clock: 'probes',
  appearAfter: 2,
  clearAfter: 3,
  judge,
};
