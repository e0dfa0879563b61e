// Imbalance: the accuracy is no better than that of always answering the most frequent class.
import { formatAccuracy } from '../../format.js';
import { type Evidence, type Judgement, type Rule } from '../rule.js';

/** Share of the most frequent class from which accuracy is misleading. */
const MAJORITY = 0.8;
/** Accuracy beyond the majority's share that is still no better. */
const MARGIN = 0.01;
/** Share of the run after which the network should do better. */
const LATE = 0.5;

function judge({ run, accuracy, step, loss }: Evidence): Judgement | null {
  const majority = run.dataset?.majority ?? 0;
  if (!(majority >= MAJORITY) || step < LATE * run.totalSteps || !loss.stands) return null;
  if (!(Math.abs(accuracy - majority) <= MARGIN)) return null;
  return {
    level: 'warning',
    layer: -1,
    measured: { accuracy, majority },
    limit: { accuracy: majority + MARGIN },
    message: `imbalance: accuracy ${formatAccuracy(accuracy)} is the share of the most frequent class (${formatAccuracy(majority)})`,
  };
}

export const imbalance: Rule = {
  letter: 'B',
  rank: 58,
  title: 'No better than the most frequent class',
  lines: [
    'If one class is rare, a network that always answers the other one is nearly always right and has learned nothing.',
    'Compare the loss with chance level, not the accuracy with 100 %.',
    'Give the rare class more weight, or sample it more often.',
  ],
  asCause: null,
  measures: { accuracy: '<=', majority: '' },
  remedies: [],
  clock: 'epochs',
  appearAfter: 3,
  clearAfter: 3,
  judge,
};
