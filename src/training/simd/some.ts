// The matrix products of the Hessian (training/compiled/hessian.ts) for units that rest in whole tiles, as those of ReLU do: rows of
// zeros are skipped. Lists name the other rows, by tile: [tiles][1 + units] integers, a count and as many indices in ascending order.
import type { FunctionBuilder, FunctionSource } from './assembler.js';
import { i32, v128, type I32, type Local, type V128 } from './instructions.js';
import { addOrStore, ROWS, startOf, type Start } from './multiply.js';
import { FLOAT_BYTES, floats, HALVES, inBlocks, laneSums, ROW_BYTES, rowBytes, VECTOR_BYTES } from './tile.js';

const INTEGER_BYTES = FLOAT_BYTES;
const INPUT_ROWS = 2;
const listBytes = (units: I32): I32 => floats(i32.add(units, i32.of(1)));

/** A list of one tile: its count, and where its indices begin and end. */
interface List {
  readonly count: I32;
  readonly first: Local<'i32'>;
  readonly end: Local<'i32'>;
}

function listAt(f: FunctionBuilder, address: I32): List {
  const count = f.let(i32.load(address));
  const first = f.let(i32.add(address, i32.of(INTEGER_BYTES)));
  return { count, first, end: f.let(i32.add(first, floats(count))) };
}

/** Indices `from` to `from + size` of a list. */
const indices = (f: FunctionBuilder, { first }: List, from: I32, size: number): readonly Local<'i32'>[] => {
  const at = f.let(i32.add(first, floats(from)));
  return Array.from({ length: size }, (_, k) => f.let(i32.load(at, k * INTEGER_BYTES)));
};

const eachOf = (f: FunctionBuilder, { first, end }: List, body: (index: Local<'i32'>) => void): void => {
  const at = f.let(first);
  f.loopWhile(i32.lessUnsigned(at, end), () => {
    body(f.let(i32.load(at)));
    f.advance(at, INTEGER_BYTES);
  });
};

const halvesAt = (f: FunctionBuilder, address: I32): readonly Local<'v128'>[] => {
  const at = f.let(address);
  return HALVES.map((half) => f.let(v128.load(at, half)));
};

/**
 * out[tile][r] = start + sum over c of w(r, c) in[tile][c] + v(r, c) other[tile][c], for the rows r and the columns c of the tile's lists;
 * other rows keep their values. Transposed: w(r, c) = w[r][c], else w[c][r].
 */
const multiplySome = (name: string, transposed: boolean, start: Start): FunctionSource => ({
  name,
  parameterCount: 11,
  body(f, out, input, w, bias, tiles, columns, rows, other, v, columnLists, rowLists) {
    const inputStride = f.let(rowBytes(columns));
    const columnStep = f.let(transposed ? i32.of(FLOAT_BYTES) : floats(rows));
    const rowStep = f.let(transposed ? floats(columns) : i32.of(FLOAT_BYTES));
    const apart = f.let(i32.sub(v, w));
    const [inputAt, otherAt, outAt] = [f.let(input), f.let(other), f.let(out)];
    const [columnsAt, rowsAt] = [f.let(columnLists), f.let(rowLists)];
    const end = f.let(i32.add(input, i32.mul(inputStride, tiles)));
    f.repeatWhile(i32.lessUnsigned(inputAt, end), () => {
      const columnList = listAt(f, columnsAt);
      const rowList = listAt(f, rowsAt);
      inBlocks(f, rowList.count, ROWS, (first, size) => {
        const targets = indices(f, rowList, first, size).map((row) => ({
          to: f.let(i32.add(outAt, rowBytes(row))),
          weights: f.let(i32.add(w, i32.mul(row, rowStep))),
          biasAt: i32.add(bias, floats(row)),
        }));
        const sums = targets.map(({ to, biasAt }) => startOf(f, start, 0, to, biasAt));
        eachOf(f, columnList, (column) => {
          const offset = f.let(rowBytes(column));
          const step = f.let(i32.mul(column, columnStep));
          const terms = [inputAt, otherAt].map((from) => halvesAt(f, i32.add(from, offset)));
          targets.forEach(({ weights }, r) => {
            const weight = f.let(i32.add(weights, step));
            const spreads = [weight, i32.add(weight, apart)].map((at) => f.let(v128.loadSplat(at)));
            sums[r]!.forEach((sum, half) =>
              spreads.forEach((spread, term) => f.set(sum, v128.add(sum, v128.mul(terms[term]![half]!, spread)))),
            );
          });
        });
        targets.forEach(({ to }, r) => HALVES.forEach((half, i) => f.store(to, half, sums[r]![i]!)));
      });
      f.advance(inputAt, inputStride);
      f.advance(otherAt, inputStride);
      f.advance(outAt, rowBytes(rows));
      f.advance(columnsAt, listBytes(columns));
      f.advance(rowsAt, listBytes(rows));
    });
  },
});

