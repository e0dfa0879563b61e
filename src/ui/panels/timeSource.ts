// Columns of one series for a step domain: from whole recent steps if they reach back far enough, else from buckets.
import type { StepEvent } from '../../core/run/events.js';
import type { RunState } from '../../core/run/runState.js';
import type { Series } from '../../core/run/series.js';
import type { Columns } from '../paint/columns.js';
import { resampleSeries, resampleSteps } from '../paint/resample.js';
import { type StepDomain } from '../../core/run/stepDomain.js';

/** `read` takes the value of `series` from a step. */
export function bucketsOrSteps(
  run: RunState,
  series: Series | undefined,
  read: (event: StepEvent) => number | null | undefined,
  domain: StepDomain,
): Columns {
  const oldest = run.recent[0]?.step;
  if (oldest !== undefined && oldest <= domain.first) {
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
