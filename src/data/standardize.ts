// Scales columns to mean 0 and standard deviation 1.
import type { Dataset } from '../core/data/dataset.js';

/** What to scale: the features, or also a numeric target. */
export type Standardize = 'none' | 'features' | 'all';

/** Scales to mean 0 and population standard deviation 1; a constant column becomes 0. */
function standardised(values: readonly number[]): number[] {
  if (values.every((v) => v === values[0])) return values.map(() => 0);
  const mean = values.reduce((sum, v) => sum + v / values.length, 0);
  // Divide by the largest distance first, so that squares of tiny values don't underflow.
  const reach = values.reduce((most, v) => Math.max(most, Math.abs(v - mean)), 0);
  const distances = values.map((v) => (v - mean) / reach);
  const deviation = Math.sqrt(distances.reduce((sum, d) => sum + d * d, 0) / values.length);
  return distances.map((d) => d / deviation);
}

/** A generated data set with scaled features; its classes stay. */
export function standardisedDataset(dataset: Dataset, what: Standardize): Dataset {
  if (what === 'none') return dataset;
  const { x, y, features, outputs, classes } = dataset;
  return {
    ...dataset,
    x: columnsScaled(x, features),
    y: what === 'all' && classes === 0 ? columnsScaled(y, outputs) : y,
  };
}

/** Row-major [.., columns]. */
function columnsScaled(values: Float32Array, columns: number): Float32Array {
  const scaled = new Float32Array(values.length);
  for (let column = 0; column < columns; column += 1) {
    const own = Array.from({ length: values.length / columns }, (_, i) => values[i * columns + column] ?? 0);
    standardised(own).forEach((value, i) => (scaled[i * columns + column] = value));
  }
  return scaled;
}
