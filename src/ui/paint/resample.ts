// From the buckets of a series, or from whole steps, to the columns of a chart: extremes and non-finite samples are never lost.
import type { StepEvent } from '../../core/run/events.js';
import type { Series } from '../../core/run/series.js';

/** Which steps a chart's columns stand for: column c holds the steps s with floor((s - first) * columns / span) = c. */
export interface StepDomain {
  readonly first: number;
  /** Steps over all columns; may be fewer than columns (a step then fills several). */
  readonly span: number;
  readonly columns: number;
}

export interface Column {
  /** Finite samples. */
  count: number;
  sum: number;
  /** NaN while count is 0. */
  min: number;
  max: number;
  /** The newest sample, finite or not; NaN while there is none (see `samples`). */
  last: number;
  nonFinite: number;
  /** Finite or not. */
  samples: number;
}

export const emptyColumn = (): Column => ({
  count: 0,
  sum: 0,
  min: NaN,
  max: NaN,
  last: NaN,
  nonFinite: 0,
  samples: 0,
});

/** Mean of the finite samples; NaN without any. */
export const meanOf = (column: Column): number => (column.count > 0 ? column.sum / column.count : NaN);

/** Column of a step; may lie outside 0..columns-1. */
export const columnOf = (domain: StepDomain, step: number): number =>
  Math.floor(((step - domain.first) * domain.columns) / domain.span + 1e-9);

/** First step whose column is `column` or later. */
export const stepOf = (domain: StepDomain, column: number): number =>
  domain.first + Math.ceil((column * domain.span) / domain.columns - 1e-9);

/** A domain grows so many times at once, and never below so many steps: each time the whole chart is drawn anew. */
const GROWTH = 4;
const LEAST_SPAN = 1000;

/**
 * The domain of a whole run. A run of a few thousand steps has its final one from the start and fills it like a bar of progress; a
 * longer one grows towards `total` by quadrupling, so that columns once painted mostly stay as they are. Unknown total: it doubles.
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

/** The last steps, one a column; it moves on in jumps of a quarter of the width. */
export function recentDomain(step: number, columns: number): StepDomain {
  const width = Math.max(1, columns);
  const jump = Math.max(1, Math.floor(width / 4));
  const first = step <= width ? 1 : Math.ceil((step - width) / jump) * jump + 1;
  return { first, span: width, columns: width };
}

/** Buckets of a series into columns: several merge into one, one wider than a column fills all that it covers. */
export function resampleSeries(series: Series, domain: StepDomain): Column[] {
  const columns = Array.from({ length: domain.columns }, emptyColumn);
  const lastStep = domain.first + domain.span - 1;
  for (let index = Math.max(0, series.indexAt(domain.first)); index < series.length; index += 1) {
    const bucket = series.bucket(index);
    if (bucket === undefined || bucket.firstStep > lastStep) break;
    const next = series.bucket(index + 1);
    // Up to the next bucket's start, so that a stretched step leaves no gap before its successor.
    const end = next === undefined ? bucket.lastStep + 1 : Math.max(bucket.lastStep + 1, next.firstStep);
    spread(columns, domain, bucket.firstStep, Math.min(end, bucket.lastStep + 1), (column) => {
      column.count += bucket.count;
      column.sum += bucket.sum;
      column.min = lesser(column.min, bucket.min);
      column.max = greater(column.max, bucket.max);
      column.last = bucket.last;
      column.nonFinite += bucket.nonFinite;
      column.samples += bucket.count + bucket.nonFinite;
    });
  }
  return columns;
}

/** The same from whole steps; `read` yields null where the step has no such value. */
export function resampleSteps(
  steps: readonly StepEvent[],
  read: (event: StepEvent) => number | null | undefined,
  domain: StepDomain,
): Column[] {
  const columns = Array.from({ length: domain.columns }, emptyColumn);
  for (const event of steps) {
    const value = read(event);
    if (value === null || value === undefined) continue;
    spread(columns, domain, event.step, event.step + 1, (column) => addSample(column, value));
  }
  return columns;
}

export function addSample(column: Column, value: number): void {
  column.samples += 1;
  column.last = value;
  if (!Number.isFinite(value)) {
    column.nonFinite += 1;
    return;
  }
  column.count += 1;
  column.sum += value;
  column.min = lesser(column.min, value);
  column.max = greater(column.max, value);
}

/** Adds to all columns that the steps from..end-1 touch; to the one that holds `from` when they are narrower than a column. */
function spread(
  columns: readonly Column[],
  domain: StepDomain,
  from: number,
  end: number,
  add: (column: Column) => void,
): void {
  const start = columnOf(domain, from);
  const wide = ((end - from) * domain.columns) / domain.span >= 1;
  const stop = wide ? columnOf(domain, end) - 1 : start;
  for (let at = Math.max(0, start); at <= Math.min(columns.length - 1, Math.max(start, stop)); at += 1) {
    const column = columns[at];
    if (column !== undefined) add(column);
  }
}

const lesser = (a: number, b: number): number => (Number.isNaN(a) ? b : Number.isNaN(b) ? a : Math.min(a, b));
const greater = (a: number, b: number): number => (Number.isNaN(a) ? b : Number.isNaN(b) ? a : Math.max(a, b));
