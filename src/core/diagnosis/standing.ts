// How well a run has learned its task: loss, accuracy and chance level as of a step.
import { finiteMedian } from '../median.js';
import type { EpochEvent } from '../run/events.js';
import { onAllData, valueAt, valLossAt } from '../run/lookup.js';
import type { RunState } from '../run/runState.js';
import { baselineOf } from './foreign/facts.js';

/** Steps in a median; single batches fluctuate. */
export const MEDIAN_OVER = 32;
export const SOLVED = { accuracy: 0.995, share: 0.1, heldOut: 0.5 } as const;

/** Whether the figures of an epoch are within the limits of a solved task. `chance`: loss of a network that ignores its input. */
export const epochSolved = ({ loss = NaN, accuracy = 1, valLoss = 0 }: EpochEvent, chance: number): boolean =>
  loss < SOLVED.share * chance && accuracy >= SOLVED.accuracy && valLoss <= SOLVED.heldOut * chance;

/** How well a run has learned its task. */
export interface Standing {
  /** Loss of the finished network on all data; before the end, the median of the last batches. */
  readonly loss: number;
  /** Median of the last batches. */
  readonly batchLoss: number;
  readonly finished: boolean;
  /** Undefined for a task without classes, or if no accuracy is logged. */
  readonly accuracy: number | undefined;
  /** Chance level; undefined if the log does not hold it. */
  readonly entropy: number | undefined;
  /** Whether loss and accuracy on the training samples are within their limits, and with them the loss on those held out. */
  readonly fits: boolean;
  readonly heldOut: number | undefined;
  readonly solved: boolean;
}

/** The standing at `step` (null means now); `at` is the last logged step up to it. */
export function standingAt(run: RunState, step: number | null, at: number): Standing {
  const batchLoss = typicalLoss(run, at);
  const finished = step === null ? onAllData(run) : null;
  // The loss on all data differs from batch losses while weights still move, and with batch normalization.
  const onAll = finished !== null && Number.isFinite(finished.loss) ? finished : null;
  const loss = onAll?.loss ?? batchLoss;
  const accuracy = run.run?.dataset?.classes === 0 ? undefined : (onAll?.accuracy ?? typicalAccuracy(run, at));
  const told = baselineOf(run.run);
  const entropy = told !== undefined && Number.isFinite(told) ? told : undefined;
  const fits =
    entropy !== undefined && loss < SOLVED.share * entropy && (accuracy === undefined || accuracy >= SOLVED.accuracy);
  const heldOut = valLossAt(run, step);
  const solved = fits && !((heldOut ?? 0) > SOLVED.heldOut * entropy);
  return { loss, batchLoss, finished: onAll !== null, accuracy, entropy, fits, heldOut, solved };
}

/** Median loss of the last steps, because single batches fluctuate. */
function typicalLoss(run: RunState, at: number): number {
  const losses = run.recent
    .filter((event) => event.step <= at)
    .slice(-MEDIAN_OVER)
    .flatMap((event) => event.loss ?? []);
  if (losses.length === 0) return valueAt(run, run.loss, at)?.value ?? NaN;
  return finiteMedian(Float64Array.from(losses), losses.length);
}

/** Mean batch accuracy of the last steps; undefined if not logged. */
function typicalAccuracy(run: RunState, at: number): number | undefined {
  const known = run.recent
    .filter((event) => event.step <= at)
    .slice(-MEDIAN_OVER)
    .flatMap((event) => event.accuracy ?? []);
  if (known.length === 0) return valueAt(run, run.accuracy, at)?.value;
  return known.reduce((sum, one) => sum + one, 0) / known.length;
}
