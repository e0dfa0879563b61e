// The ends of a logarithmic colour scale that fits the values of a map. They are round (1, 2 or 5 times a power of ten), so that they move
// seldom while cells come in.
import { rowCount, type SweepMap } from './map.js';
import { metricOf, metricValue, type SweepMetric } from './metrics.js';
import type { Span } from './metric.js';
import { cellDiverged } from './results.js';

/** A large map has its ends from this many cells, evenly spread; the others may lie beyond. */
const MOST_CELLS = 4096;
/** The least ratio of the ends, so that nearly equal values look alike. */
const LEAST = 10;

/** Null: the scale of the metric is fixed, or no cell has a value yet. */
export function spanOf(name: SweepMetric, { plan, cells }: Pick<SweepMap, 'plan' | 'cells'>): Span | null {
  const { fits } = metricOf(name);
  if (fits === undefined) return null;
  const total = plan.x.values.length * rowCount(plan);
  let [low, high] = [Infinity, 0];
  for (let key = 0; key < total; key += Math.ceil(total / MOST_CELLS)) {
    const cell = cells.get(key);
    const value = cell === undefined || cellDiverged(cell) ? null : metricValue(name, cell);
    if (value === null || !(value > 0 && value < Infinity)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (high === 0) return null;
  return fits === 'aroundOne' ? aroundOne(low, high) : around(low, high);
}

/** 1 lies in the middle. */
function aroundOne(low: number, high: number): Span {
  const end = roundUp(Math.max(high, 1 / low, LEAST));
  return { low: 1 / end, high: end };
}

function around(least: number, most: number): Span {
  const [low, high] = [1 / roundUp(1 / least), roundUp(most)];
  if (high / low >= LEAST) return { low, high };
  const [middle, half] = [Math.sqrt(low * high), Math.sqrt(LEAST)];
  return { low: 1 / roundUp(half / middle), high: roundUp(middle * half) };
}

/** The least of 1, 2, 5, 10 ... that is not smaller; the reciprocal of such a number is one too. */
function roundUp(value: number): number {
  const exponent = Math.floor(Math.log10(value));
  const mantissa = [1, 2, 5].find((one) => Number(`${one}e${exponent}`) >= value * (1 - 1e-9));
  return mantissa === undefined ? Number(`1e${exponent + 1}`) : Number(`${mantissa}e${exponent}`);
}
