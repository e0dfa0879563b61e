// The confusion matrix of a run at a step.
import { scoresAt } from './lookup.js';
import type { RunState } from './runState.js';

export interface Confusion {
  readonly step: number;
  readonly of: 'validation' | 'training';
  readonly samples: number;
  readonly names: readonly string[];
  /** Samples by true class (row) and answer (column), row by row. */
  readonly counts: readonly number[];
}

/** The matrix of the held-out samples, or of the training samples if none are held out; null without scores of classes. */
export function confusionAt(run: RunState, step: number | null): Confusion | null {
  const event = scoresAt(run, step);
  const of = event?.validation?.confusion === undefined ? 'training' : 'validation';
  const scores = event?.[of];
  const counts = scores?.confusion ?? [];
  const classes = Math.sqrt(counts.length);
  if (event === undefined || scores === undefined || classes < 2 || !Number.isInteger(classes)) return null;
  const told = run.run?.dataset?.classNames ?? [];
  const names = Array.from({ length: classes }, (_, i) => told[i] ?? String(i));
  return { step: event.step, of, samples: scores.samples, names, counts };
}
