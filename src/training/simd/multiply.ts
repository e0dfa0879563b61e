// The matrix products of a dense layer, forward and backward. Accumulators stay in registers: 4 rows × 8 samples, or 2 × 4 dot products.
import type { FunctionBuilder, FunctionSource } from './assembler.js';
import { f32, i32, v128, type I32, type Local, type V128 } from './instructions.js';
import { FLOAT_BYTES, floats, HALVES, inBlocks, laneSums, ROW_BYTES, rowBytes } from './tile.js';

export const ROWS = 4;

export type Start = 'bias' | 'zero' | 'accumulate';

/**
 * out[tile][r] = start + sum over c of w(r, c) in[tile][c], for every row r < rows. Transposed: w(r, c) = w[r][c], else w[c][r].
 * `start`: the bias of row r, 0, or the present value of `out`. `terms` 2: plus the same sum over a second input and second weights.
 */
function multiply(name: string, transposed: boolean, start: Start, terms: 1 | 2 = 1): FunctionSource {
  return {
    name,
    parameterCount: 5 + 2 * terms,
    body(f, out, input, w, bias, tiles, columns, rows, ...second) {
      const inputStride = f.let(rowBytes(columns));
      const outStride = f.let(rowBytes(rows));
      const columnStep = f.let(transposed ? i32.of(FLOAT_BYTES) : floats(rows));
      const rowStep = f.let(transposed ? floats(columns) : i32.of(FLOAT_BYTES));
      const inputAt = f.let(input);
      const inputEnd = f.let(i32.add(input, i32.mul(inputStride, tiles)));
      const outTile = f.let(out);
      const [otherAt, otherW] = second;
      f.repeatWhile(i32.lessUnsigned(inputAt, inputEnd), () => {
        const nextTile = f.let(i32.add(inputAt, inputStride));
        inBlocks(f, rows, ROWS, (row, size) => {
          const outAt = f.let(i32.add(outTile, rowBytes(row)));
          const sum = (from: I32, end: I32, matrix: I32, sums: readonly Sums[]): void => {
            const first = f.let(i32.add(matrix, i32.mul(row, rowStep)));
            // Rows of w[c][r] are contiguous, so one pointer serves all of them.
            const weights = Array.from({ length: transposed ? size : 1 }, (_, r) =>
              r === 0 ? first : f.let(i32.add(first, i32.mul(rowStep, i32.of(r)))),
            );
            const weight = (r: number): V128 =>
              transposed ? v128.loadSplat(weights[r]!) : v128.loadSplat(first, r * FLOAT_BYTES);
            addProducts(f, { from, end, sums, weight }, () =>
              weights.forEach((pointer) => f.advance(pointer, columnStep)),
            );
          };
          const sums = Array.from({ length: size }, (_, r) => startOf(f, start, r, outAt, i32.add(bias, floats(row))));
          sum(inputAt, nextTile, w, sums);
          if (otherAt !== undefined && otherW !== undefined)
            sum(otherAt, f.let(i32.add(otherAt, inputStride)), otherW, sums);
          sums.forEach((pair, r) => pair.forEach((sum, half) => f.store(outAt, r * ROW_BYTES + HALVES[half]!, sum)));
        });
        if (otherAt !== undefined) f.advance(otherAt, inputStride);
        f.advance(outTile, outStride);
        f.set(inputAt, nextTile);
      });
    },
  };
}

/** Of a row: one vector for each half of a tile. */
type Sums = readonly Local<'v128'>[];

interface Terms {
  /** Address of the first value, and its end. */
  readonly from: I32;
  readonly end: I32;
  readonly sums: readonly Sums[];
  readonly weight: (row: number) => V128;
}

/** sums[r] += sum over c of weight(r) in[c]; `next` moves on to the weights of the following value. */
function addProducts(f: FunctionBuilder, { from, end, sums, weight }: Terms, next: () => void): void {
  const x = f.let(from);
  f.repeatWhile(i32.lessUnsigned(x, end), () => {
    const values = HALVES.map((half) => f.let(v128.load(x, half)));
    sums.forEach((pair, r) => {
      const spread = f.let(weight(r));
      pair.forEach((sum, half) => f.set(sum, v128.add(sum, v128.mul(values[half]!, spread))));
    });
    f.advance(x, ROW_BYTES);
    next();
  });
}

export function startOf(f: FunctionBuilder, start: Start, r: number, outAt: I32, biasAt: I32): Local<'v128'>[] {
  if (start === 'bias') {
    const spread = f.let(v128.loadSplat(biasAt, r * FLOAT_BYTES));
    return HALVES.map(() => f.let(spread));
  }
  return HALVES.map((half) => f.let(start === 'zero' ? v128.of(0) : v128.load(outAt, r * ROW_BYTES + half)));
}