/**
 * dw[p][j] = sum over samples of a[p] d[j] + b[p] e[j]. `sums`: one vector for each value of dw, all 0 before the call and after it.
 * It reads each tile once, while that is in the fastest cache, so it is faster than kernelGradient even where no unit rests.
 */
const kernelGradientSome: FunctionSource = {
  name: 'kernelGradientSome',
  parameterCount: 11,
  body(f, dw, a, d, tiles, inputs, units, sums, b, e, inputLists, unitLists) {
    const [aStride, dStride, sumStride] = [rowBytes(inputs), rowBytes(units), vectors(units)].map((size) =>
      f.let(size),
    );
    const [aAt, dAt, bAt, eAt] = [f.let(a), f.let(d), f.let(b), f.let(e)];
    const [inputsAt, unitsAt] = [f.let(inputLists), f.let(unitLists)];
    const end = f.let(i32.add(a, i32.mul(aStride!, tiles)));
    f.repeatWhile(i32.lessUnsigned(aAt, end), () => {
      const inputList = listAt(f, inputsAt);
      const unitList = listAt(f, unitsAt);
      inBlocks(f, inputList.count, INPUT_ROWS, (first, size) => {
        const rows = indices(f, inputList, first, size).map((input) => ({
          sumsAt: f.let(i32.add(sums, i32.mul(input, sumStride!))),
          values: [aAt, bAt].map((from) => halvesAt(f, i32.add(from, rowBytes(input)))),
        }));
        eachOf(f, unitList, (unit) => {
          const errors = [dAt, eAt].map((from) => halvesAt(f, i32.add(from, rowBytes(unit))));
          const place = f.let(vectors(unit));
          for (const { sumsAt, values } of rows) {
            const to = f.let(i32.add(sumsAt, place));
            const products = values.map(([low, high], term) =>
              v128.add(v128.mul(low!, errors[term]![0]!), v128.mul(high!, errors[term]![1]!)),
            ) as [V128, V128];
            f.store(to, 0, v128.add(v128.load(to), v128.add(...products)));
          }
        });
      });
      for (const [at, stride] of [
        [aAt, aStride],
        [bAt, aStride],
        [dAt, dStride],
        [eAt, dStride],
      ] as const)
        f.advance(at, stride!);
      f.advance(inputsAt, listBytes(inputs));
      f.advance(unitsAt, listBytes(units));
    });
    takeSums(f, dw, sums, i32.mul(inputs, units));
  },
};

const vectors = (count: I32): I32 => i32.mul(count, i32.of(VECTOR_BYTES));

/** Adds the lanes of each of `count` vectors and clears them. */
function takeSums(f: FunctionBuilder, to: I32, sums: I32, count: I32): void {
  inBlocks(f, f.let(count), ROWS, (index, size) => {
    const from = f.let(i32.add(sums, vectors(index)));
    const four = Array.from({ length: size }, (_, k) => f.let(v128.load(from, k * VECTOR_BYTES)));
    addOrStore(f, f.let(i32.add(to, floats(index))), f.let(laneSums(f, four)), size, i32.of(0));
    four.forEach((_, k) => f.store(from, k * VECTOR_BYTES, v128.of(0)));
  });
}

/** Lists the units with a value or a slope that is not 0. */
const listActive: FunctionSource = {
  name: 'listActive',
  parameterCount: 5,
  body(f, lists, values, slopes, tiles, units) {
    const stride = f.let(rowBytes(units));
    const [valueAt, slopeAt, list] = [f.let(values), f.let(slopes), f.let(lists)];
    const end = f.let(i32.add(values, i32.mul(stride, tiles)));
    f.repeatWhile(i32.lessUnsigned(valueAt, end), () => {
      const next = f.let(i32.add(valueAt, stride));
      const unit = f.let(i32.of(0));
      const to = f.let(list);
      f.repeatWhile(i32.lessUnsigned(valueAt, next), () => {
        const [low, high] = HALVES.map((half) => v128.or(v128.load(valueAt, half), v128.load(slopeAt, half)));
        f.storeInteger(to, INTEGER_BYTES, unit);
        // -0 is 0, too.
        f.advance(to, i32.mul(v128.anyTrue(v128.abs(v128.or(low!, high!))), i32.of(INTEGER_BYTES)));
        f.advance(unit, 1);
        f.advance(valueAt, ROW_BYTES);
        f.advance(slopeAt, ROW_BYTES);
      });
      f.storeInteger(list, 0, i32.shr(i32.sub(to, list), i32.of(2)));
      f.advance(list, listBytes(units));
    });
  },
};

export const SOME_SOURCES: readonly FunctionSource[] = [
  multiplySome('affineSome', false, 'bias'),
  multiplySome('backThroughSome', true, 'zero'),
  multiplySome('backThroughSomeMore', true, 'accumulate'),
  kernelGradientSome,
  listActive,
];
