// The working set of a pass: kernels, memory as floats, and the number of tiles in the batch.
import type { Kernels } from '../simd/kernels.js';

export interface Machine {
  readonly kernels: Kernels;
  /** The whole memory; index = byte address / 4. */
  readonly floats: Float32Array;
  /** Tiles of the present batch. */
  tiles: number;
  /** Whether dropout is on: in training. */
  dropping: boolean;
}

/**
 * Sums over many samples run in pieces of 1,024: registers sum a piece, memory accumulates the pieces. So
 * float32 rounding grows with the length of a piece plus the number of pieces, not with their product.
 */
const CHUNK_TILES = 128;

interface Chunk {
  /** Index of its first tile, and number of tiles. */
  readonly first: number;
  readonly count: number;
  /** Whether to accumulate: 1, or 0 for the first piece. */
  readonly accumulate: 0 | 1;
}

const known = new Map<number, readonly Chunk[]>();

/** All pieces for a number of tiles; cached, because every layer asks for them in every step. */
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
