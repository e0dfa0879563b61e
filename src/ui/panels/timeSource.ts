// Columns of one series for a step domain: from whole recent steps if they reach back far enough, else from buckets.
import type { StepEvent } from '../../core/run/events.js';
import type { RunState } from '../../core/run/runState.js';
import { BUCKET, type Series } from '../../core/run/series.js';
import type { Columns } from '../paint/columns.js';
import { resampleSeries, resampleSteps } from '../paint/resample.js';
import { columnOf, type StepDomain } from '../../core/run/stepDomain.js';

/** `read` takes the value of `series` from a step. */
export function bucketsOrSteps(
  run: RunState,
  series: Series | undefined,
  read: (event: StepEvent) => number | null | undefined,
  domain: StepDomain,
): Columns {
  return withoutGaps(columnsOf(run, series, read, domain), run, series, domain);
}

/** A gap of up to this many usual distances between samples is filled with the sample before it. */
const NEAR = 2.5;
/** A log is sparse if the usual distance between samples is at least this many steps. */
const SPARSE = 1.5;

/** Fills the columns between the samples of a log that has figures every few steps. */
function withoutGaps(columns: Columns, run: RunState, series: Series | undefined, domain: StepDomain): Columns {
  if (series === undefined || series.total < 2) return columns;
  const steps = series.field(series.length - 1, BUCKET.lastStep) - series.field(0, BUCKET.firstStep);
  const usual = steps / (series.total - 1);
  if (usual < SPARSE) return columns;
  const near = (NEAR * usual * domain.columns) / domain.span;
  const end = Math.min(columns.length, columnOf(domain, run.step) + 1);
  let from = -1;
  for (let x = 0; x <= end; x += 1) {
    if (x < end && columns.samples(x) === 0) continue;
    const held = from >= 0 && x - from <= near && columns.nonFinite(from) === 0 ? columns.read(from) : null;
    if (held !== null) for (let gap = from + 1; gap < x; gap += 1) columns.write(gap, held);
    from = x;
  }
  return columns;
}

function columnsOf(
  run: RunState,
  series: Series | undefined,
  read: (event: StepEvent) => number | null | undefined,
  domain: StepDomain,
): Columns {
  const first = run.recent[0]?.step;
  if (first !== undefined && first <= domain.first) {
    const last = domain.first + domain.span - 1;
    return resampleSteps(
      run.recent.filter((event) => event.step >= domain.first && event.step <= last),
      read,
      domain,
    );
  }
  if (series === undefined) return resampleSteps([], read, domain);
  return resampleSeries(series, domain);
}
