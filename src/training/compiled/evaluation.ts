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

/** Sum of the targets of sample `i`: 1 for a class, 0 or 1 for a single output that says yes or no. */
export function targetSum({ y, firstRow, outputs }: Evaluation, i: number): number {
  let sum = 0;
  for (let j = (firstRow + i) * outputs, end = j + outputs; j < end; j += 1) sum += y[j]!;
  return sum;
}
