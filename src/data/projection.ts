// Points for the scatter plot: the first two features, or the first two principal components of more.
import { createRng } from '../core/random/rng.js';
import type { Dataset } from '../core/data/dataset.js';

export interface Projection {
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** Class index, or the target value for regression. */
  readonly labels: Float32Array;
  readonly axes: readonly [string, string];
}

/** The plane of the points, on which the network's outputs are drawn. */
export interface DataPlane {
  readonly points: Projection;
  /** Writes the features of a point of the plane into `into`, from index `from` on. */
  readonly place: (x: number, y: number, into: Float32Array, from: number) => void;
}

/** At most `most` evenly picked points. Null for sequences and single features, which span no plane. */
export const projection = (dataset: Dataset, most?: number): Projection | null =>
  planeOf(dataset, most)?.points ?? null;

/** The plane of two features; of more: through the mean, along their first two principal components. */
export function planeOf(dataset: Dataset, most = 2000): DataPlane | null {
  const { samples, features, timesteps, outputs } = dataset;
  if (timesteps !== 1 || features < 2) return null;
  const step = Math.max(1, Math.ceil(samples / most));
  const count = Math.ceil(samples / step);
  const labels = Float32Array.from({ length: count }, (_, k) => labelOf(dataset, k * step, outputs));
  if (features === 2) {
    const column = (at: number): Float32Array =>
      Float32Array.from({ length: count }, (_, k) => dataset.x[k * step * features + at] ?? 0);
    const axes = [dataset.featureNames[0] ?? 'x', dataset.featureNames[1] ?? 'y'] as const;
    return {
      points: { x: column(0), y: column(1), labels, axes },
      place: (x, y, into, from) => into.set([x, y], from),
    };
  }
  const { rows, mean } = centredRows(dataset, step, count);
  const [first, second] = principalAxes(rows, features);
  const along = (axis: Float64Array): Float32Array =>
    Float32Array.from({ length: count }, (_, k) => {
      let sum = 0;
      for (let j = 0; j < features; j += 1) sum += (axis[j] ?? 0) * (rows[k * features + j] ?? 0);
      return sum;
    });
  return {
    points: { x: along(first), y: along(second), labels, axes: ['PC 1', 'PC 2'] },
    place(x, y, into, from) {
      for (let j = 0; j < features; j += 1) into[from + j] = mean[j]! + x * first[j]! + y * second[j]!;
    },
  };
}

/** Every `step`-th sample, centred: row-major [count, features]. */
function centredRows(
  { x, features }: Dataset,
  step: number,
  count: number,
): { readonly rows: Float64Array; readonly mean: Float64Array } {
  const rows = new Float64Array(count * features);
  const mean = new Float64Array(features);
  for (let k = 0; k < count; k += 1)
    for (let j = 0; j < features; j += 1) {
      const value = x[k * step * features + j] ?? 0;
      rows[k * features + j] = value;
      mean[j] = (mean[j] ?? 0) + value / count;
    }
  for (let i = 0; i < rows.length; i += 1) rows[i] = (rows[i] ?? 0) - (mean[i % features] ?? 0);
  return { rows, mean };
}

function labelOf(dataset: Dataset, row: number, outputs: number): number {
  if (outputs === 1) return dataset.y[row] ?? 0;
  const values = dataset.y.subarray(row * outputs, (row + 1) * outputs);
  return values.indexOf(Math.max(...values));
}

/** Maximum number of Lanczos steps. Components that have not converged by then have nearly equal variance, so either serves. */
const MOST_STEPS = 40;
/** Share of the total variance below which only rounding remains. */
const NOTHING = 1e-12;

/**
 * First two eigenvectors of the covariance of `rows` (row-major [count, features], centred), by deflation.
 * The covariance is never built: it would have features² entries. Start and sign are fixed, so equal data give equal axes.
 */
function principalAxes(rows: Float64Array, features: number): [Float64Array, Float64Array] {
  const first = leading(rows, features, []);
  return [first, leading(rows, features, [first])];
}

