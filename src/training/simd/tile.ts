// Memory layout of activations: tiles of 8 samples, with one row of 8 floats per unit. Inner loops run over contiguous
// memory at any width, and weights are broadcast over lanes. Shape [tiles][units][8].
import type { FunctionBuilder } from './assembler.js';
import { i32, v128, type I32, type Local, type V128 } from './instructions.js';

/** Samples in a tile: two vectors. */
export const TILE = 8;
export const FLOAT_BYTES = 4;
export const DOUBLE_BYTES = 8;
export const VECTOR_BYTES = 16;
/** One unit's values in a tile. */
export const ROW_BYTES = TILE * FLOAT_BYTES;
/** Offsets of a row's two vectors. */
export const HALVES = [0, VECTOR_BYTES] as const;

export const tilesOf = (samples: number): number => Math.ceil(samples / TILE);

export const rowBytes = (units: I32): I32 => i32.mul(units, i32.of(ROW_BYTES));
export const floats = (count: I32): I32 => i32.mul(count, i32.of(FLOAT_BYTES));

/**
 * Walks `count` items in blocks of `most`, then the rest in one smaller block. `body` is emitted for every block size, so
 * each is straight-line code. `index` counts items.
 */
export function inBlocks(
  f: FunctionBuilder,
  count: I32,
  most: number,
  body: (index: Local<'i32'>, size: number) => void,
): void {
  const index = f.let(i32.of(0));
  f.loopWhile(i32.atMostUnsigned(i32.add(index, i32.of(most)), count), () => {
    body(index, most);
    f.advance(index, most);
  });
  const rest = f.let(i32.sub(count, index));
  for (let size = most - 1; size > 0; size -= 1) f.when(i32.eq(rest, i32.of(size)), () => body(index, size));
}

/** Walks units × tiles, unit by unit: `start` once a unit, `body` for every tile with the address offset of the unit's row. */
export function eachUnit(
  f: FunctionBuilder,
  units: I32,
  tiles: I32,
  body: (unitOffset: I32, rows: (row: (offset: Local<'i32'>) => void) => void) => void,
): void {
  const stride = f.let(rowBytes(units));
  const end = f.let(i32.mul(stride, tiles));
  const unit = f.let(i32.of(0));
  f.repeatWhile(i32.lessUnsigned(unit, units), () => {
    body(floats(unit), (row) => {
      const offset = f.let(rowBytes(unit));
      f.repeatWhile(i32.lessUnsigned(offset, end), () => {
        row(offset);
        f.advance(offset, stride);
      });
    });
    f.advance(unit, 1);
  });
}

/** Sum of the four lanes of each of up to four vectors, as one vector: lane k is the sum of vectors[k]. */
export function laneSums(f: FunctionBuilder, vectors: readonly V128[]): V128 {
  const [a, b = v128.of(0), c = v128.of(0), d = v128.of(0)] = vectors as [V128, V128?, V128?, V128?];
  const pairs = (x: V128, y: V128): V128 =>
    v128.add(v128.shuffle(x, y, [0, 4, 1, 5]), v128.shuffle(x, y, [2, 6, 3, 7]));
  // [a0+a2, b0+b2, a1+a3, b1+b3] and the same of c, d.
  const ab = f.let(pairs(a, b));
  const cd = f.let(pairs(c, d));
  return f.let(v128.add(v128.shuffle(ab, cd, [0, 1, 4, 5]), v128.shuffle(ab, cd, [2, 3, 6, 7])));
}
