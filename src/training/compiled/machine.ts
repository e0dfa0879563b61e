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

interface Chunk {
  /** Its first tile, and how many. */
  readonly first: number;
  readonly count: number;
  /** Whether it is added to what came before: 1, or 0 for the first. */
  readonly accumulate: 0 | 1;
}

const known = new Map<number, readonly Chunk[]>();

/** All of so many tiles, in pieces. Made once for each number, of which a run has a handful: a step asks for them in every layer. */
export function chunksOf(tiles: number): readonly Chunk[] {
  const made = known.get(tiles);
  if (made !== undefined) return made;
  const chunks = Array.from({ length: Math.ceil(tiles / CHUNK_TILES) }, (_, i): Chunk => {
    const first = i * CHUNK_TILES;
    return { first, count: Math.min(CHUNK_TILES, tiles - first), accumulate: i === 0 ? 0 : 1 };
  });
  known.set(tiles, chunks);
  return chunks;
}
