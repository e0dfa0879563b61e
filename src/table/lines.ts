// Finds the line of a data row in the file, for messages only: it reads the text again.
import type { Dialect } from './look.js';
import { splitRecords } from './records.js';

/** `row` counts from 0; null if the line is unknown. */
export type LineFinder = (row: number) => number | null;

/** Splitting a larger text takes seconds. */
const MOST_BYTES = 200e6;

/** Number of cells of the record at a line; null if it is unknown. */
export function cellsAt(read: () => string, { delimiter, quote }: Dialect, bytes: number, line: number): number | null {
  if (bytes > MOST_BYTES) return null;
  const { records } = splitRecords(read().replace(/^\ufeff/, ''), delimiter, quote);
  return records.find((one) => one.line === line)?.cells.length ?? null;
}

export const nearestLine =
  (read: () => string, { delimiter, quote, skip }: Dialect, bytes: number): LineFinder =>
  (row) => {
    if (bytes > MOST_BYTES) return null;
    const { records } = splitRecords(read().replace(/^\ufeff/, ''), delimiter, quote);
    return records.filter(({ line }) => line > skip)[row]?.line ?? null;
  };
