// The end of a run whose trainer is gone, so that a log that has begun gets its end whatever ended the run.
import type { EndEvent } from './events.js';
import type { RunState } from './runState.js';

/** Null for a run that never began, or has its end. `elapsedMs` since its start, as far as it is known. */
export function crashedEnd(state: RunState, message: string, elapsedMs: number): EndEvent | null {
  const { run, runId, step, loss, end } = state;
  if (run === null || end !== null) return null;
  return {
    type: 'end',
    runId,
    step,
    reason: 'crashed',
    loss: loss.latest ?? NaN,
    elapsedMs,
    weightChange: [],
    message,
  };
}

/** What is known of the time without a clock: the newest epoch's. */
export const lastElapsed = (state: RunState): number => state.epochs.at(-1)?.elapsedMs ?? 0;
