// Looks up a run as of a step: values of series, exact if known, and the state of findings.
import type { RuleName } from '../diagnosis/ruleNames.js';
import type { EndEvent, FindingEvent, ProbeEvent, ScoresEvent, StepEvent } from './events.js';
import type { RunState } from './runState.js';
import { LAYER_METRICS } from './schema/layerMetrics.js';
import { BUCKET, type Series } from './series.js';
import { latestAtOrBefore } from './thinning.js';

export { latestAtOrBefore } from './thinning.js';

/** A measured value and its step (at or before the requested one). */
export interface ValueAt {
  readonly step: number;
  readonly value: number;
}

/**
 * The last exact value of `series` (one of `run`'s) at or before `step`: from the whole steps if they reach back that
 * far, else the last value of the last bucket that ends by then. Undefined before the first; `step` null means the last.
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

/** The field of step events that feeds this series, or null. */
function readerOf(run: RunState, series: Series): Reader | null {
  if (series === run.loss) return (event) => event.loss;
  if (series === run.accuracy) return (event) => event.accuracy;
  if (series === run.gradNorm) return (event) => event.gradNorm;
  if (series === run.learningRate) return (event) => event.learningRate;
  if (series === run.clipped) return (event) => (event.clipped === undefined ? undefined : event.clipped ? 1 : 0);
  for (const metric of LAYER_METRICS) {
    const layer = run.layers[metric].indexOf(series);
    if (layer >= 0) return (event) => event.layers?.[metric][layer];
  }
  return null;
}

/**
 * The loss of a run as of `step` (null means now). A finished network is judged on the whole training set, as in the verdict and
 * the summary, because its last batch may be far off. Before the end, the last batch is all that is known.
 */
export function lossAt(run: RunState, step: number | null): number | undefined {
  return (step === null ? onAllData(run)?.loss : undefined) ?? valueAt(run, run.loss, step)?.value;
}

/** Like `lossAt`. */
export function accuracyAt(run: RunState, step: number | null): number | undefined {
  return (step === null ? onAllData(run)?.accuracy : undefined) ?? valueAt(run, run.accuracy, step)?.value;
}

/** The finished network on the whole training set; null before the end, and after a crash, which leaves it unmeasured. */
export function onAllData({ end }: RunState): (EndEvent & { readonly loss: number }) | null {
  return end?.loss === undefined || end.reason === 'crashed' ? null : { ...end, loss: end.loss };
}

/** How many steps up to `step` (null means all) say whether they were clipped, and how many of these were. */
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

/** The findings active at `step` (null means now): the last of each rule that had not cleared. */
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
 * Stops of the time cursor at which every per-step value is exact: the ends of the loss series' buckets.
 * `from` null means live. `by` counts stops, negative to the left. Returns null (live) past the last stop.
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
    // Between two stops (after `g`), the stop on the right is the end of this bucket.
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

/** The last entry of a sampled history as of the step; undefined before the first. */
export function sampledAt<T extends { readonly step: number }>(list: readonly T[], step: number | null): T | undefined {
  return step === null ? list.at(-1) : latestAtOrBefore(list, step);
}

export const probeAt = (run: RunState, step: number | null): ProbeEvent | undefined => sampledAt(run.probes, step);

/** The latest score up to `step`. */
export const scoresAt = ({ scores }: RunState, step: number | null): ScoresEvent | undefined =>
  scores.findLast((event) => step === null || event.step <= step);

/** The loss on the samples held out, after the latest epoch up to `step`. */
export function valLossAt({ valLoss, epochs }: RunState, step: number | null): number | undefined {
  if (valLoss.length === 0) return undefined;
  return epochs.findLast((epoch) => epoch.valLoss !== undefined && (step === null || epoch.step <= step))?.valLoss;
}
export const valAccuracyAt = ({ epochs }: RunState, step: number | null): number | undefined =>
  epochs.findLast((epoch) => epoch.valAccuracy !== undefined && (step === null || epoch.step <= step))?.valAccuracy;
