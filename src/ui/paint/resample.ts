// Resamples buckets of a series, or whole steps, to the columns of a chart. Extremes and non-finite samples are kept.
import type { StepEvent } from '../../core/run/events.js';
import { BUCKET, type Series } from '../../core/run/series.js';
import { Columns } from './columns.js';

/** The steps of a chart's columns: column c holds the steps s with floor((s - first) * columns / span) = c. */
export interface StepDomain {
  readonly first: number;
  /** Number of steps; with fewer steps than columns a step fills several columns. */
  readonly span: number;
  readonly columns: number;
}

/** Column of a step; may be outside 0..columns-1. */
export const columnOf = (domain: StepDomain, step: number): number =>
  Math.floor(((step - domain.first) * domain.columns) / domain.span + 1e-9);

/** First step whose column is `column` or later. */
export const stepOf = (domain: StepDomain, column: number): number =>
  domain.first + Math.ceil((column * domain.span) / domain.columns - 1e-9);

/** Growth factor and minimum size of a domain; each growth redraws the whole chart. */
const GROWTH = 4;
const LEAST_SPAN = 1000;

/**
 * The domain of a whole run. A run of a few thousand steps has its final domain from the start and fills it like a progress bar; a
 * longer one grows towards `total` in factors of four, so painted columns mostly stay. With an unknown total it doubles.
 */
export function wholeDomain(step: number, total: number | null, columns: number): StepDomain {
  const width = Math.max(1, columns);
  let span = total !== null && total >= step && total > 0 ? total : Math.max(8, width);
  if (total !== null && total >= step) {
    while (span / GROWTH >= Math.max(step, LEAST_SPAN)) span /= GROWTH;
    span = Math.ceil(span);
  } else {
    while (span / 2 >= Math.max(step, 8)) span = Math.ceil(span / 2);
    while (span < step) span *= 2;
  }
  return { first: 1, span, columns: width };
}

/** The last steps, one per column; moves in jumps of a quarter of the width. */
export function recentDomain(step: number, columns: number): StepDomain {
  const width = Math.max(1, columns);
  const jump = Math.max(1, Math.floor(width / 4));
  const first = step <= width ? 1 : Math.ceil((step - width) / jump) * jump + 1;
  return { first, span: width, columns: width };
}

/** Columns per series, overwritten by its next resampling. */
const written = new WeakMap<Series, Columns>();

function columnsFor(series: Series, count: number): Columns {
  const had = written.get(series);
  if (had?.length === count) {
    had.clear();
    return had;
  }
  const columns = new Columns(count);
  written.set(series, columns);
  return columns;
}

/**
 * Resamples buckets into columns: several buckets merge, and a wide bucket fills all columns that it covers. The result is
 * valid until the same series is resampled again.
 */
export function resampleSeries(series: Series, domain: StepDomain): Columns {
  const columns = columnsFor(series, domain.columns);
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
