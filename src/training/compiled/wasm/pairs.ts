// Four floats as two pairs of doubles, and back: for what is computed in double precision and kept in single.
import { f64x2, v128, type FunctionBuilder, type V128 } from './assembler.js';

const { promoteLow, demote } = f64x2;

/** The two halves of a vector changed over. */
export const swapped = (v: V128): V128 => v128.shuffle(v, v, [2, 3, 0, 1]);

export const pairs = (f: FunctionBuilder, floats: V128): readonly [V128, V128] => [
  f.let(promoteLow(floats)),
  f.let(promoteLow(swapped(floats))),
];

export const joined = (low: V128, high: V128): V128 => v128.shuffle(demote(low), demote(high), [0, 1, 4, 5]);
