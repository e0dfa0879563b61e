// Whether the loss of a run still falls.
import type { RunState } from '../run/runState.js';

/** Epochs needed, and the fall between the last two quarters of the epochs, as a share of the loss, below which it stands. */
const ENOUGH = 12;
const FALL = 0.01;
/** Standard errors by which the fall may be larger than measured, and the largest fall that they may hide. */
const ERRORS = 2;
const HIDDEN = 0.1;

/** Whether the loss stands at `step` (null means now); false while too few epochs are known, or where their noise may hide a fall. */
export function standsStill({ epochs }: RunState, step: number | null): boolean {
  const losses = epochs.flatMap((event) => (step === null || event.step <= step ? (event.loss ?? []) : []));
  if (losses.length < ENOUGH) return false;
  const quarter = Math.floor(losses.length / 4);
  const mean = (part: readonly number[]): number => part.reduce((sum, loss) => sum + loss, 0) / part.length;
  const [last, before] = [losses.slice(-quarter), losses.slice(-2 * quarter, -quarter)];
  const [newer, older] = [mean(last), mean(before)];
  const spread = (part: readonly number[]): number =>
    mean(part.map((loss) => (loss - mean(part)) ** 2)) / (part.length - 1);
  const error = Math.sqrt(spread(last) + spread(before));
  return older - newer <= FALL * older && older - newer + ERRORS * error <= HIDDEN * older;
}
