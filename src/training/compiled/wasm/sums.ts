// Sums over each span of a vector, in double precision, four lanes side by side: of a gradient its squares and its largest
// magnitude, of an update the squares of the weights and of what they moved. Spans and results lie in tables (training/vectors.ts).
import {
  f64x2,
  i32,
  v128,
  type FunctionBuilder,
  type FunctionSource,
  type I32,
  type Local,
  type V128,
} from './assembler.js';
import { pairs, swapped } from './pairs.js';
import { VECTOR_BYTES } from './tile.js';

const { add, sub, mul } = f64x2;
/** A span in the table: integers, see `TABLE`. */
export const SPAN_BYTES = 16;
/** What stands where in an entry: where the span begins in a vector, bytes in whole vectors, address of the mask for the rest or 0. */
const TABLE = { offset: 0, whole: 4, mask: 8 } as const;
/** A span's results: four doubles. Of a gradient squares, (the same), largest; of a movement squares of weights, of what moved. */
export const RESULT_BYTES = 32;
const MOST_AT = 16;

/** sum += value² */
const more = (f: FunctionBuilder, sum: Local<'v128'>, value: V128): void => f.set(sum, add(sum, mul(value, value)));

/**
 * Walks the table from `table` to `end`: `start` once a span, `body` for every four values (those behind a span's end are 0),
 * `finish` with the address of the span's results.
 */
function eachSpan(
  f: FunctionBuilder,
  [table, end, out]: readonly Local<'i32'>[],
  arrays: readonly Local<'i32'>[],
  start: () => void,
  body: (values: readonly V128[]) => void,
  finish: (result: I32) => void,
): void {
  f.loopWhile(i32.lessUnsigned(table!, end!), () => {
    start();
    const offset = f.let(i32.load(table!, TABLE.offset));
    const whole = f.let(i32.add(offset, i32.load(table!, TABLE.whole)));
    const mask = f.let(i32.load(table!, TABLE.mask));
    const read = (): V128[] => arrays.map((array) => f.let(v128.load(i32.add(array, offset))));
    f.loopWhile(i32.lessUnsigned(offset, whole), () => {
      body(read());
      f.advance(offset, VECTOR_BYTES);
    });
    f.when(mask, () => {
      const bits = f.let(v128.load(mask));
      body(read().map((values) => f.let(v128.and(values, bits))));
    });
    finish(out!);
    f.advance(table!, SPAN_BYTES);
    f.advance(out!, RESULT_BYTES);
  });
}

/** Both sums of pairs side by side: lanes 0 + 1 of (a + b), and of (c + d). */
function across(f: FunctionBuilder, ab: V128, cd: V128): V128 {
  const [first, second] = [f.let(ab), f.let(cd)];
  return add(v128.shuffle(first, second, [0, 1, 4, 5]), v128.shuffle(first, second, [2, 3, 6, 7]));
}

export const SUM_SOURCES: readonly FunctionSource[] = [
  {
    name: 'gradientSums',
    parameterCount: 4,
    body(f, out, table, end, gradient) {
      const zero = v128.bits(0);
      const [low, high, most] = [f.let(zero), f.let(zero), f.let(zero)];
      eachSpan(
        f,
        [table, end, out],
        [gradient],
        () => [low, high, most].forEach((local) => f.set(local, zero)),
        ([g]) => {
          const [a, b] = pairs(f, g!);
          more(f, low, a);
          more(f, high, b);
          f.set(most, v128.pmax(most, v128.abs(g!)));
        },
        (result) => {
          const sum = f.let(add(low, high));
          f.store(result, 0, add(sum, swapped(sum)));
          const half = f.let(v128.pmax(most, swapped(most)));
          f.store(result, MOST_AT, f64x2.promoteLow(v128.pmax(half, v128.shuffle(half, half, [1, 0, 3, 2]))));
        },
      );
    },
  },
  {
    name: 'movementSums',
    parameterCount: 5,
    body(f, out, table, end, before, after) {
      const zero = v128.bits(0);
      const sums = [0, 1, 2, 3].map(() => f.let(zero));
      eachSpan(
        f,
        [table, end, out],
        [before, after],
        () => sums.forEach((local) => f.set(local, zero)),
        ([w, now]) => {
          const [old, moved] = [pairs(f, w!), pairs(f, now!)];
          [0, 1].forEach((half) => {
            more(f, sums[half]!, old[half]!);
            more(f, sums[2 + half]!, f.let(sub(moved[half]!, old[half]!)));
          });
        },
        (result) => f.store(result, 0, across(f, add(sums[0]!, sums[1]!), add(sums[2]!, sums[3]!))),
      );
    },
  },
];
