// Counts the rows without a missing value while columns are left out.
import type { Column } from './columns.js';
import type { Values } from './values.js';

export class CompleteRows {
  /** Missing values of each row in the needed columns. */
  private readonly gaps: Uint32Array;

  private constructor(rows: number) {
    this.gaps = new Uint32Array(rows);
  }

  static async of(needed: readonly Column[], values: Values, rows: number): Promise<CompleteRows> {
    const complete = new CompleteRows(rows);
    for (const column of needed) if (column.missing > 0) complete.add(await values.of(column), 1);
    return complete;
  }

  /** A column is needed no longer. */
  async without(column: Column, values: Values): Promise<void> {
    this.add(await values.of(column), -1);
  }

  private add(cells: Float64Array, change: 1 | -1): void {
    for (let i = 0; i < cells.length; i += 1) if (Number.isNaN(cells[i]!)) this.gaps[i]! += change;
  }

  /** Their numbers, ascending. */
  rows(): Int32Array {
    const rows = new Int32Array(this.gaps.length);
    let count = 0;
    for (let i = 0; i < rows.length; i += 1) if (this.gaps[i] === 0) rows[count++] = i;
    return rows.subarray(0, count);
  }
}
