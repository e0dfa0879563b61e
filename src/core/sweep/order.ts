// The order of filling a map: coarse to fine, so that an early picture sharpens.

export interface SweepCell {
  readonly column: number;
  readonly row: number;
}

/** All cells of a columns × rows map: first every 2^k-th, then every 2^(k-1)-th, ... */
export function sweepOrder(columns: number, rows: number): SweepCell[] {
  const cells: SweepCell[] = [];
  const seen = new Set<number>();
  let stride = 1;
  while (stride * 2 < Math.max(columns, rows)) stride *= 2;
  for (; stride >= 1; stride = stride === 1 ? 0 : stride / 2) {
    for (let row = 0; row < rows; row += stride)
      for (let column = 0; column < columns; column += stride) {
        const key = row * columns + column;
        if (seen.has(key)) continue;
        seen.add(key);
        cells.push({ column, row });
      }
    if (stride === 1) break;
  }
  return cells;
}
