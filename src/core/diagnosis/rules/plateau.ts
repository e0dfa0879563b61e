// Plateau: the loss is flat at chance level. A symptom; another rule names the cause.
import { formatLoss } from '../../format.js';
import { cureDepth, DEPTH_CURES, higherRate, plateauAlternatives } from '../remedies.js';
import {
  atPlateau,
  isNumeric,
  PLATEAU_BAND,
  plateauBand,
  signalFades,
  type Evidence,
  type Judgement,
  type Rule,
} from '../rule.js';

/** Share of the run after which a plateau without a gradient fault becomes an alarm; before, the run may be slow to start. */
const LATE = 0.5;

function judge(evidence: Evidence): Judgement | null {
  const { loss, config, run, step } = evidence;
  const drift = Math.abs(loss.meanNewer - loss.meanOlder) / loss.entropy;
  const above = loss.mean > (1 + PLATEAU_BAND) * loss.entropy;
  const band = above ? Math.max(plateauBand(loss), loss.mean / loss.entropy - 1) : plateauBand(loss);
  if (!atPlateau(loss) || drift > 2 * band - PLATEAU_BAND) return null;
  const cause = evidence.rootCause();
  const late = run.totalSteps > 0 && step >= LATE * run.totalSteps;
  const moves = Array.from(evidence.ratios, (ratio) => Math.log10(ratio)).filter((value) => !Number.isNaN(value));
  // Usual updates are 1e-3 of the weights a step. Only below that can a higher rate help.
  const slow = moves.length > 0 && moves.filter((value) => value < -3).length * 2 > moves.length;
  // A higher rate does not restore a signal that depth loses; it kills ReLU units.
  const fades = cause === null && signalFades(evidence);
  const remedy = cause !== null ? undefined : fades ? cureDepth(config) : slow ? higherRate(config) : undefined;
  const words = fades ? 'the signal fades over depth' : cause === null ? 'no gradient fault found' : cause.words;
  return {
    level: cause !== null || late ? 'alarm' : 'warning',
    layer: -1,
    measured: { loss: loss.mean, entropy: loss.entropy, distance: loss.mean / loss.entropy - 1, drift },
    limit: { distance: band, drift: 2 * band - PLATEAU_BAND },
    message: `plateau: loss ${formatLoss(loss.mean)} for ${loss.window} steps, chance level ${formatLoss(loss.entropy)}; ${words}`,
    variant: cause?.name ?? (fades ? 'fades' : 'none'),
    ...(remedy ? { remedy } : {}),
    alternatives: cause === null ? plateauAlternatives(config, isNumeric(evidence)) : [],
  };
}

export const plateau: Rule = {
  letter: 'P',
  rank: 70,
  title: 'Plateau at chance level',
  lines: [
    'The loss is flat at chance level: the network predicts the class frequencies and ignores its input.',
    'This is a symptom. If a rule finds a gradient fault, the verdict names it as the cause.',
    'Otherwise the run may be slow to start, the rate too low, or the data not learnable by this network.',
  ],
  asCause: null,
  measures: { loss: '', entropy: '', distance: '<=', drift: '<=' },
  remedies: [...DEPTH_CURES, 'learningRate', 'epochs', 'loss', 'width'],
  clock: 'steps',
  appearAfter: 3,
  clearAfter: 3,
  judge,
};
