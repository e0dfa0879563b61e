// Vanishing through time: the gradient of a recurrent network hardly reaches its first time steps.
import { isRecurrent } from '../../config/cells.js';
import { formatSmall } from '../../format.js';
import { atPlateau, nearlySolved, type Evidence, type Judgement, type Rule } from '../rule.js';
import { cureTime, TIME_CURES } from '../timeRemedies.js';

/** Gradient at the first time step over that at the last: in general, and while the network has learned next to nothing. */
const LIMIT = 1e-4;
const LIMIT_AT_CHANCE = 1e-2;
/** Share of chance level above which it has. */
const NOTHING = 0.9;

function judge({ config, probe, loss, timeShare: share }: Evidence): Judgement | null {
  if (!isRecurrent(config.cell) || nearlySolved(loss)) return null;
  const limit = loss.full && loss.mean >= NOTHING * loss.entropy ? LIMIT_AT_CHANCE : LIMIT;
  if (!(share < limit)) return null;
  const [remedy, ...alternatives] = cureTime(config);
  return {
    level: atPlateau(loss) ? 'alarm' : 'warning',
    layer: -1,
    measured: { timeShare: share, loss: loss.newer },
    limit: { timeShare: limit },
    message: `gradient vanishes through time: time step 1 gets ${formatSmall(share)} times the gradient of time step ${probe?.throughTime?.length}`,
    ...(remedy ? { remedy, alternatives } : {}),
  };
}

export const vanishingTime: Rule = {
  letter: 'W',
  rank: 26,
  title: 'Vanishing through time',
  lines: [
    'The chain rule multiplies one factor per time step: the recurrent kernel times the derivative of the activation.',
    'Below 1 the gradient fades exponentially with the length of the sequence; early inputs are not learned.',
    'An orthogonal kernel keeps the factor near 1; the gates of GRU and LSTM learn to; an activation with slope 1 helps.',
  ],
  asCause: 'the gradient vanishes through time',
  measures: { timeShare: '<', loss: '' },
  remedies: TIME_CURES,
  clock: 'probes',
  appearAfter: 2,
  clearAfter: 3,
  judge,
};
