// Judges a finished run: it is well if it has learned and no finding is active.
import { standingAt } from '../diagnosis/standing.js';
import type { RunState } from '../run/runState.js';

/** A loss above this share of chance level is no learning. A network below it is well even if more epochs would help. */
const LEARNED = 0.9;
/** Share above which a run that still falls has more to learn. */
const UNFINISHED = 0.5;

export interface Outcome {
  /** On the training samples. */
  readonly loss: number;
  /** On the samples held out; undefined without any. */
  readonly valLoss: number | undefined;
  readonly accuracy: number | undefined;
  /** Loss, on held-out samples where there are some, as a share of chance level; NaN if that is not known. */
  readonly share: number;
  readonly well: boolean;
}

/** `stopped`: it was shortened because it overfitted, so that it ends early is no fault. */
export function outcomeOf(run: RunState, stopped = false): Outcome {
  const { loss, heldOut: valLoss, accuracy, entropy = NaN, solved } = standingAt(run, null, run.step);
  const share = (valLoss ?? loss) / entropy;
  const ended = run.failure === null && run.end?.reason === 'completed';
  const quiet = [...run.active.keys()].every((rule) => rule === 'stopped-early' && (stopped || share < UNFINISHED));
  return { loss, valLoss, accuracy, share, well: ended && (solved || (quiet && share < LEARNED)) };
}
