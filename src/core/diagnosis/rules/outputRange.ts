// The output cannot reach the target: targets lie outside the range of the output activation.
import { formatShare } from '../../format.js';
import { isNumeric, nearlySolved, type Evidence, type Judgement, type Rule } from '../rule.js';

/** Share of targets out of reach from which the fault is certain. */
const UNREACHABLE = 0.1;
const RANGES: Readonly<Record<string, string>> = {
  sigmoid: '0 to 1',
  softmax: '0 to 1',
  tanh: '-1 to 1',
  relu: '0 and above',
};

function judge(evidence: Evidence): Judgement | null {
  const { config, run, loss, hidden } = evidence;
  const unreachable = run.dataset?.unreachable ?? 0;
  const range = RANGES[config.outputActivation];
  if (!(unreachable > 0) || !isNumeric(evidence) || range === undefined || nearlySolved(loss)) return null;
  return {
    level: unreachable > UNREACHABLE ? 'alarm' : 'warning',
    layer: hidden,
    measured: { unreachable },
    limit: { unreachable: UNREACHABLE },
    message: `the output cannot reach the target: ${formatShare(unreachable)} of the targets lie outside ${range}, the range of ${config.outputActivation}`,
    remedy: { outputActivation: 'linear' },
    certain: true,
  };
}

export const outputRange: Rule = {
  letter: 'R',
  rank: 3,
  title: 'Output cannot reach the target',
  lines: [
    'A sigmoid gives 0 to 1, tanh -1 to 1, ReLU nothing below 0, whatever the weights are.',
    'Targets outside that range push the output into its flat end, where no gradient is left.',
    'A linear output reaches every number.',
  ],
  asCause: 'the output cannot reach the target',
  measures: { unreachable: '>' },
  remedies: ['outputActivation'],
  clock: 'steps',
  atStart: true,
  appearAfter: 1,
  clearAfter: 3,
  judge,
};
