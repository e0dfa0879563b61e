// The order of filling a map: coarse to fine, so that an early picture sharpens.

export interface SweepCell {
  readonly column: number;
  readonly row: number;
}

/** All cells of a columns × rows map: first every 2^k-th, then every 2^(k-1)-th, ... */
export function sweepOrder(columns: number, rows: number): SweepCell[] {
  const cells: SweepCell[] = [];
  let coarsest = 1;
  while (coarsest * 2 < Math.max(columns, rows)) coarsest *= 2;
  for (let stride = coarsest; stride >= 1; stride /= 2) {
    const before = stride === coarsest ? Infinity : 2 * stride;
    for (let row = 0; row < rows; row += stride)
      for (let column = 0; column < columns; column += stride)
        if (row % before !== 0 || column % before !== 0 || before === Infinity) cells.push({ column, row });
  }
  return cells;
}
