// Splits rows into training and validation rows.
import { createRng } from '../core/random/rng.js';

export interface RowSplit {
  /** Ascending row numbers. */
  readonly train: Int32Array;
  readonly validation: Int32Array;
}

/**
 * Holds out a share of the rows: the same share of each class, rounded to whole rows, and never a whole class. At least two rows
 * stay for training. `labels`: the class of each row, from 0; null for regression.
 */
export function splitRows(rows: number, share: number, seed: number, labels: Float64Array | null): RowSplit {
  const wanted = Math.min(rows - 2, Math.round(share * rows));
  const held = new Uint8Array(rows);
  let count = 0;
  if (wanted > 0) {
    const left = heldOfEach(labels === null ? [rows] : sizesOf(labels), share, wanted);
    const most = left.reduce((sum, n) => sum + n, 0);
    const order = createRng(seed, 'validation').permutation(rows);
    for (let i = 0; count < most; i += 1) {
      const row = order[i]!;
      const label = labels === null ? 0 : labels[row]!;
      if (left[label]! === 0) continue;
      left[label]! -= 1;
      held[row] = 1;
      count += 1;
    }
  }
  return { train: rowsWhere(held, 0, rows - count), validation: rowsWhere(held, 1, count) };
}

/** Number of rows of each class. */
function sizesOf(labels: Float64Array): number[] {
  const sizes: number[] = [];
  for (let i = 0; i < labels.length; i += 1) sizes[labels[i]!] = (sizes[labels[i]!] ?? 0) + 1;
  return Array.from(sizes, (size) => size ?? 0);
}

/** Number of rows to hold out of each class. The largest remainders get a row more first, so that the total is as requested. */
function heldOfEach(sizes: readonly number[], share: number, wanted: number): number[] {
  const most = sizes.map((size) => Math.max(0, size - 1));
  const held = sizes.map((size, i) => Math.min(most[i]!, Math.floor(share * size)));
  let count = held.reduce((sum, n) => sum + n, 0);
  const byRemainder = sizes
    .map((size, i) => ({ i, rest: share * size - Math.floor(share * size) }))
    .sort((a, b) => b.rest - a.rest || a.i - b.i);
  for (const { i } of byRemainder)
    if (count < wanted && held[i]! < most[i]!) {
      held[i]! += 1;
      count += 1;
    }
  return held;
}

function rowsWhere(held: Uint8Array, value: 0 | 1, count: number): Int32Array {
  const rows = new Int32Array(count);
  let at = 0;
  for (let row = 0; row < held.length; row += 1)
    if (held[row] === value) {
      rows[at] = row;
      at += 1;
    }
  return rows;
}
