// The time of a film: frames, the pace of training, and the limit of its length.
import type { TapeLine } from '../core/tape/parse.js';
import { UserError } from '../core/userError.js';

/** Frames per second of film time. */
export const FRAME_RATE = 10;
/** Seconds that the end stays in view. */
export const LAST_SECONDS = 3;
/** Epochs per second at `pace full`. */
export const FULL_PACE = 1000;
/** Limit for a film; a longer one is a mistake in the tape. */
const LONGEST_SECONDS = 3600;
const TOO_LONG = `the film would be longer than ${LONGEST_SECONDS} s`;

/** The next frame. `place`: of the tape, for the message. @throws UserError if the film is too long */
export function frameAfter(frame: number, place: string): number {
  if (frame >= LONGEST_SECONDS * FRAME_RATE) throw new UserError(`${place}${TOO_LONG}; a higher pace makes it shorter`);
  return frame + 1;
}

/** Refuses, before any training, a tape whose waits and keys alone take too long. @throws UserError */
export function checkLength(tape: readonly TapeLine[], name: string): void {
  let seconds = LAST_SECONDS;
  for (const command of tape) {
    if (command.type === 'wait' && command.for === 'seconds') seconds += command.seconds;
    else if (command.type === 'press') seconds += command.times / FRAME_RATE;
    if (seconds > LONGEST_SECONDS) throw new UserError(`${name}:${command.line}: ${TOO_LONG}`);
  }
}
