// Four floats as two pairs of doubles and back, for values computed in double and stored in single precision.
import type { FunctionBuilder } from './assembler.js';
import { f64x2, v128, type I32, type V128 } from './instructions.js';

const { add, promoteLow, demote } = f64x2;

/** Swaps the halves of a vector. */
export const swapped = (v: V128): V128 => v128.shuffle(v, v, [2, 3, 0, 1]);

export const pairs = (f: FunctionBuilder, floats: V128): readonly [V128, V128] => [
  f.let(promoteLow(floats)),
  f.let(promoteLow(swapped(floats))),
];

/** Bytes of the floats that make a pair of doubles. */
const PAIR_BYTES = 8;

/** Loads four floats as two pairs; one instruction reads and widens each. `mask`: address of the lane mask. */
export const pairsAt = (f: FunctionBuilder, address: I32, offset: number, mask?: I32): readonly [V128, V128] => {
  const pair = (at: number): V128 => {
    const read = v128.loadLow(address, at);
    return f.let(promoteLow(mask === undefined ? read : v128.and(read, v128.loadLow(mask, at))));
  };
  return [pair(offset), pair(offset + PAIR_BYTES)];
};

/** Adds the lanes of each of two pairs and returns the pair of sums. */
export const across = (a: V128, b: V128): V128 =>
  add(v128.shuffle(a, b, [0, 1, 4, 5]), v128.shuffle(a, b, [2, 3, 6, 7]));

/** Reduces four float lanes to one value, in all lanes. */
export function reduced(f: FunctionBuilder, floats: V128, of: (a: V128, b: V128) => V128): V128 {
  const four = f.let(floats);
  const two = f.let(of(four, swapped(four)));
  return f.let(of(two, v128.shuffle(two, two, [1, 0, 3, 2])));
}

export const joined = (low: V128, high: V128): V128 => v128.shuffle(demote(low), demote(high), [0, 1, 4, 5]);
