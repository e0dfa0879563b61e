// Starved everywhere: most layers hardly move relative to their size and the loss is at chance level. No ratio between layers shows it.
import { formatFixed, formatLoss } from '../../format.js';
import { upperMedian } from '../../median.js';
import { cureDepth, DEPTH_CURES, higherRate } from '../remedies.js';
import { atPlateau, signalFades, type Evidence, type Judgement, type Rule } from '../rule.js';
import { vanishes } from './vanishing.js';

/** log10(updateRms / weightRms); -4 .. -2 is healthy. */
const STARVED_LIMIT = -5;

function judge(evidence: Evidence): Judgement | null {
  const { ratios, loss, config } = evidence;
  if (!atPlateau(loss)) return null;
  const known = Array.from(ratios, (ratio) => Math.log10(ratio)).filter((value) => !Number.isNaN(value));
  const starving = known.filter((value) => value < STARVED_LIMIT).length;
  if (known.length === 0 || starving * 2 <= known.length) return null;
  const median = upperMedian(known) ?? NaN;
  // Dead or saturated units and explosions also starve a network; their rules then suggest the cure.
  const otherCause = (['exploding', 'dying-relu', 'saturated'] as const).some((rule) => evidence.speaking.has(rule));
  const byDepth = vanishes(evidence) !== null || signalFades(evidence);
  const remedy = otherCause ? undefined : byDepth ? cureDepth(config) : higherRate(config);
  const typical = median === -Infinity ? 'most do not move at all' : `median 10^${formatFixed(median, 1)}`;
  return {
    level: 'alarm',
    layer: -1,
    measured: {
      updateRatio: median,
      starvingLayers: starving,
      layers: known.length,
      loss: loss.mean,
      entropy: loss.entropy,
    },
    limit: { updateRatio: STARVED_LIMIT, starvingLayers: Math.floor(known.length / 2) },
    message:
      `starved: ${starving} of ${known.length} layers move less than 1e-5 of their size per step ` +
      `(${typical}), loss ${formatLoss(loss.mean)} is at chance level`,
    ...(remedy ? { remedy } : {}),
  };
}

export const starved: Rule = {
  letter: 'T',
  rank: 60,
  title: 'Starved everywhere',
  lines: [
    'Most layers move by less than 1e-5 of their size per step, and the loss is at chance level.',
    'No ratio between layers shows this, because all of them are tiny.',
    'The learning rate is too low for these gradients, or the gradients too small for any usual rate.',
  ],
  asCause: 'the layers hardly move',
  measures: { updateRatio: '<', starvingLayers: '>', layers: '', loss: '', entropy: '' },
  remedies: [...DEPTH_CURES, 'learningRate'],
  clock: 'steps',
  appearAfter: 3,
  clearAfter: 12,
  judge,
};
