// A run as of a step: the value of a series there, exact where it is known, and what else was known by then.
import type { RuleName } from '../diagnosis/rules/index.js';
import type { EndEvent, FindingEvent, ProbeEvent, StepEvent } from './events.js';
import type { RunState } from './runState.js';
import { LAYER_METRICS } from './schema/layerMetrics.js';
import { BUCKET, type Series } from './series.js';
import { latestAtOrBefore } from './thinning.js';

export { latestAtOrBefore } from './thinning.js';

/** A measured value and the step it was measured at (at or before the one asked for). */
export interface ValueAt {
  readonly step: number;
  readonly value: number;
}

/**
 * The newest exactly known value of `series` (one of `run`'s) at or before `step`: from the whole steps if they reach back so
 * far, else the last value of the last bucket that ends by then. Undefined before the first. `step` null: the newest.
 */
export function valueAt(run: RunState, series: Series, step: number | null): ValueAt | undefined {
  if (step === null) {
    const last = series.bucket(series.length - 1);
    return last && { step: last.lastStep, value: last.last };
  }
  const bucketed = lastEndingBy(series, step);
  if (bucketed !== undefined && bucketed.step === step) return bucketed;
  const recent = latestAtOrBefore(run.recent, step);
  if (recent === undefined || (bucketed !== undefined && recent.step <= bucketed.step)) return bucketed;
  const read = readerOf(run, series);
  for (let at = run.recent.lastIndexOf(recent); read !== null && at >= 0; at -= 1) {
    const event = run.recent[at];
    if (event === undefined || (bucketed !== undefined && event.step <= bucketed.step)) break;
    const value = read(event);
    if (value !== null && value !== undefined) return { step: event.step, value };
  }
  return bucketed;
}

function lastEndingBy(series: Series, step: number): ValueAt | undefined {
  let index = series.indexAt(step);
  let bucket = series.bucket(index);
  if (bucket !== undefined && bucket.lastStep > step) {
    index -= 1;
    bucket = series.bucket(index);
  }
  return bucket && { step: bucket.lastStep, value: bucket.last };
}

type Reader = (event: StepEvent) => number | null | undefined;

/** Which field of a step event feeds this series; null for one that steps don't feed. */
function readerOf(run: RunState, series: Series): Reader | null {
  if (series === run.loss) return (event) => event.loss;
  if (series === run.accuracy) return (event) => event.accuracy;
  if (series === run.gradNorm) return (event) => event.gradNorm;
  if (series === run.clipped) return (event) => (event.clipped === undefined ? undefined : event.clipped ? 1 : 0);
  for (const metric of LAYER_METRICS) {
    const layer = run.layers[metric].indexOf(series);
    if (layer >= 0) return (event) => event.layers?.[metric][layer];
  }
  return null;
}

/**
 * What a run has come to as of `step`, null: now. A finished network is judged on the whole training set, as in the verdict and
 * the summary: its last batch may be far off, in either direction. Before the end, the newest batch is all that is known.
 */
export function lossAt(run: RunState, step: number | null): number | undefined {
  return (step === null ? onAllData(run)?.loss : undefined) ?? valueAt(run, run.loss, step)?.value;
}

/** Like `lossAt`. */
export function accuracyAt(run: RunState, step: number | null): number | undefined {
  return (step === null ? onAllData(run)?.accuracy : undefined) ?? valueAt(run, run.accuracy, step)?.value;
}

/** The finished network on the whole training set; null before the end, and where nobody measured it, as after a crash. */
export function onAllData({ end }: RunState): (EndEvent & { readonly loss: number }) | null {
  return end?.loss === undefined || end.reason === 'crashed' ? null : { ...end, loss: end.loss };
}

/** Steps up to `step` (null: all) of which it is known whether they were clipped, and how many were. */
export function clippedBy(
  { clipped }: RunState,
  step: number | null,
): { readonly steps: number; readonly clipped: number } {
  const last = step === null ? clipped.length - 1 : clipped.indexAt(step);
  let [steps, sum] = [0, 0];
  for (let i = 0; i <= last; i += 1) {
    steps += clipped.field(i, BUCKET.count);
    sum += clipped.field(i, BUCKET.sum);
  }
  return { steps, clipped: sum };
}

/** The findings that held at `step` (null: now): the newest of each rule that had not cleared by then. */
export function activeAt(run: RunState, step: number | null): ReadonlyMap<RuleName, FindingEvent> {
  if (step === null || step >= run.step) return run.active;
  const active = new Map<RuleName, FindingEvent>();
  for (const finding of run.findings) {
    if (finding.step > step) break;
    if (finding.level === 'cleared') active.delete(finding.rule);
    else active.set(finding.rule, finding);
  }
  return active;
}

/**
 * Where the time cursor may stand so that every per-step value under it is exact: the ends of the loss series' buckets.
 * `from` null: live. `by` in stops, negative to the left. Returns null (live) when it moves past the newest.
 */
export function moveCursor(run: RunState, from: number | null, by: number): number | null {
  const { loss } = run;
  if (loss.length === 0) return null;
  const newest = loss.length - 1;
  let index: number;
  if (from === null) {
    if (by >= 0) return null;
    index = newest + by;
  } else {
    const at = loss.indexAt(from);
    const bucket = loss.bucket(at);
    // Between two stops (after going to a step), the stop at the right is this bucket's own end.
    const between = bucket !== undefined && bucket.lastStep > from;
    index = at + by - (between && by > 0 ? 1 : 0);
    if (index > newest) return null;
  }
  return loss.bucket(Math.max(0, Math.min(newest, index)))?.lastStep ?? null;
}

/** The stop of the cursor that lies at or before `step`, or the first one. */
export function snapCursor(run: RunState, step: number): number | null {
  const exact = latestAtOrBefore(run.recent, step);
  if (exact !== undefined) return exact.step;
  return lastEndingBy(run.loss, step)?.step ?? run.loss.bucket(0)?.lastStep ?? null;
}

/** The newest of a sampled history as of the step; undefined before the first. */
export function sampledAt<T extends { readonly step: number }>(list: readonly T[], step: number | null): T | undefined {
  return step === null ? list.at(-1) : latestAtOrBefore(list, step);
}

export const probeAt = (run: RunState, step: number | null): ProbeEvent | undefined => sampledAt(run.probes, step);