/** Lanczos with full orthogonalization (Golub & Van Loan, 10.1). All zeros if no variance remains. */
function leading(rows: Float64Array, features: number, before: readonly Float64Array[]): Float64Array {
  const least = NOTHING * dot(rows, rows);
  // Each axis needs its own start vector: from one start, Lanczos finds only one direction among components of equal variance.
  const random = createRng(0, `component ${before.length + 1}`);
  const basis: Float64Array[] = [];
  const diagonal: number[] = [];
  const side: number[] = [];
  let next = Float64Array.from({ length: features }, () => random.normal());
  orthogonalise(next, before);
  let length = normalise(next);
  while (basis.length < Math.min(features, MOST_STEPS) && length > least) {
    basis.push(next);
    if (basis.length > 1) side.push(length);
    const image = covarianceTimes(rows, features, next);
    diagonal.push(dot(image, next));
    // Orthogonalize twice against rounding.
    for (let pass = 0; pass < 2; pass += 1) orthogonalise(image, [...before, ...basis]);
    length = normalise(image);
    next = image;
  }
  const { value, vector } = largestOfTridiagonal(diagonal, side);
  const axis = new Float64Array(features);
  if (!(value > least)) return axis;
  basis.forEach((q, k) => q.forEach((entry, j) => (axis[j] = (axis[j] ?? 0) + (vector[k] ?? 0) * entry)));
  normalise(axis);
  const largest = axis.reduce((best, entry) => (Math.abs(entry) > Math.abs(best) ? entry : best), 0);
  return largest < 0 ? axis.map((entry) => -entry) : axis;
}

/** Largest eigenvalue and its vector of a small positive semidefinite tridiagonal matrix, by power iteration. */
function largestOfTridiagonal(
  diagonal: readonly number[],
  side: readonly number[],
): { value: number; vector: Float64Array } {
  // No eigenvector of such a matrix has a zero first entry, so this start finds all.
  let vector = Float64Array.from(diagonal, (_, k) => (k === 0 ? 1 : 0));
  let value = diagonal[0] ?? 0;
  for (let round = 0; round < 20_000; round += 1) {
    const image = vector.map(
      (entry, k) =>
        (diagonal[k] ?? 0) * entry + (side[k - 1] ?? 0) * (vector[k - 1] ?? 0) + (side[k] ?? 0) * (vector[k + 1] ?? 0),
    );
    value = normalise(image);
    const turned = image.reduce((most, entry, k) => Math.max(most, Math.abs(entry - (vector[k] ?? 0))), 0);
    vector = image;
    if (turned < 1e-12) break;
  }
  return { value, vector };
}

/** Xᵀ (X v): the covariance times v, without the factor 1 / rows. */
function covarianceTimes(rows: Float64Array, features: number, v: Float64Array): Float64Array<ArrayBuffer> {
  const result = new Float64Array(features);
  for (let start = 0; start < rows.length; start += features) {
    let along = 0;
    for (let j = 0; j < features; j += 1) along += (rows[start + j] ?? 0) * (v[j] ?? 0);
    for (let j = 0; j < features; j += 1) result[j] = (result[j] ?? 0) + along * (rows[start + j] ?? 0);
  }
  return result;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j += 1) sum += (a[j] ?? 0) * (b[j] ?? 0);
  return sum;
}

/** Removes from `v` its components along the unit vectors `units`, in place. */
function orthogonalise(v: Float64Array, units: readonly Float64Array[]): void {
  for (const unit of units) {
    const along = dot(v, unit);
    for (let j = 0; j < v.length; j += 1) v[j] = (v[j] ?? 0) - along * (unit[j] ?? 0);
  }
}

/** Scales to length 1 in place, unless it is 0; returns the former length. */
function normalise(v: Float64Array): number {
  const length = Math.sqrt(dot(v, v));
  if (length > 0) for (let j = 0; j < v.length; j += 1) v[j] = (v[j] ?? 0) / length;
  return length;
}
