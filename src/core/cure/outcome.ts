// How a run of a try ended, and whether it is well: it has learned, and nothing is wrong with it.
import { standingAt } from '../diagnosis/standing.js';
import type { RunState } from '../run/runState.js';

/** A network that has learned is well even if more epochs would take it further. A loss above this share of chance level is no learning. */
const LEARNED = 0.9;

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
  const quiet = [...run.active.keys()].every((rule) => rule === 'stopped-early');
  return { loss, accuracy, share, well: ended && (solved || (quiet && share < LEARNED)) };
}
