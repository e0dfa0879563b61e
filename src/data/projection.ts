// Points for the scatter plot: the first two features, or the first two principal components of more.
import type { Dataset } from './dataset.js';

export interface Projection {
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** Class index, or the target's value for regression. */
  readonly labels: Float32Array;
  readonly axes: readonly [string, string];
}

/** At most `most` points (evenly picked). Null where there is no plane to draw: sequences, a single feature. */
export function projection(dataset: Dataset, most = 2000): Projection | null {
  const { samples, features, timesteps, outputs } = dataset;
  if (timesteps !== 1 || features < 2) return null;
  const axes = features === 2 ? unitAxes(features) : principalAxes(dataset);
  const step = Math.max(1, Math.ceil(samples / most));
  const count = Math.ceil(samples / step);
  const result = { x: new Float32Array(count), y: new Float32Array(count), labels: new Float32Array(count) };
  for (let k = 0; k < count; k += 1) {
    const i = k * step;
    const along = (axis: Float64Array): number => {
      let sum = 0;
      for (let j = 0; j < features; j += 1) sum += (axis[j] ?? 0) * (dataset.x[i * features + j] ?? 0);
      return sum;
    };
    result.x[k] = along(axes[0]);
    result.y[k] = along(axes[1]);
    result.labels[k] = labelOf(dataset, i, outputs);
  }
  const names: readonly [string, string] =
    features === 2 ? [dataset.featureNames[0] ?? 'x', dataset.featureNames[1] ?? 'y'] : ['PC 1', 'PC 2'];
  return { ...result, axes: names };
}

function labelOf(dataset: Dataset, row: number, outputs: number): number {
  if (outputs === 1) return dataset.y[row] ?? 0;
  const values = dataset.y.subarray(row * outputs, (row + 1) * outputs);
  return values.indexOf(Math.max(...values));
}

function unitAxes(features: number): [Float64Array, Float64Array] {
  const axis = (at: number): Float64Array => Float64Array.from({ length: features }, (_, j) => (j === at ? 1 : 0));
  return [axis(0), axis(1)];
}

/** First two eigenvectors of the covariance by power iteration with deflation; deterministic start and sign. */
function principalAxes({ x, samples, features }: Dataset): [Float64Array, Float64Array] {
  const mean = new Float64Array(features);
  for (let i = 0; i < samples * features; i += 1)
    mean[i % features] = (mean[i % features] ?? 0) + (x[i] ?? 0) / samples;
  const covariance = new Float64Array(features * features);
  for (let i = 0; i < samples; i += 1)
    for (let a = 0; a < features; a += 1)
      for (let b = 0; b < features; b += 1) {
        const product = ((x[i * features + a] ?? 0) - (mean[a] ?? 0)) * ((x[i * features + b] ?? 0) - (mean[b] ?? 0));
        covariance[a * features + b] = (covariance[a * features + b] ?? 0) + product / samples;
      }
  const first = leading(covariance, features, null);
  return [first, leading(covariance, features, first)];
}

function leading(matrix: Float64Array, n: number, before: Float64Array | null): Float64Array {
  let v = Float64Array.from({ length: n }, (_, i) => 1 + i / n);
  for (let round = 0; round < 500; round += 1) {
    const next = new Float64Array(n);
    for (let a = 0; a < n; a += 1)
      for (let b = 0; b < n; b += 1) next[a] = (next[a] ?? 0) + (matrix[a * n + b] ?? 0) * (v[b] ?? 0);
    if (before !== null) {
      const along = next.reduce((sum, value, i) => sum + value * (before[i] ?? 0), 0);
      for (let i = 0; i < n; i += 1) next[i] = (next[i] ?? 0) - along * (before[i] ?? 0);
    }
    const length = Math.hypot(...next);
    if (length < 1e-12) break;
    v = next.map((value) => value / length);
  }
  const largest = v.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  return largest < 0 ? v.map((value) => -value) : v;
}
