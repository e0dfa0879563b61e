// Scales and fills a column, with figures of the training rows alone.

export interface Scale {
  readonly mean: number;
  /** The largest distance from the mean. Values are divided by it first, so that squares of tiny ones don't underflow. */
  readonly reach: number;
  /** Standard deviation in units of `reach`. */
  readonly spread: number;
}

export const AS_IT_IS: Scale = { mean: 0, reach: 1, spread: 1 };

export const scaled = (value: number, { mean, reach, spread }: Scale): number => (value - mean) / reach / spread;

export interface ScaleTask {
  readonly kind: 'scale';
  readonly values: Float64Array;
  /** The training rows. */
  readonly rows: Int32Array;
  /** How missing values are filled in; null for not at all. */
  readonly filled: 'mean' | 'most-frequent' | null;
  readonly standardised: boolean;
}

export function findScale({ values, rows, filled, standardised }: ScaleTask): Scale {
  if (filled !== null) fill(values, rows, filled);
  return standardised ? standardise(values, rows) : AS_IT_IS;
}

/** Replaces missing values, in place, by the mean or the most frequent value of the training rows. */
export function fill(values: Float64Array, rows: Int32Array, by: 'mean' | 'most-frequent'): void {
  if (!values.some(Number.isNaN)) return;
  const there = Float64Array.from(rows, (row) => values[row]!).filter((value) => !Number.isNaN(value));
  const value = by === 'mean' ? there.reduce((sum, v) => sum + v / there.length, 0) : mostFrequent(there);
  for (let i = 0; i < values.length; i += 1) if (Number.isNaN(values[i]!)) values[i] = value;
}

/** The most frequent value; of equally frequent ones the smallest. */
function mostFrequent(values: Float64Array): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let best = 0;
  let most = 0;
  for (const [value, count] of counts)
    if (count > most || (count === most && value < best)) [best, most] = [value, count];
  return best;
}

/** The scale to mean 0 and population standard deviation 1 over the training rows; a constant column becomes 0. */
export function standardise(values: Float64Array, rows: Int32Array): Scale {
  const count = rows.length;
  let [mean, min, max] = [0, Infinity, -Infinity];
  for (let i = 0; i < count; i += 1) {
    const value = values[rows[i]!]!;
    mean += value / count;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (min === max) return { mean: min, reach: 1, spread: 1 };
  const reach = Math.max(max - mean, mean - min);
  let squares = 0;
  for (let i = 0; i < count; i += 1) squares += ((values[rows[i]!]! - mean) / reach) ** 2;
  return { mean, reach, spread: Math.sqrt(squares / count) };
}
