// Makes the `end` event of a run whose trainer can't report it, so that every log that has begun gets an end.
import { sanitizeLine } from '../text/sanitize.js';
import type { EndEvent } from './events.js';
import type { RunState } from './runState.js';

/** Null for a run that has not begun or has already ended. `elapsedMs`: since its start, if known. */
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

/** Elapsed time without a clock: that of the last epoch. */
export const lastElapsed = (state: RunState): number =>
  state.epochs.findLast(({ elapsedMs }) => elapsedMs !== undefined)?.elapsedMs ?? 0;

/** Node prints the error before the stack, and its version last. */
const NAMES_ERROR = /^(?:FATAL ERROR|\w*Error)\b/;
const NODE_CLOSES = /^Node\.js v\d/;

/** How a process ended and its last error, in one line: `exit code 1: TypeError: no such layer`. */
export function endInWords(how: string, stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '' && !NODE_CLOSES.test(line));
  const why = lines.findLast((line) => NAMES_ERROR.test(line)) ?? lines.at(-1);
  return sanitizeLine(why === undefined ? how : `${how}: ${why}`, 400);
}
