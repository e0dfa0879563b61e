// The end of a run whose trainer can't report it, so that a log that has begun gets its end whatever ended the run.
import { sanitizeLine } from '../text/sanitize.js';
import type { EndEvent } from './events.js';
import type { RunState } from './runState.js';

/** Null for a run that never began, or has its end. `elapsedMs` since its start, as far as it is known. */
export function endFor(
  state: RunState,
  reason: 'crashed' | 'stopped',
  message: string,
  elapsedMs: number,
): EndEvent | null {
  const { run, runId, step, loss, end } = state;
  if (run === null || end !== null) return null;
  return {
    type: 'end',
    runId,
    step,
    reason,
    loss: loss.latest ?? NaN,
    elapsedMs,
    weightChange: [],
    message,
  };
}

/** What is known of the time without a clock: the newest epoch's. */
export const lastElapsed = (state: RunState): number =>
  state.epochs.findLast(({ elapsedMs }) => elapsedMs !== undefined)?.elapsedMs ?? 0;

/** Node names the error before its stack, or before the system's, and closes with its own version. */
const NAMES_ERROR = /^(?:FATAL ERROR|\w*Error)\b/;
const NODE_CLOSES = /^Node\.js v\d/;

/** How a process ended and what it said about it, in one line: `exit code 1: TypeError: no such layer`. */
export function endInWords(how: string, stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '' && !NODE_CLOSES.test(line));
  const why = lines.findLast((line) => NAMES_ERROR.test(line)) ?? lines.at(-1);
  return sanitizeLine(why === undefined ? how : `${how}: ${why}`, 400);
}
