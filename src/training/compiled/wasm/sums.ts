// Sums over each span of a vector, in double precision, eight lanes side by side: of a gradient its squares and its largest
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
import { HALVES, ROW_BYTES } from './tile.js';

const { add, sub, mul } = f64x2;
/** A span in the table: integers, see `ENTRY`. */
export const SPAN_BYTES = 16;
/** What stands where in it: where the span begins in a vector, its bytes in whole rows of eight, address of the rest's mask or 0. */
const ENTRY = { offset: 0, whole: 4, mask: 8 } as const;
/** A span's results: four doubles. Of a gradient squares, (the same), largest; of a movement squares of weights, of what moved. */
export const RESULT_BYTES = 32;
const MOST_AT = 16;

/** Four pairs of lanes. */
type Sum = readonly Local<'v128'>[];
const newSum = (f: FunctionBuilder): Sum => [0, 1, 2, 3].map(() => f.let(v128.bits(0)));
const clear = (f: FunctionBuilder, locals: Sum): void => locals.forEach((local) => f.set(local, v128.bits(0)));
/** Pairs 0 and 2, and 1 and 3, on top of each other: two lanes are left. */
const folded = (f: FunctionBuilder, [a, b, c, d]: Sum): V128 => f.let(add(add(a!, c!), add(b!, d!)));
/** sum += value² */
const more = (f: FunctionBuilder, sum: Local<'v128'>, value: V128): void => f.set(sum, add(sum, mul(value, value)));

/**
 * Walks the table from `table` to `end`: `start` once a span, `body` for every four values, of the first or the second half of a
 * row (those behind a span's end are 0), `finish` with the address of the span's results.
 */
function eachSpan(
  f: FunctionBuilder,
  { out, table, end }: Readonly<Record<'out' | 'table' | 'end', Local<'i32'>>>,
  arrays: readonly Local<'i32'>[],
  start: () => void,
  body: (values: readonly V128[], half: number) => void,
  finish: (result: I32) => void,
): void {
  f.loopWhile(i32.lessUnsigned(table, end), () => {
    start();
    const offset = f.let(i32.load(table, ENTRY.offset));
    const whole = f.let(i32.add(offset, i32.load(table, ENTRY.whole)));
    const mask = f.let(i32.load(table, ENTRY.mask));
    const row = (masked: boolean): void => {
      const addresses = arrays.map((array) => f.let(i32.add(array, offset)));
      HALVES.forEach((at, half) => {
        const read = addresses.map((address) => v128.load(address, at));
        const values = masked ? read.map((value) => v128.and(value, v128.load(mask, at))) : read;
        body(
          values.map((value) => f.let(value)),
          half,
        );
      });
    };
    f.loopWhile(i32.lessUnsigned(offset, whole), () => {
      row(false);
      f.advance(offset, ROW_BYTES);
    });
    f.when(mask, () => row(true));
    finish(out);
    f.advance(table, SPAN_BYTES);
    f.advance(out, RESULT_BYTES);
  });
}

export const SUM_SOURCES: readonly FunctionSource[] = [
  {
    name: 'gradientSums',
    parameterCount: 4,
    body(f, out, table, end, gradient) {
      const squares = newSum(f);
      const most = [f.let(v128.bits(0)), f.let(v128.bits(0))] as const;
      eachSpan(
        f,
        { out: out, table: table, end: end },
        [gradient],
        () => clear(f, [...squares, ...most]),
        ([g], half) => {
          pairs(f, g!).forEach((pair, i) => more(f, squares[2 * half + i]!, pair));
          f.set(most[half]!, v128.pmax(most[half]!, v128.abs(g!)));
        },
        (result) => {
          const sum = folded(f, squares);
          f.store(result, 0, add(sum, swapped(sum)));
          const four = f.let(v128.pmax(...most));
          const two = f.let(v128.pmax(four, swapped(four)));
          f.store(result, MOST_AT, f64x2.promoteLow(v128.pmax(two, v128.shuffle(two, two, [1, 0, 3, 2]))));
        },
      );
    },
  },
  {
    name: 'movementSums',
    parameterCount: 5,
    body(f, out, table, end, before, after) {
      const [weights, moved] = [newSum(f), newSum(f)];
      eachSpan(
        f,
        { out: out, table: table, end: end },
        [before, after],
        () => clear(f, [...weights, ...moved]),
        ([w, now], half) => {
          const later = pairs(f, now!);
          pairs(f, w!).forEach((pair, i) => {
            more(f, weights[2 * half + i]!, pair);
            more(f, moved[2 * half + i]!, f.let(sub(later[i]!, pair)));
          });
        },
        (result) => {
          const [a, b] = [folded(f, weights), folded(f, moved)];
          f.store(result, 0, add(v128.shuffle(a, b, [0, 1, 4, 5]), v128.shuffle(a, b, [2, 3, 6, 7])));
        },
      );
    },
  },
];
