// Maps steps to columns of a chart: a whole run, its last steps, or the part that the user has zoomed to.

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

/** The last step of a column. */
export const lastStepOf = (domain: StepDomain, column: number): number =>
  Math.max(stepOf(domain, column), stepOf(domain, column + 1) - 1);

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

/** A part of the step axis. */
export interface StepSpan {
  readonly first: number;
  readonly span: number;
}

/** The smallest number of steps to zoom to. */
const LEAST_ZOOM = 8;

/** Zooms by `factor` (below 1: closer) so that `around` stays in place; null where that shows all of `whole`. */
export function zoomed(shown: StepSpan, whole: StepSpan, factor: number, around: number): StepSpan | null {
  const span = Math.max(Math.min(LEAST_ZOOM, whole.span), Math.round(shown.span * factor));
  if (span >= whole.span) return null;
  const share = shown.span > 0 ? (around - shown.first) / shown.span : 0.5;
  return within(Math.round(around - share * span), span, whole);
}

/** Moves by `steps` within `whole`. */
export const panned = ({ first, span }: StepSpan, whole: StepSpan, steps: number): StepSpan =>
  within(first + steps, span, whole);

const within = (first: number, span: number, whole: StepSpan): StepSpan => ({
  first: Math.max(whole.first, Math.min(whole.first + whole.span - span, first)),
  span,
});
