// Initial scale against fan-in: kernels so small or large that the signal fades or grows over depth before training.
import { ACTIVATIONS } from '../../config/activations.js';
import { formatFixed, formatSmall } from '../../format.js';
import { cureScale, SCALE_CURES } from '../remedies.js';
import { initialGain } from '../gain.js';
import { rateBeside, rateFits, stepFollows } from '../sameRate.js';
import { atPlateau, layerInWords, nearlySolved, type Evidence, type Judgement, type Rule } from '../rule.js';

/** What is left of the signal, or how much it grows, over all hidden layers. */
const FADES = 1e-2;
const GROWS = 5;
/** Gain of a typical layer over the right one: certain before training, and where the loss stands as well. */
const FAR = { small: 0.5, large: 1.5 } as const;
const OFF = 0.85;
/** For functions with flat ends: share of saturated activations before training. */
const SATURATED = 0.5;

function judge(evidence: Evidence): Judgement | null {
  const { config, hidden, loss, firstProbe, activations, alarmed } = evidence;
  if (config.cell !== 'dense' || hidden < 1 || config.batchNorm !== 'none' || config.residual > 0) return null;
  if (config.initializer === 'zeros' || nearlySolved(loss)) return null;
  const gains = initialGain(evidence);
  if (gains === null) return null;
  const ideal = activations.map((name) => ACTIVATIONS[name].idealGain);
  // Sigmoid loses gradient at any scale: the vanishing rule judges it.
  if (ideal.some((gain) => gain === null)) return null;
  const total = gains.reduce((product, gain, i) => (product * gain) / (ideal[i] ?? 1), 1);
  const typical = total ** (1 / hidden);
  const stuck = atPlateau(loss) || (loss.full && loss.stands && loss.newer > loss.entropy);
  const flat = Math.max(...(firstProbe?.layers.saturated.map((share) => share ?? 0) ?? [0])) > SATURATED;
  const small = hidden > 1 && total < FADES && (typical < FAR.small || (stuck && typical < OFF));
  const bounded = activations.every((name) => ACTIVATIONS[name].failure === 'saturates');
  const large = typical > FAR.large && (bounded ? flat : total > GROWS);
  if (!small && !large) return null;
  if (bounded && large && !stuck) return null;
  // A step of a fixed size is too large for kernels that are too small.
  const explains = large || !stepFollows(config);
  const blamed = alarmed.has('exploding') ? explains && rateFits(evidence) : stuck;
  const remedy = cureScale(config, small ? 'small' : 'large');
  const words = small
    ? `too small: ${formatSmall(total)} of the signal is`
    : `too large: ${formatSmall(total)} times the signal is`;
  const rate = rateBeside(evidence);
  return {
    level: blamed ? 'alarm' : 'warning',
    layer: -1,
    measured: { gain: typical, [small ? 'signal' : 'signalGrowth']: total, loss: loss.newer, ...rate.measured },
    limit: { ...(small ? { signal: FADES } : { signalGrowth: GROWS }), ...rate.limit },
    message: `initial weights ${words} left after ${layerInWords(hidden - 1, hidden)} (${formatFixed(typical)} of the right gain in each)${rate.words}`,
    variant: small ? 'small' : 'large',
    ...(remedy ? { remedy } : {}),
    certain: true,
  };
}

export const initialScale: Rule = {
  letter: 'I',
  rank: 9,
  title: 'Initial weights of the wrong scale',
  lines: [
    'A layer of n inputs multiplies the signal by sqrt(n) times the deviation of its weights, and by what the activation keeps.',
    'Below 1 the signal fades with depth and all layers starve; above 1 it grows until units saturate or explode.',
    'He (ReLU) and Glorot (tanh) choose the deviation by the number of inputs, so that the signal keeps its size.',
  ],
  asCause: 'the initial weights have the wrong scale',
  measures: { gain: '', signal: '<', signalGrowth: '>', loss: '', rateMove: '<' },
  remedies: SCALE_CURES,
  clock: 'steps',
  atStart: true,
  urgent: true,
  appearAfter: 1,
  clearAfter: 3,
  judge,
};
