// Plateau: the loss is flat, and that of a network which knows only the class frequencies. A symptom: the cause is another rule's.
import { formatLoss } from '../../format.js';
import { cureDepth, DEPTH_CURES, higherRate } from '../remedies.js';
import { atPlateau, PLATEAU_BAND, signalFades, type Evidence, type Judgement, type Rule } from '../rule.js';

/** Share of the run after which a plateau without a gradient fault is an alarm: until then it may just be slow to start. */
const LATE = 0.5;

function judge(evidence: Evidence): Judgement | null {
  const { loss, config, run, step } = evidence;
  const drift = Math.abs(loss.newer - loss.older) / loss.entropy;
  if (!atPlateau(loss) || drift > PLATEAU_BAND) return null;
  const cause = evidence.rootCause();
  const late = run.totalSteps > 0 && step >= LATE * run.totalSteps;
  const moves = Array.from(evidence.ratios, (ratio) => Math.log10(ratio)).filter((value) => !Number.isNaN(value));
  // The usual line: 1e-3 of the weights a step. Below it a higher rate may help; above, it would not.
  const slow = moves.length > 0 && moves.filter((value) => value < -3).length * 2 > moves.length;
  // A signal that depth uses up is not brought back by a higher rate: ReLU units die of it.
  const fades = cause === null && signalFades(evidence);
  const remedy = cause !== null ? undefined : fades ? cureDepth(config) : slow ? higherRate(config) : undefined;
  const words = fades ? 'the signal fades over depth' : cause === null ? 'no gradient fault found' : cause.words;
  return {
    level: cause !== null || late ? 'alarm' : 'warning',
    layer: -1,
    measured: { loss: loss.median, entropy: loss.entropy, distance: loss.median / loss.entropy - 1, drift },
    limit: { distance: PLATEAU_BAND, drift: PLATEAU_BAND },
    message: `plateau: loss ${formatLoss(loss.median)} for ${loss.window} steps, chance level ${formatLoss(loss.entropy)}; ${words}`,
    variant: cause?.name ?? (fades ? 'fades' : 'none'),
    ...(remedy ? { remedy } : {}),
  };
}

export const plateau: Rule = {
  rank: 70,
  title: 'Plateau at the label entropy',
  lines: [
    'The loss is flat at the label entropy: the network predicts the class frequencies and ignores its input.',
    'This is a symptom. If a gradient fault is found, it is named as the cause.',
    'If none is found, the run may be slow to start, the rate too low, or the data not learnable by this network.',
  ],
  asCause: null,
  measures: { loss: '', entropy: '', distance: '<=', drift: '<=' },
  remedies: [...DEPTH_CURES, 'learningRate'],
  clock: 'steps',
  appearAfter: 3,
  clearAfter: 3,
  judge,
};
