// The largest eigenvalue of a symmetric matrix, given only its products with vectors (Lanczos 1950), with full reorthogonalization.

export interface Extreme {
  readonly value: number;
  /** Of length 1. */
  readonly vector: Float64Array;
  /** Estimate of the error of `value`: some eigenvalue lies within the residual, and within its square over the gap to the next one. */
  readonly error: number;
  /** Whether the search ended because the error is small enough; false: it ran out of products, and `value` is a lower bound. */
  readonly found: boolean;
  /** To the next eigenvalue, as far as the products show it; null with a single product. */
  readonly gap: number | null;
  readonly products: number;
}

export interface Effort {
  /** Maximum number of products. */
  readonly most: number;
  /** Ends once the error is at most this share of the value, */
  readonly near: number;
  /** and the residual at most this one, because a vector far from an eigenvector says little about the gap. */
  readonly residual: number;
  /** Gap to assume after the first product, as a share of the value; 0 if it is not known. */
  readonly gap: number;
}

/** Share of the value below which doubles lose half of their digits. */
const LITTLE = 1e-8;

/** Four sums, because an addition would wait for the one before it. */
function dot(a: Float64Array, b: Float64Array): number {
  const whole = a.length - (a.length % 4);
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  for (let i = 0; i < whole; i += 4) {
    s0 += a[i]! * b[i]!;
    s1 += a[i + 1]! * b[i + 1]!;
    s2 += a[i + 2]! * b[i + 2]!;
    s3 += a[i + 3]! * b[i + 3]!;
  }
  for (let i = whole; i < a.length; i += 1) s0 += a[i]! * b[i]!;
  return s0 + s1 + (s2 + s3);
}
/** to += factor × vector */
function addTo(to: Float64Array, factor: number, vector: Float64Array): void {
  for (let i = 0; i < to.length; i += 1) to[i] = to[i]! + factor * vector[i]!;
}

/** to = factor × vector */
function scale(to: Float64Array, vector: Float64Array, factor: number): Float64Array {
  for (let i = 0; i < to.length; i += 1) to[i] = factor * vector[i]!;
  return to;
}

/** Writes matrix × `vector` into `to`. */
export type MatrixProduct = (vector: Float64Array, to: Float64Array) => void;

/**
 * Null where a product is not finite. `start` need not have length 1. `room` keeps the vectors of the search for the next one of the same
 * length, because fresh ones of large networks cost as much as the arithmetic.
 */
export function largestEigenvalue(
  product: MatrixProduct,
  start: Float64Array,
  effort: Effort,
  room: Float64Array[] = [],
): Extreme | null {
  const roomAt = (i: number): Float64Array => (room[i] ??= new Float64Array(start.length));
  const basis = [scale(roomAt(0), start, 1 / Math.sqrt(dot(start, start)))];
  const [diagonal, beside]: [number[], number[]] = [[], []];
  for (;;) {
    const last = basis.at(-1)!;
    const next = roomAt(basis.length);
    product(last, next);
    const along = dot(next, last);
    diagonal.push(along);
    addTo(next, -along, last);
    for (let i = basis.length - 2; i >= 0; i -= 1) addTo(next, -dot(next, basis[i]!), basis[i]!);
    let rest = Math.sqrt(dot(next, next));
    if (!Number.isFinite(rest)) return null;
    const { value, next: second, vector: shares } = largestOfTridiagonal(diagonal, beside);
    const residual = rest * Math.abs(shares.at(-1)!);
    const products = basis.length;
    const gap = second === null ? null : value - second;
    const size = Math.abs(value);
    const error = errorOf(residual, gap ?? effort.gap * size);
    const found = error <= effort.near * size && residual <= effort.residual * size;
    if (found || products >= Math.min(effort.most, start.length)) {
      const vector = scale(new Float64Array(start.length), last, shares.at(-1)!);
      for (let i = 0; i < products - 1; i += 1) addTo(vector, shares[i]!, basis[i]!);
      return { value, vector, error, found: found || products >= start.length, gap, products };
    }
    // Where little is left, a second pass removes what rounding has left of the others (Kahan, Parlett).
    if (rest < LITTLE * size) {
      for (const one of basis) addTo(next, -dot(next, one), one);
      rest = Math.sqrt(dot(next, next));
    }
    beside.push(rest);
    basis.push(scale(next, next, 1 / rest));
  }
}

const errorOf = (residual: number, gap: number): number => (gap > residual ? residual ** 2 / gap : residual);

interface Top {
  readonly value: number;
  /** The next eigenvalue; null for a matrix of one element. */
  readonly next: number | null;
  readonly vector: readonly number[];
}

/** By bisection and inverse iteration. `beside`: the elements beside the diagonal. */
function largestOfTridiagonal(diagonal: readonly number[], beside: readonly number[]): Top {
  if (diagonal.length === 1) return { value: diagonal[0]!, next: null, vector: [1] };
  const reach = diagonal.map((d, i) => Math.abs(beside[i - 1] ?? 0) + Math.abs(beside[i] ?? 0) + Math.abs(d));
  const span = Math.max(...reach);
  const value = eigenvalue(diagonal, beside, { rank: 0, span, near: 1e-14 });
  const next = eigenvalue(diagonal, beside, { rank: 1, span, near: 1e-6 });
  const shift = value + 1e-12 * span;
  let vector = diagonal.map(() => 1);
  for (let pass = 0; pass < 3; pass += 1) vector = normalised(solved(shift, diagonal, beside, vector));
  return { value, next, vector };
}

interface Search {
  /** 0: the largest. */
  readonly rank: number;
  /** All eigenvalues lie in -span .. span. */
  readonly span: number;
  /** Share of `span` at which the search ends. */
  readonly near: number;
}

function eigenvalue(diagonal: readonly number[], beside: readonly number[], { rank, span, near }: Search): number {
  let [low, high] = [-span, span];
  while (high - low > near * span) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (above(middle, diagonal, beside) <= rank) high = middle;
    else low = middle;
  }
  return high;
}

/** How many eigenvalues lie above `value`: as many as pivots of value - T are negative (Sylvester). */
function above(value: number, diagonal: readonly number[], beside: readonly number[]): number {
  let [pivot, count] = [1, 0];
  for (let i = 0; i < diagonal.length; i += 1) {
    pivot = value - diagonal[i]! - (i === 0 ? 0 : beside[i - 1]! ** 2 / pivot);
    if (!(pivot > 0)) count += 1;
  }
  return count;
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
