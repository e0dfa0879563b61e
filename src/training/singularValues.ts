// Singular values of a matrix: one-sided Jacobi rotations, in double precision. For matrices up to 64 wide.

const MOST_SWEEPS = 60;
/** Columns whose cosine is below this count as orthogonal. */
const ORTHOGONAL = 1e-12;
/** Columns below this share of the matrix are rounding errors, of a matrix without full rank (dead ReLUs); their angles never settle. */
const ROUNDING = 1e-15;

/** Row-major [rows, columns] to min(rows, columns) values in descending order, 0 where only rounding is left (as numpy.linalg.matrix_rank). NaN and infinities give NaN. */
export function singularValues(matrix: Float64Array, rows: number, columns: number): Float64Array {
  if (rows < columns) return singularValues(transposed(matrix, rows, columns), columns, rows);
  if (!matrix.every(Number.isFinite)) return new Float64Array(columns).fill(NaN);
  // Column by column, so that rotations read contiguous memory.
  const a = transposed(matrix, rows, columns);
  const least = (ROUNDING * Math.sqrt(dot(a, 0, 0, a.length))) ** 2;
  for (let sweep = 0, turned = true; turned && sweep < MOST_SWEEPS; sweep += 1) {
    turned = false;
    for (let p = 0; p < columns - 1; p += 1)
      for (let q = p + 1; q < columns; q += 1)
        if (rotate(a, { p: p * rows, q: q * rows, length: rows, least })) turned = true;
  }
  const values = Float64Array.from({ length: columns }, (_, j) => Math.sqrt(dot(a, j * rows, j * rows, rows)))
    .sort()
    .reverse();
  const rounding = (values[0] ?? 0) * rows * Number.EPSILON;
  return values.map((value) => (value > rounding ? value : 0));
}

/** Columns by their first elements; `least`: square of the length below which a column is left as it is. */
interface Columns {
  readonly p: number;
  readonly q: number;
  readonly length: number;
  readonly least: number;
}

/** Makes two columns orthogonal; false if they are. */
function rotate(a: Float64Array, { p, q, length, least }: Columns): boolean {
  let [alpha, beta, gamma] = [0, 0, 0];
  for (let i = 0; i < length; i += 1) {
    const x = a[p + i]!;
    const y = a[q + i]!;
    alpha += x * x;
    beta += y * y;
    gamma += x * y;
  }
  if (alpha <= least || beta <= least || gamma * gamma <= ORTHOGONAL ** 2 * alpha * beta) return false;
  const zeta = (beta - alpha) / (2 * gamma);
  const t = (zeta >= 0 ? 1 : -1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
  const c = 1 / Math.sqrt(1 + t * t);
  const s = c * t;
  for (let i = 0; i < length; i += 1) {
    const x = a[p + i]!;
    const y = a[q + i]!;
    a[p + i] = c * x - s * y;
    a[q + i] = s * x + c * y;
  }
  return true;
}

function dot(a: Float64Array, p: number, q: number, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i += 1) sum += a[p + i]! * a[q + i]!;
  return sum;
}

function transposed(matrix: Float64Array, rows: number, columns: number): Float64Array {
  const turned = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i += 1)
    for (let j = 0; j < columns; j += 1) turned[j * rows + i] = matrix[i * columns + j]!;
  return turned;
}
