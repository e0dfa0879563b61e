// Output and loss do not fit: cross-entropy of an output that is no probability, or an error for numbers on classes.
import type { ConfigChange } from '../../config/schema.js';
import { isNumeric, nearlySolved, type Evidence, type Judgement, type Rule } from '../rule.js';

const CROSS_ENTROPIES: ReadonlySet<string> = new Set(['binaryCrossentropy', 'categoricalCrossentropy']);

interface Misfit {
  readonly words: string;
  readonly remedy: ConfigChange;
  /** Whether training cannot succeed. */
  readonly hopeless: boolean;
}

function misfit(evidence: Evidence): Misfit | null {
  const { loss, outputActivation: output } = evidence.config;
  const numeric = isNumeric(evidence);
  const unreachable = evidence.run.dataset?.unreachable ?? 0;
  if (CROSS_ENTROPIES.has(loss)) {
    if (numeric)
      return {
        words: `${loss} is for classes, and the target is a number`,
        // With targets outside 0..1 the squared error alone would not do.
        remedy:
          unreachable > 0 ? { outputActivation: 'linear', loss: 'meanSquaredError' } : { loss: 'meanSquaredError' },
        hopeless: true,
      };
    if (output === 'sigmoid' || output === 'softmax') return null;
    return {
      words: `${loss} needs probabilities, and ${output} outputs are not between 0 and 1`,
      remedy: { outputActivation: 'auto' },
      hopeless: true,
    };
  }
  if (loss !== 'meanAbsoluteError' || numeric) return null;
  return {
    words: 'meanAbsoluteError on classes: its gradient is the same for right and wrong samples',
    remedy: {
      loss:
        output === 'softmax'
          ? 'categoricalCrossentropy'
          : output === 'sigmoid'
            ? 'binaryCrossentropy'
            : 'meanSquaredError',
    },
    hopeless: false,
  };
}

function judge(evidence: Evidence): Judgement | null {
  const found = misfit(evidence);
  if (found === null || (!found.hopeless && nearlySolved(evidence.loss))) return null;
  return {
    level: found.hopeless || evidence.loss.stands ? 'alarm' : 'warning',
    layer: evidence.hidden,
    measured: { loss: evidence.loss.newer },
    limit: {},
    message: `output and loss do not fit: ${found.words}`,
    remedy: found.remedy,
    certain: true,
  };
}

export const outputLoss: Rule = {
  letter: 'L',
  rank: 2,
  title: 'Output and loss do not fit',
  lines: [
    'Cross-entropy takes the logarithm of a probability: of a sigmoid or a softmax.',
    'Other outputs leave the range from 0 to 1, where the loss is cut off and passes no gradient.',
    'A number calls for a linear output and the squared error; classes for cross-entropy.',
  ],
  asCause: 'output and loss do not fit',
  measures: { loss: '' },
  remedies: ['outputActivation', 'loss'],
  clock: 'steps',
  atStart: true,
  appearAfter: 1,
  clearAfter: 2,
  judge,
};
