// Reads a part of a file of plain rows, piece by piece, into arrays that other threads share.
import { isUtf8 } from 'node:buffer';
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import type { LineEnd } from './encoding.js';
import { RangeFinder, type Figures } from './ranges.js';
import { RowReader, type RowShape } from './plainRows.js';

export interface PartTask {
  readonly kind: 'part';
  readonly file: string;
  /** Bytes from the beginning of a row to the end of one. */
  readonly from: number;
  readonly to: number;
  readonly shape: RowShape;
  /** An array for each column of numbers, null for another. */
  readonly columns: readonly (Float64Array | null)[];
  /** Places in the arrays that this part may use; the last is not one of them. */
  readonly firstRow: number;
  readonly lastRow: number;
  /** File for the cells of the other columns; null without any. */
  readonly words: string | null;
  /** Bytes read so far, by this part at `place`. Shared. */
  readonly progress: Float64Array;
  readonly place: number;
}

export interface PartRead {
  readonly rows: number;
  readonly figures: readonly (Figures | null)[];
  /** Whether the other cells have no blanks around them, and no words for missing ones. */
  readonly clean: boolean;
  readonly ends: readonly LineEnd[];
}

/** Larger pieces leave the processor's cache before their figures are found. */
const PIECE_BYTES = 1 << 18;
const [LF, CR] = [10, 13];

/**
 * Yields after each piece. Returns null if DuckDB has to read the file, or if it is not UTF-8: numbers and separators are ASCII, and the
 * other cells are looked at.
 */
export function* readPart(task: PartTask): Generator<void, PartRead | null> {
  const { file, to, shape, columns, firstRow, lastRow, progress, place } = task;
  const words = task.words === null ? null : openSync(task.words, 'w');
  const descriptor = openSync(file, 'r');
  try {
    const buffer = new Uint8Array(2 * PIECE_BYTES + 2);
    const text = new Uint8Array(words === null ? 0 : buffer.length);
    const reader = new RowReader(shape, columns, text, firstRow);
    const finders = columns.map((column) => (column === null ? null : new RangeFinder(column)));
    let [at, kept] = [task.from, 0];
    while (at < to || kept > 0) {
      const read = readSync(descriptor, buffer, kept, Math.min(PIECE_BYTES, to - at), at);
      at += read;
      // Another program has shortened the file.
      if (read === 0 && at < to) return null;
      let filled = kept + read;
      // The last line of a file may have no end.
      if (read === 0) {
        if (buffer[filled - 1] === CR) return null;
        if (reader.returns && !reader.feeds) buffer[filled++] = CR;
        buffer[filled++] = LF;
      }
      const end = buffer.lastIndexOf(LF, filled - 1) + 1;
      const before = reader.row;
      if ((end === 0 && filled > PIECE_BYTES) || !reader.read(buffer, end, lastRow)) return null;
      for (const finder of finders) finder?.see(before, reader.row);
      if (words !== null) {
        const cells = text.subarray(0, reader.taken());
        if (!isUtf8(cells) || cells.includes(0)) return null;
        // One call may write only a part of them.
        for (let written = 0; written < cells.length;) written += writeSync(words, cells, written);
      }
      buffer.copyWithin(0, end, filled);
      kept = filled - end;
      progress[place] = at - task.from;
      yield;
    }
    const ends: LineEnd[] = [
      ...(reader.feeds ? (['lf'] as const) : []),
      ...(reader.returns ? (['crlf'] as const) : []),
    ];
    const figures = finders.map((one) => one?.figures() ?? null);
    return { rows: reader.row - firstRow, clean: reader.clean, ends, figures };
  } finally {
    closeSync(descriptor);
    if (words !== null) closeSync(words);
  }
}