const INPUT_ROWS = 2;
const UNIT_ROWS = 4;

/** dw[p][j] (+)= sum over samples of a[p] d[j]. `accumulate` 0: overwrite. */
const kernelGradient: FunctionSource = {
  name: 'kernelGradient',
  parameterCount: 7,
  body(f, dw, a, d, tiles, inputs, units, accumulate) {
    const aStride = f.let(rowBytes(inputs));
    const dStride = f.let(rowBytes(units));
    const dwStride = f.let(floats(units));
    const dEnd = f.let(i32.add(d, i32.mul(dStride, tiles)));
    inBlocks(f, inputs, INPUT_ROWS, (p, inputRows) => {
      const aStart = f.let(i32.add(a, rowBytes(p)));
      const dwRow = f.let(i32.add(dw, i32.mul(p, dwStride)));
      inBlocks(f, units, UNIT_ROWS, (j, unitRows) => {
        const sums = Array.from({ length: inputRows }, () => Array.from({ length: unitRows }, () => f.let(v128.of(0))));
        const aAt = f.let(aStart);
        const dAt = f.let(i32.add(d, rowBytes(j)));
        f.repeatWhile(i32.lessUnsigned(dAt, dEnd), () => {
          for (const half of HALVES) {
            const xs = sums.map((_, row) => f.let(v128.load(aAt, row * ROW_BYTES + half)));
            for (let column = 0; column < unitRows; column += 1) {
              const e = f.let(v128.load(dAt, column * ROW_BYTES + half));
              sums.forEach((row, i) => f.set(row[column]!, v128.add(row[column]!, v128.mul(xs[i]!, e))));
            }
          }
          f.advance(aAt, aStride);
          f.advance(dAt, dStride);
        });
        const to = f.let(i32.add(dwRow, floats(j)));
        sums.forEach((row) => {
          addOrStore(f, to, laneSums(f, row), unitRows, accumulate);
          f.advance(to, dwStride);
        });
      });
    });
  },
};

/** Stores the first `size` lanes, added to memory if `accumulate` is not 0. */
export function addOrStore(f: FunctionBuilder, to: I32, sums: V128, size: number, accumulate: I32): void {
  const overwrite = i32.eq(accumulate, i32.of(0));
  if (size === 4) {
    f.when(accumulate, () => f.store(to, 0, v128.add(v128.load(to), sums)));
    f.when(overwrite, () => f.store(to, 0, sums));
    return;
  }
  for (let k = 0; k < size; k += 1) {
    const offset = k * FLOAT_BYTES;
    const sum = v128.lane(sums, k);
    f.when(accumulate, () => f.storeFloat(to, offset, f32.add(f32.load(to, offset), sum)));
    f.when(overwrite, () => f.storeFloat(to, offset, sum));
  }
}

/** out[j] (+)= sum over samples of d[j]: the bias gradient. */
const columnSums: FunctionSource = {
  name: 'columnSums',
  parameterCount: 5,
  body(f, out, d, tiles, units, accumulate) {
    const stride = f.let(rowBytes(units));
    const end = f.let(i32.add(d, i32.mul(stride, tiles)));
    inBlocks(f, units, UNIT_ROWS, (j, size) => {
      const sums = Array.from({ length: size }, () => f.let(v128.of(0)));
      const at = f.let(i32.add(d, rowBytes(j)));
      f.repeatWhile(i32.lessUnsigned(at, end), () => {
        sums.forEach((sum, row) => {
          for (const half of HALVES) f.set(sum, v128.add(sum, v128.load(at, row * ROW_BYTES + half)));
        });
        f.advance(at, stride);
      });
      addOrStore(f, f.let(i32.add(out, floats(j))), laneSums(f, sums), size, accumulate);
    });
  },
};

export const MULTIPLY_SOURCES: readonly FunctionSource[] = [
  multiply('affine', false, 'bias'),
  multiply('affineMore', false, 'accumulate'),
  multiply('backThrough', true, 'zero'),
  multiply('backThroughMore', true, 'accumulate'),
  kernelGradient,
  columnSums,
];

/** Sums of two products, for products with the Hessian: each load of a result serves both. */
export const TWO_TERM_SOURCES: readonly FunctionSource[] = [
  multiply('affineTwo', false, 'bias', 2),
  multiply('backThroughTwo', true, 'zero', 2),
  multiply('backThroughTwoMore', true, 'accumulate', 2),
];
