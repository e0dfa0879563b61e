// Plateau: the loss is flat, and that of a network which knows only the class frequencies. A symptom: the cause is another rule's.
import { formatLoss } from '../../format.js';
import type { RuleName } from '../../config/schema.js';
import { cureDepth, higherRate } from '../remedies.js';
import { atPlateau, PLATEAU_BAND, signalFades, type Evidence, type Judgement, type Rule } from '../rule.js';

/** Share of the run after which a plateau without a gradient fault is an alarm: until then it may just be slow to start. */
const LATE = 0.5;
const CAUSES: readonly RuleName[] = ['exploding', 'dying-relu', 'saturated', 'masked-by-adam', 'vanishing', 'starved'];
const CAUSE_WORDS: Partial<Record<RuleName, string>> = {
  exploding: 'after an explosion',
  'dying-relu': 'ReLU units have died',
  saturated: 'units are saturated',
  'masked-by-adam': 'the gradient vanishes behind Adam',
  vanishing: 'the gradient vanishes',
  starved: 'the layers hardly move',
};

function judge(evidence: Evidence): Judgement | null {
  const { loss, speaking, config, run, step } = evidence;
  const drift = Math.abs(loss.newer - loss.older) / loss.entropy;
  if (!atPlateau(loss) || drift > PLATEAU_BAND) return null;
  const cause = CAUSES.find((rule) => speaking.has(rule));
  const late = run.totalSteps > 0 && step >= LATE * run.totalSteps;
  const moves = Array.from(evidence.ratios, (ratio) => Math.log10(ratio)).filter((value) => !Number.isNaN(value));
  // The usual line: 1e-3 of the weights a step. Below it a higher rate may help; above, it would not.
  const slow = moves.length > 0 && moves.filter((value) => value < -3).length * 2 > moves.length;
  // A signal that depth uses up is not brought back by a higher rate: ReLU units die of it.
  const fades = cause === undefined && signalFades(evidence);
  const remedy = cause !== undefined ? undefined : fades ? cureDepth(config) : slow ? higherRate(config) : undefined;
  const words = fades
    ? 'the signal fades over depth'
    : cause === undefined
      ? 'no gradient fault found'
      : (CAUSE_WORDS[cause] ?? cause);
  return {
    level: cause !== undefined || late ? 'alarm' : 'warning',
    layer: -1,
    measured: { loss: loss.median, entropy: loss.entropy, distance: loss.median / loss.entropy - 1, drift },
    limit: { distance: PLATEAU_BAND, drift: PLATEAU_BAND },
    message: `plateau: loss ${formatLoss(loss.median)} for ${loss.window} steps, chance level ${formatLoss(loss.entropy)}; ${words}`,
    variant: cause ?? (fades ? 'fades' : 'none'),
    ...(remedy ? { remedy } : {}),
  };
}

export const plateau: Rule = { name: 'plateau', clock: 'steps', appearAfter: 3, clearAfter: 3, judge };
