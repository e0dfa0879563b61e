// Constant output: a softmax over one unit is 1 whatever its input, and a categorical cross-entropy of one unit is 0.
import type { ConfigChange } from '../../config/schema.js';
import { outputUnits, type Evidence, type Judgement, type Rule } from '../rule.js';

function judge(evidence: Evidence): Judgement | null {
  const { config } = evidence;
  const units = outputUnits(evidence);
  if (units !== 1) return null;
  const softmax = config.outputActivation === 'softmax';
  if (!softmax && config.loss !== 'categoricalCrossentropy') return null;
  const remedy: ConfigChange = softmax ? { outputActivation: 'auto' } : { loss: 'auto' };
  return {
    level: 'alarm',
    layer: evidence.hidden,
    measured: { outputUnits: units },
    limit: { outputUnits: 1 },
    message: softmax
      ? 'constant output: a softmax over one unit is always 1, so every gradient is 0'
      : 'constant loss: the categorical cross-entropy of one unit is always 0, so every gradient is 0',
    remedy,
    certain: true,
  };
}

export const constantOutput: Rule = {
  letter: 'C',
  rank: 1,
  title: 'Constant output',
  lines: [
    'A softmax divides by the sum of its units: over a single unit that gives 1 for every input.',
    'The loss does not depend on the weights, so the gradient is exactly 0 in every layer.',
    'Two classes need one sigmoid unit; a number needs a linear one.',
  ],
  asCause: 'the output is constant',
  measures: { outputUnits: '<=' },
  remedies: ['outputActivation', 'loss'],
  clock: 'steps',
  atStart: true,
  appearAfter: 1,
  clearAfter: 1,
  judge,
};
