// Estimates how many different values a large column has.

/** In a larger table a sample of rows decides: a column with few distinct values there is counted exactly, else estimated. */
const EXACT_ROWS = 300_000;
const SOME_ROWS = 50_000;
const MANY = 0.1;

/** Distance of the rows that are looked at; 1 for all rows. */
export const sampleStep = (rows: number): number => (rows <= EXACT_ROWS ? 1 : Math.ceil(rows / SOME_ROWS));

/** Whether the different values of a sample are so few that those of all rows can be counted. */
export const fewIn = ({ distinct, filled }: { readonly distinct: number; readonly filled: number }): boolean =>
  distinct < MANY * filled || filled === 0;

/**
 * Estimates the distinct values among `filled` rows, if `some` of them have `seen`. Draws from D equally frequent values show
 * D (1 - exp(-some / D)) of them; D by bisection.
 */
export function likelyDistinct(seen: number, some: number, filled: number): number {
  if (seen >= some) return filled;
  let [low, high] = [seen, filled];
  for (let turn = 0; turn < 60; turn += 1) {
    const middle = (low + high) / 2;
    if (middle * (1 - Math.exp(-some / middle)) < seen) low = middle;
    else high = middle;
  }
  return Math.min(filled, Math.round(high));
}
