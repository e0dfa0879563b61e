// What a pass over the network works with: kernels, the memory as floats, and how many tiles the present batch has.
import type { Kernels } from './wasm/kernels.js';

export interface Machine {
  readonly kernels: Kernels;
  /** The whole memory; index = byte address / 4. */
  readonly floats: Float32Array;
  /** Tiles of the present batch. */
  tiles: number;
}

/**
 * Sums over very many samples run in pieces of 1,024: each piece in registers, the pieces on top of each other in memory, so that
 * the rounding of float32 grows with the longest piece and the number of pieces, not with their product.
 */
const CHUNK_TILES = 128;

export function inChunks(tiles: number, body: (first: number, count: number, accumulate: 0 | 1) => void): void {
  for (let first = 0; first < tiles; first += CHUNK_TILES)
    body(first, Math.min(CHUNK_TILES, tiles - first), first === 0 ? 0 : 1);
}
