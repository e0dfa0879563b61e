// What a run on a table predicts beside what is true, as of a step.
import { scoresAt } from '../text/scores.js';
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

/** Of the samples held out, where there are any; null where no number is predicted. */
export function predictionsAt(run: RunState, step: number | null): Predictions | null {
  const event = scoresAt(run, step);
  const of = event?.validation?.predicted === undefined ? 'training' : 'validation';
  const { truth, predicted, r2 = null } = event?.[of] ?? {};
  if (event === undefined || truth === undefined || predicted === undefined || truth.length === 0) return null;
  return { step: event.step, of, name: run.run?.dataset?.target ?? 'target', r2, truth, predicted };
}
