// What a loss reads and writes: outputs in tiles of 8 samples.
import { TILE } from '../simd/tile.js';

export interface Evaluation {
  /** Tiles [tiles][outputs][8], as are the other two. */
  readonly logits: Float32Array;
  /** Output parameter: the model's output. */
  readonly output: Float32Array;
  /** Output parameter unless null: d mean loss / d logits, 0 in lanes without a sample. */
  readonly d: Float32Array | null;
  /** Row-major [.., outputs], read from row `firstRow`. */
  readonly y: Float32Array;
  readonly firstRow: number;
  readonly samples: number;
  readonly outputs: number;
}

/** Index of the first output of sample `i`; each further output is one tile row later. */
export const placeOf = (i: number, outputs: number): number => (i - (i % TILE)) * outputs + (i % TILE);
