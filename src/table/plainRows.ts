// Reads rows of text without quoted line ends: numbers into arrays, and the other cells as they are written into a narrower text.
import { NumberReader } from './plainNumber.js';
import { MissingCells } from './plainMissing.js';
import { MISSING } from './words.js';

export interface RowShape {
  /** Bytes. */
  readonly delimiter: number;
  readonly quote: number;
  /** Whether a column holds numbers. */
  readonly numeric: readonly boolean[];
}

const [LF, CR, BLANK] = [10, 13, 32];
/** A blank that does not break, in UTF-8. */
const NBSP = [0xc2, 0xa0];
const LONGEST_MISSING = Math.max(...MISSING.map((word) => word.length));
const FIRST_OF_MISSING = new Set(
  MISSING.flatMap((word) => [...Buffer.from(word.slice(0, 1) + word.slice(0, 1).toUpperCase())]),
);

export class RowReader {
  /** Number of the next row. */
  row: number;
  /** Whether the narrower text has no blanks around cells, and no words for missing ones. */
  clean = true;
  /** Whether a line ended in LF, and whether one ended in CR LF. */
  feeds = false;
  returns = false;
  private readonly numbers = new NumberReader();
  private readonly missingCells = new MissingCells();
  private readonly words: boolean;
  /** Length of the narrower text that has not been taken yet. */
  private written = 0;

  /**
   * @param columns an array for each column of numbers, null for another
   * @param text place for the narrower text of all bytes that `read` gets at once. A row of it begins with a separator.
   */
  constructor(
    private readonly shape: RowShape,
    private readonly columns: readonly (Float64Array | null)[],
    private readonly text: Uint8Array,
    firstRow: number,
  ) {
    this.row = firstRow;
    this.words = columns.includes(null);
  }

  /** Takes the narrower text: it gives the number of its bytes. */
  taken(): number {
    const { written } = this;
    this.written = 0;
    return written;
  }

  /** Reads whole lines. False: there are more than up to `lastRow`, or something that DuckDB has to judge. */
  read(bytes: Uint8Array, end: number, lastRow: number): boolean {
    let at = 0;
    while (at < end) {
      // DuckDB skips empty lines too.
      const after = this.lineEnd(bytes, at);
      if (after >= 0) {
        at = after;
        continue;
      }
      if (this.row >= lastRow) return false;
      at = this.readRow(bytes, at);
      if (at < 0) return false;
      this.row += 1;
    }
    return true;
  }

  /** The byte after the row that begins at a byte; -1 if it is not plain. */
  private readRow(bytes: Uint8Array, from: number): number {
    const { columns, numbers, row } = this;
    const { delimiter } = this.shape;
    const last = columns.length - 1;
    let at = from;
    for (let i = 0; i <= last; i += 1) {
      const column = columns[i]!;
      if (column === null) at = this.copy(bytes, at);
      else {
        const value = numbers.read(bytes, at);
        column[row] = value;
        at = Number.isNaN(value) ? this.missing(bytes, at) : numbers.at;
      }
      if (at < 0) return -1;
      if (i === last) break;
      if (bytes[at] !== delimiter) return -1;
      at += 1;
    }
    if (this.words) this.text[this.written++] = LF;
    return this.lineEnd(bytes, at);
  }

  /** The byte after the line end at a byte; -1 if there is none. */
  private lineEnd(bytes: Uint8Array, at: number): number {
    const byte = bytes[at];
    if (byte === LF) {
      this.feeds = true;
      return at + 1;
    }
    if (byte !== CR || bytes[at + 1] !== LF) return -1;
    this.returns = true;
    return at + 2;
  }

  private isEnd(byte: number): boolean {
    return byte === this.shape.delimiter || byte === LF || byte === CR;
  }

  /** The byte after a word for a missing number; -1 if there is none. */
  private missing(bytes: Uint8Array, from: number): number {
    let at = from;
    while (!this.isEnd(bytes[at]!)) at += 1;
    return this.missingCells.has(bytes, from, at) ? at : -1;
  }

  /** Copies a cell, but nothing of a word for a missing one. @returns the byte after it; -1 if only DuckDB knows its end */
  private copy(bytes: Uint8Array, from: number): number {
    const { delimiter, quote } = this.shape;
    const quoted = bytes[from] === quote;
    const at = quoted ? this.quotedEnd(bytes, from + 1) : this.plainEnd(bytes, from);
    if (at < 0) return -1;
    let to = this.written;
    this.text[to++] = delimiter;
    const inner = quoted ? 1 : 0;
    const word = this.look(bytes, from + inner, at - inner);
    if (word === 'unclear' || (word === 'missing' && quoted)) this.clean = false;
    if (word !== 'missing' || quoted) for (let i = from; i < at; i += 1) this.text[to++] = bytes[i]!;
    this.written = to;
    return at;
  }

  private plainEnd(bytes: Uint8Array, from: number): number {
    let at = from;
    for (; !this.isEnd(bytes[at]!); at += 1) if (bytes[at] === this.shape.quote) return -1;
    return at;
  }

  /** Quotes within the cell are doubled. */
  private quotedEnd(bytes: Uint8Array, from: number): number {
    const { quote } = this.shape;
    for (let at = from; ; at += 1) {
      const byte = bytes[at];
      if (byte === LF || byte === CR) return -1;
      if (byte === quote && bytes[++at] !== quote) return at;
    }
  }

  /** Whether a cell means that there is none, or has blanks around it. */
  private look(bytes: Uint8Array, from: number, to: number): 'word' | 'missing' | 'unclear' {
    if (from === to) return 'missing';
    const [first, last] = [bytes[from]!, bytes[to - 1]!];
    if (first <= BLANK || last <= BLANK || first === NBSP[0] || last === NBSP[1]) return 'unclear';
    const short = to - from <= LONGEST_MISSING && FIRST_OF_MISSING.has(first);
    return short && this.missingCells.has(bytes, from, to) ? 'missing' : 'word';
  }
}
