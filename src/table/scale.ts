// Scaling and filling of a column, fitted on the training rows alone.

export interface Scale {
  readonly mean: number;
  readonly deviation: number;
}

/** Rows of `values` at `rows`, in that order; missing ones left out. */
const known = (values: Float64Array, rows: Int32Array): Float64Array => {
  const all = Float64Array.from(rows, (row) => values[row]!);
  return all.some(Number.isNaN) ? all.filter((value) => !Number.isNaN(value)) : all;
};

/** Replaces missing values, in place, by the mean or the most frequent value of the training rows. */
export function fill(values: Float64Array, rows: Int32Array, by: 'mean' | 'most-frequent'): void {
  if (!values.some(Number.isNaN)) return;
  const there = known(values, rows);
  const value = by === 'mean' ? there.reduce((sum, v) => sum + v / there.length, 0) : mostFrequent(there);
  for (let i = 0; i < values.length; i += 1) if (Number.isNaN(values[i]!)) values[i] = value;
}

/** The smaller of two that are as frequent. */
function mostFrequent(values: Float64Array): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let best = 0;
  let most = 0;
  for (const [value, count] of counts)
    if (count > most || (count === most && value < best)) [best, most] = [value, count];
  return best;
}

/** To mean 0 and population standard deviation 1 over the training rows, in place; a constant column becomes 0. */
export function standardise(values: Float64Array, rows: Int32Array): Scale {
  const there = Float64Array.from(rows, (row) => values[row]!);
  if (there.every((v) => v === there[0])) {
    const mean = there[0] ?? 0;
    values.forEach((v, i) => (values[i] = v - mean));
    return { mean, deviation: 1 };
  }
  const mean = there.reduce((sum, v) => sum + v / there.length, 0);
  // Divide by the largest distance first, so that squares of tiny values don't underflow.
  const reach = there.reduce((most, v) => Math.max(most, Math.abs(v - mean)), 0);
  const deviation = Math.sqrt(there.reduce((sum, v) => sum + ((v - mean) / reach) ** 2, 0) / there.length);
  values.forEach((v, i) => (values[i] = (v - mean) / reach / deviation));
  return { mean, deviation: deviation * reach };
}
