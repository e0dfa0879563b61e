// Judges a finished run: it is well if it has learned and no finding is active.
import { standingAt } from '../diagnosis/standing.js';
import type { RunState } from '../run/runState.js';

/** A loss above this share of chance level is no learning. A network below it is well even if more epochs would help. */
const LEARNED = 0.9;
/** Share above which a run that still falls has more to learn. */
const UNFINISHED = 0.5;

export interface Outcome {
  readonly loss: number;
  readonly accuracy: number | undefined;
  /** Loss as a share of chance level; NaN if that is not known. */
  readonly share: number;
  readonly well: boolean;
}

export function outcomeOf(run: RunState): Outcome {
  const { loss, accuracy, entropy = NaN, solved } = standingAt(run, null, run.step);
  const share = loss / entropy;
  const ended = run.failure === null && run.end?.reason === 'completed';
  const quiet = [...run.active.keys()].every((rule) => rule === 'stopped-early' && share < UNFINISHED);
  return { loss, accuracy, share, well: ended && (solved || (quiet && share < LEARNED)) };
}
