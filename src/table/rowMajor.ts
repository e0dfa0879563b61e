// Writes scaled features row by row, as training reads them.
import { scaled, type Scale } from './scale.js';

export interface RowsTask {
  readonly kind: 'rows';
  readonly features: readonly {
    readonly values: Float64Array;
    /** For a feature of 0 and 1: the value that becomes 1. */
    readonly category: number | null;
    readonly scale: Scale;
  }[];
  /** Rows of the table. */
  readonly rows: Int32Array;
  /** [rows, features]. */
  readonly x: Float32Array;
  /** Those of `rows` that this task writes. */
  readonly from: number;
  readonly to: number;
}

/** Rows that are written together, so that they stay in the processor's cache. */
const ROWS_TOGETHER = 512;
/** Blocks between two pauses. */
const BLOCKS = 64;

export function* writeRows({ features, rows, x, from, to }: RowsTask): Generator<void, null> {
  const width = features.length;
  for (let start = from, block = 1; start < to; start += ROWS_TOGETHER, block += 1) {
    const end = Math.min(to, start + ROWS_TOGETHER);
    for (let k = 0; k < width; k += 1) {
      const { values, category, scale } = features[k]!;
      let at = start * width + k;
      if (category === null) for (let i = start; i < end; i += 1, at += width) x[at] = scaled(values[rows[i]!]!, scale);
      else for (let i = start; i < end; i += 1, at += width) x[at] = Number(values[rows[i]!] === category);
    }
    if (block % BLOCKS === 0) yield;
  }
  return null;
}
