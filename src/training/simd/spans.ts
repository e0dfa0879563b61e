// Walks the spans of a vector and sums over each in double precision, eight lanes at a time. Tables hold the spans and
// the results (training/vectors.ts).
import type { FunctionBuilder, FunctionSource } from './assembler.js';
import { f64x2, i32, v128, type I32, type Local, type V128 } from './instructions.js';
import { across, pairsAt, reduced, swapped } from './pairs.js';
import { DOUBLE_BYTES, HALVES, ROW_BYTES } from './tile.js';

const { add, mul } = f64x2;
/** A span in the table: integers, see `ENTRY`. */
export const SPAN_BYTES = 16;
/** Fields of an entry: start in the vector, bytes in full rows of eight, address of the last row's mask, number of values. */
const ENTRY = { offset: 0, whole: 4, mask: 8, count: 12 } as const;
/** Results of a span of a gradient, as doubles: RMS, sum of squares, largest magnitude. */
export const GRADIENT = { rms: 0, squares: 1, most: 2 } as const;
/** Results of a span of an update, as doubles: RMS of the weights before it, and of the movement. */
export const MOVEMENT = { weights: 0, moved: 1 } as const;
export const RESULT_BYTES = 4 * DOUBLE_BYTES;

/** Four pairs of lanes. */
export type Sum = readonly Local<'v128'>[];
export const newSum = (f: FunctionBuilder): Sum => [0, 1, 2, 3].map(() => f.let(v128.bits(0)));
export const clear = (f: FunctionBuilder, locals: Sum): void => locals.forEach((local) => f.set(local, v128.bits(0)));
/** Adds pairs 0 and 2, and 1 and 3; two lanes remain. */
const folded = (f: FunctionBuilder, [a, b, c, d]: Sum): V128 => f.let(add(add(a!, c!), add(b!, d!)));
/** sum += value² */
export const more = (f: FunctionBuilder, sum: Local<'v128'>, value: V128): void =>
  f.set(sum, add(sum, mul(value, value)));
/** RMS of two sums of squares over their number of values. */
const rms = (sums: V128, count: V128): V128 => f64x2.sqrt(f64x2.div(sums, count));
/** The RMS of two sums, as a pair. */
export function rmsOf(f: FunctionBuilder, first: Sum, second: Sum, count: V128): V128 {
  return rms(across(folded(f, first), folded(f, second)), count);
}

export interface HalfRow {
  readonly number: 0 | 1;
  /** Address of the row in each array, and offset of the half in the row. */
  readonly addresses: readonly Local<'i32'>[];
  readonly at: number;
  /** Address of the mask of values before the end of the span; undefined if all are. */
  readonly mask: I32 | undefined;
}

export interface Walk {
  /** Emits what runs once, before the values of a span, */
  readonly start: () => void;
  /** what runs for every four values, */
  readonly half: (half: HalfRow) => void;
  /** and what runs once after them. `result`: address of the results; `count`: number of values, in both lanes. */
  readonly finish: (result: I32, count: V128) => void;
}

/** Walks the table from `table` to `end`. */
export function eachSpan(
  f: FunctionBuilder,
  [out, table, end]: readonly [Local<'i32'>, Local<'i32'>, Local<'i32'>],
  arrays: readonly Local<'i32'>[],
  walk: Walk,
): void {
  f.loopWhile(i32.lessUnsigned(table, end), () => {
    walk.start();
    const offset = f.let(i32.load(table, ENTRY.offset));
    const whole = f.let(i32.add(offset, i32.load(table, ENTRY.whole)));
    const half = (number: 0 | 1, mask?: I32): void => {
      const addresses = arrays.map((array) => f.let(i32.add(array, offset)));
      walk.half({ number, addresses, at: HALVES[number], mask });
    };
    f.loopWhile(i32.lessUnsigned(offset, whole), () => {
      half(0);
      half(1);
      f.advance(offset, ROW_BYTES);
    });
    const mask = f.let(i32.load(table, ENTRY.mask));
    half(0, mask);
    // Skip the second half if its mask is empty.
    f.when(i32.load(mask, HALVES[1]), () => half(1, mask));
    walk.finish(out, f64x2.ofIntegers(v128.loadSplat(table, ENTRY.count)));
    f.advance(table, SPAN_BYTES);
    f.advance(out, RESULT_BYTES);
  });
}

export const SPAN_SOURCES: readonly FunctionSource[] = [
  {
    name: 'gradientFigures',
    parameterCount: 4,
    body(f, out, table, end, gradient) {
      const squares = newSum(f);
      const most = [f.let(v128.bits(0)), f.let(v128.bits(0))] as const;
      eachSpan(f, [out, table, end], [gradient], {
        start: () => clear(f, [...squares, ...most]),
        half({ number, addresses: [g], at, mask }) {
          pairsAt(f, g!, at, mask).forEach((pair, i) => more(f, squares[2 * number + i]!, pair));
          const read = v128.load(g!, at);
          const values = mask === undefined ? read : v128.and(read, v128.load(mask, at));
          const largest = most[number];
          f.set(largest, v128.pmax(largest, v128.abs(values)));
        },
        finish(result, count) {
          const half = folded(f, squares);
          const sum = f.let(add(half, swapped(half)));
          f.store(result, GRADIENT.rms * DOUBLE_BYTES, v128.shuffle(rms(sum, count), sum, [0, 1, 4, 5]));
          const largest = f64x2.promoteLow(reduced(f, v128.pmax(...most), v128.pmax));
          // NaN ranks above every number, so it is never hidden.
          f.store(result, GRADIENT.most * DOUBLE_BYTES, v128.or(largest, f64x2.differ(sum, sum)));
        },
      });
    },
  },
];
