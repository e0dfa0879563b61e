// The largest eigenvalue of a symmetric matrix, given only its products with vectors (Lanczos 1950), with full reorthogonalization.

export interface Extreme {
  readonly value: number;
  /** Of length 1. */
  readonly vector: Float64Array;
  /** Some eigenvalue lies within this distance of `value`. The error of `value` is about its square over the gap to the next eigenvalue. */
  readonly residual: number;
  readonly products: number;
}

export interface Effort {
  /** Maximum number of products. */
  readonly most: number;
  /** Ends once the residual is at most this share of the value. */
  readonly near: number;
}

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum;
};
/** to += factor × vector */
const addTo = (to: Float64Array, factor: number, vector: Float64Array): void => {
  for (let i = 0; i < to.length; i += 1) to[i] = to[i]! + factor * vector[i]!;
};

/** to = factor × vector */
function scaled(vector: Float64Array, factor: number): Float64Array {
  const to = new Float64Array(vector.length);
  for (let i = 0; i < to.length; i += 1) to[i] = factor * vector[i]!;
  return to;
}

/** Writes matrix × `vector` into `to`. */
export type MatrixProduct = (vector: Float64Array, to: Float64Array) => void;

/** Null where a product is not finite. `start` need not have length 1. */
export function largestEigenvalue(product: MatrixProduct, start: Float64Array, { most, near }: Effort): Extreme | null {
  const basis = [scaled(start, 1 / Math.sqrt(dot(start, start)))];
  const [diagonal, beside]: [number[], number[]] = [[], []];
  for (;;) {
    const last = basis.at(-1)!;
    const next = new Float64Array(start.length);
    product(last, next);
    const along = dot(next, last);
    diagonal.push(along);
    addTo(next, -along, last);
    for (let i = basis.length - 2; i >= 0; i -= 1) addTo(next, -dot(next, basis[i]!), basis[i]!);
    let rest = Math.sqrt(dot(next, next));
    if (!Number.isFinite(rest)) return null;
    const { value, vector: shares } = largestOfTridiagonal(diagonal, beside);
    const residual = rest * Math.abs(shares.at(-1)!);
    const products = basis.length;
    if (residual <= near * Math.abs(value) || products >= Math.min(most, start.length)) {
      const vector = scaled(last, shares.at(-1)!);
      for (let i = 0; i < products - 1; i += 1) addTo(vector, shares[i]!, basis[i]!);
      return { value, vector, residual, products };
    }
    // A second pass removes all but rounding (Kahan, Parlett); only the next vector needs it.
    for (const one of basis) addTo(next, -dot(next, one), one);
    rest = Math.sqrt(dot(next, next));
    beside.push(rest);
    basis.push(scaled(next, 1 / rest));
  }
}

/** By bisection and inverse iteration. `beside`: the elements beside the diagonal. */
function largestOfTridiagonal(
  diagonal: readonly number[],
  beside: readonly number[],
): { readonly value: number; readonly vector: readonly number[] } {
  const reach = diagonal.map((d, i) => Math.abs(beside[i - 1] ?? 0) + Math.abs(beside[i] ?? 0) + Math.abs(d));
  const span = Math.max(...reach);
  let [low, high] = [-span, span];
  while (high - low > 1e-14 * span) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (isAbove(middle, diagonal, beside)) high = middle;
    else low = middle;
  }
  const shift = high + 1e-12 * span;
  let vector = diagonal.map(() => 1);
  for (let pass = 0; pass < 3; pass += 1) vector = normalised(solved(shift, diagonal, beside, vector));
  return { value: high, vector };
}

/** Whether `value` exceeds every eigenvalue: all pivots of value - T are positive. */
function isAbove(value: number, diagonal: readonly number[], beside: readonly number[]): boolean {
  let pivot = 1;
  for (let i = 0; i < diagonal.length; i += 1) {
    pivot = value - diagonal[i]! - (i === 0 ? 0 : beside[i - 1]! ** 2 / pivot);
    if (!(pivot > 0)) return false;
  }
  return true;
}

/** x of (shift - T) x = right. The matrix is positive definite, so elimination needs no exchange of rows. */
function solved(
  shift: number,
  diagonal: readonly number[],
  beside: readonly number[],
  right: readonly number[],
): number[] {
  const [pivots, values]: [number[], number[]] = [[], []];
  diagonal.forEach((d, i) => {
    const factor = i === 0 ? 0 : -beside[i - 1]! / pivots[i - 1]!;
    pivots.push(shift - d + factor * (i === 0 ? 0 : beside[i - 1]!));
    values.push(right[i]! - factor * (values[i - 1] ?? 0));
  });
  for (let i = diagonal.length - 1; i >= 0; i -= 1)
    values[i] = (values[i]! + (beside[i] ?? 0) * (values[i + 1] ?? 0)) / pivots[i]!;
  return values;
}

function normalised(vector: readonly number[]): number[] {
  const size = Math.sqrt(vector.reduce((sum, one) => sum + one * one, 0));
  return vector.map((one) => one / size);
}
