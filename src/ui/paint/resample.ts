// Resamples buckets of a series, or whole steps, to the columns of a chart. Extremes and non-finite samples are kept.
import type { StepEvent } from '../../core/run/events.js';
import { BUCKET, type Series } from '../../core/run/series.js';
import { columnOf, type StepDomain } from '../../core/run/stepDomain.js';
import { Columns } from './columns.js';

/** Columns per series, overwritten by its next resampling, and what they were made from. */
interface Written {
  readonly columns: Columns;
  readonly domain: StepDomain;
  readonly total: number;
}
const written = new WeakMap<Series, Written>();

const sameDomain = (a: StepDomain, b: StepDomain): boolean =>
  a.first === b.first && a.span === b.span && a.columns === b.columns;

/**
 * Resamples buckets into columns: several buckets merge, and a wide bucket fills all columns that it covers. The result is
 * valid until the same series is resampled again.
 */
export function resampleSeries(series: Series, domain: StepDomain): Columns {
  const had = written.get(series);
  const { total } = series;
  // Most keys change neither the steps nor the series: with hundreds of layers this is most of a frame.
  if (had?.total === total && sameDomain(had.domain, domain) && !had.columns.rewritten) return had.columns;
  const columns = had?.columns.length === domain.columns ? had.columns : new Columns(domain.columns);
  columns.clear();
  written.set(series, { columns, domain, total });
  const lastStep = domain.first + domain.span - 1;
  for (let index = Math.max(0, series.indexAt(domain.first)); index < series.length; index += 1) {
    const first = series.field(index, BUCKET.firstStep);
    if (first > lastStep) break;
    spread(domain, first, series.field(index, BUCKET.lastStep) + 1, (x) => columns.addBucket(x, series, index));
  }
  return columns;
}

/** The same from whole steps; `read` yields null for a step without the value. */
export function resampleSteps(
  steps: readonly StepEvent[],
  read: (event: StepEvent) => number | null | undefined,
  domain: StepDomain,
): Columns {
  const columns = new Columns(domain.columns);
  for (const event of steps) {
    const value = read(event);
    if (value === null || value === undefined) continue;
    spread(domain, event.step, event.step + 1, (x) => columns.add(x, value));
  }
  return columns;
}

/** Adds to all columns that steps from..end-1 touch; to the column of `from` if they are narrower than a column. */
function spread(domain: StepDomain, from: number, end: number, add: (x: number) => void): void {
  const start = columnOf(domain, from);
  const wide = ((end - from) * domain.columns) / domain.span >= 1;
  const stop = wide ? columnOf(domain, end) - 1 : start;
  for (let x = Math.max(0, start); x <= Math.min(domain.columns - 1, Math.max(start, stop)); x += 1) add(x);
}
