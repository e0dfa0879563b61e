// Cells that are none of what their column holds.
import { sanitizeLine } from '../core/text/sanitize.js';
import type { Duck } from './duck.js';

export interface Odd {
  readonly cell: string;
  readonly count: number;
  /** Row of the first such cell, from 0. */
  readonly row: number;
  /** Whether it is a number, but too large. */
  readonly large: boolean;
}

/** A column with at least this share of numbers is numeric, or of dates a date, if it has at most `MOST_ODD` other words. */
export const MOSTLY = 0.6;
export const MOST_ODD = 5;

/** The first different cells, one more than `MOST_ODD` at most. */
export async function oddCells(duck: Duck, c: string, where: string): Promise<Odd[]> {
  const rows = await duck.rows(
    `SELECT ${c} AS v, count(*) AS n, min(rowid) AS r FROM t WHERE ${where} GROUP BY 1 ORDER BY r LIMIT ${MOST_ODD + 1}`,
  );
  return rows.map(({ v, n, r }) => ({
    cell: sanitizeLine(String(v), 40),
    count: Number(n),
    row: Number(r),
    large: false,
  }));
}
