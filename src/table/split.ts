// Splits rows into training and validation rows.
import { createRng } from '../core/random/rng.js';

export interface RowSplit {
  /** Ascending row numbers. */
  readonly train: Int32Array;
  readonly validation: Int32Array;
}

/**
 * Holds out a share of the rows: the same share of each class, rounded to whole rows, and never a whole class. At least two rows
 * stay for training. `labels`: the class of each row; null for regression.
 */
export function splitRows(rows: number, share: number, seed: number, labels: Float64Array | null): RowSplit {
  const wanted = Math.min(rows - 2, Math.round(share * rows));
  if (wanted <= 0) return { train: counting(rows), validation: new Int32Array(0) };
  const random = createRng(seed, 'validation');
  const held = new Uint8Array(rows);
  const order = random.permutation(rows);
  const groups = new Map<number, number[]>();
  for (const row of order) {
    const label = labels?.[row] ?? 0;
    const group = groups.get(label);
    if (group === undefined) groups.set(label, [row]);
    else group.push(row);
  }
  let count = 0;
  // Give rows to the largest remainders first, so that the total is as requested.
  const parts = [...groups].sort((a, b) => a[0] - b[0]).map(([, group]) => ({ group, exact: share * group.length }));
  const take = parts.map(({ group, exact }) => Math.min(group.length - 1, Math.floor(exact)));
  count = take.reduce((sum, n) => sum + n, 0);
  const byRemainder = parts
    .map(({ exact }, i) => ({ i, rest: exact - Math.floor(exact) }))
    .sort((a, b) => b.rest - a.rest || a.i - b.i);
  for (const { i } of byRemainder)
    if (count < wanted && take[i]! < parts[i]!.group.length - 1) {
      take[i] = take[i]! + 1;
      count += 1;
    }
  parts.forEach(({ group }, i) => group.slice(0, take[i]).forEach((row) => (held[row] = 1)));
  const numbers = counting(rows);
  return { train: numbers.filter((i) => held[i] === 0), validation: numbers.filter((i) => held[i] === 1) };
}

/** 0, 1, 2 and so on. A loop: the iterator of `from` takes ten times as long. */
function counting(count: number): Int32Array {
  const numbers = new Int32Array(count);
  for (let i = 0; i < count; i += 1) numbers[i] = i;
  return numbers;
}
