// Predicted and true values of a run on a table, up to a step.
import { scoresAt } from './lookup.js';
import type { RunState } from './runState.js';

export interface Predictions {
  readonly step: number;
  readonly of: 'validation' | 'training';
  /** Of the target column. */
  readonly name: string;
  readonly r2: number | null;
  readonly truth: ArrayLike<number>;
  readonly predicted: ArrayLike<number>;
}

/** Of the held-out samples if there are any, else of the training samples; null if no number is predicted. */
export function predictionsAt(run: RunState, step: number | null): Predictions | null {
  const event = scoresAt(run, step);
  const of = event?.validation?.predicted === undefined ? 'training' : 'validation';
  const { truth, predicted, r2 = null } = event?.[of] ?? {};
  if (event === undefined || truth === undefined || predicted === undefined || truth.length === 0) return null;
  return { step: event.step, of, name: run.run?.dataset?.target ?? 'target', r2, truth, predicted };
}
