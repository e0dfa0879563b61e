// The line of a data row in the file, for messages alone: finding it reads the text once more.
import type { Dialect } from './look.js';
import { splitRecords } from './records.js';

/** Row from 0; null where the line is not known. */
export type LineFinder = (row: number) => number | null;

/** A larger text takes seconds to split. */
const MOST_BYTES = 200e6;

export const nearestLine =
  (read: () => string, { delimiter, quote, skip }: Dialect, bytes: number): LineFinder =>
  (row) => {
    if (bytes > MOST_BYTES) return null;
    const { records } = splitRecords(read().replace(/^\ufeff/, ''), delimiter, quote);
    return records.filter(({ line }) => line > skip)[row]?.line ?? null;
  };
