// Reads a large CSV file of plain rows with several threads: numbers into arrays, and the other cells into narrower files for DuckDB.
// A file with anything that needs DuckDB's rules, such as a quoted line end or a word among numbers, is left to DuckDB as a whole.
import { closeSync, openSync, readSync, rmSync } from 'node:fs';
import path from 'node:path';
import { isFull } from '../core/text/fileTrouble.js';
import { cell } from './cells.js';
import type { Crew } from './crew.js';
import { csvFrom, type CsvColumn } from './csvQuery.js';
import { openDuck, type Duck } from './duck.js';
import { endsOf, type LineEnd } from './encoding.js';
import type { Loaded } from './load.js';
import { loading } from './loading.js';
import type { Dialect } from './look.js';
import { isTooLarge } from './numbers.js';
import type { PartRead, PartTask } from './part.js';
import { RowReader, type RowShape } from './plainRows.js';
import type { Figures, NumberCells } from './ranges.js';
import type { ReadOptions } from './raw.js';
import { sharedDoubles } from './shared.js';
import type { Source } from './source.js';
import { tableFolder } from './temporary.js';

interface PlainRead extends Loaded {
  /** Files of the other columns, in the order of rows. Each row begins with a separator. */
  readonly files: readonly string[];
  /** Whether an empty cell is the only one that is missing, and none has blanks around it. */
  readonly clean: boolean;
  readonly dispose: () => void;
}

/** DuckDB reads a smaller file in less time than threads take to start. */
export const LEAST_BYTES = 8e6;
/** Bytes at a boundary in which a row has to end. */
const SAMPLE_BYTES = 1 << 16;
/** Room for rows that are shorter than those at the boundaries. */
const ROOM = 1.1;
const MORE_ROWS = 1000;
/** Text takes longer to copy than DuckDB takes to find it in the file, from this share of the bytes on. */
const MOST_TEXT = 0.5;
const LF = 10;
/** Polling interval of the progress, in milliseconds. */
const LOOK_MS = 100;

interface Opened {
  /** Has the columns that are no numbers in `t`. */
  readonly duck: Duck;
  readonly loaded: Loaded;
}

/** Whether DuckDB is not needed to draw a sample or to find other words for missing cells. */
export const isForThreads = ({ sample, missingWords }: ReadOptions): boolean =>
  sample === null && missingWords.length === 0;

/**
 * Null if DuckDB has to read the file; also if it is not UTF-8 with line ends of one kind. `leastBytes`: the
 * size from which on this is faster.
 */
export async function loadPlain(
  source: Source,
  dialect: Dialect,
  options: ReadOptions,
  leastBytes = LEAST_BYTES,
): Promise<Opened | null> {
  const read = await readPlain(source, dialect, options, leastBytes);
  if (read === null) return null;
  const { rows, numbers, files, clean, dispose } = read;
  const duck = await openDuck(files, options.watch.signal);
  try {
    if (files.length > 0) {
      const words = numbers.flatMap((column, i) => (column === null ? [`c${i}`] : []));
      const cells = words.map((c) => (clean ? c : `${cell(c, options)} AS ${c}`));
      const columns = ['before', ...words].map((name): CsvColumn => ({ name, type: 'VARCHAR' }));
      const from = csvFrom(files, { ...dialect, skipRows: 0 }, columns, ['']);
      await duck.run(`CREATE TABLE t AS SELECT ${cells.join(', ')} FROM ${from}`);
      const [row] = await duck.rows('SELECT count(*) AS n FROM t');
      if (Number(row?.['n']) !== rows) throw new Error('DuckDB finds other rows');
    }
    return { duck, loaded: { rows, numbers } };
  } catch {
    // DuckDB reads the whole file now, and says what is wrong.
    duck.close();
    return null;
  } finally {
    dispose();
  }
}

async function readPlain(
  source: Source,
  dialect: Dialect,
  options: ReadOptions,
  leastBytes: number,
): Promise<PlainRead | null> {
  const { crew, watch } = options;
  const tell = loading(source, watch);
  const shape = shapeOf(dialect);
  if (shape === null || source.bytes < leastBytes || !isForThreads(options)) return null;
  const above = linesAbove(source, dialect);
  const ends = above === null ? null : endsOf(above);
  if (above === null || ends === null || !isPlain(source, above.length, shape)) return null;
  const parts = partsOf(source, above.length, crew.size);
  if (parts === null) return null;
  const hasText = shape.numeric.includes(false);
  const folder = hasText ? folderOrNull() : null;
  if (hasText && folder === null) return null;
  const dispose = (): void => void (folder !== null && rmSync(folder, { recursive: true, force: true }));
  try {
    const capacity = parts.at(-1)!.lastRow;
    const columns = shape.numeric.map((numeric) => (numeric ? sharedDoubles(capacity) : null));
    const progress = sharedDoubles(parts.length);
    const tasks = parts.map((part, place): PartTask => {
      const words = folder === null ? null : path.join(folder, String(place));
      return { kind: 'part', file: source.file, shape, columns, words, progress, place, ...part };
    });
    const read = await watched(crew, tasks, (bytes) => tell(bytes / source.bytes));
    const merged = read === null || isMixed(ends, read) ? null : joined(columns, tasks, read);
    if (merged !== null) return { ...merged, files: tasks.flatMap(({ words }) => words ?? []), dispose };
    dispose();
    return null;
  } catch (error) {
    dispose();
    if (isFull(error)) return null;
    throw error;
  }
}

function folderOrNull(): string | null {
  try {
    return tableFolder();
  } catch {
    // No place for one, which DuckDB does not need.
    return null;
  }
}

/** Null where a character has several bytes, or blanks separate, or no column holds numbers. */
function shapeOf({ delimiter, quote, numeric, blanks }: Dialect): RowShape | null {
  const bytes = Buffer.from(delimiter + quote);
  if (bytes.length !== 2 || blanks || !numeric.includes(true) || numeric.length < 2) return null;
  return { delimiter: bytes[0]!, quote: bytes[1]!, numeric };
}

/** Whether lines end in more than one way. */
const isMixed = (ends: ReadonlySet<LineEnd>, read: readonly PartRead[]): boolean =>
  new Set([...ends, ...read.flatMap((part) => part.ends)]).size > 1;

/** The bytes before the first row; null if it does not begin in the head. */
function linesAbove({ file }: Source, { skip }: Dialect): Buffer | null {
  const head = bytesAt(file, 0, 2 * SAMPLE_BYTES);
  let at = 0;
  for (let line = 0; line < skip; line += 1) {
    const end = head.indexOf(LF, at);
    if (end < 0) return null;
    at = end + 1;
  }
  return head.subarray(0, at);
}

/** Whether the first rows are plain, and not mostly text. */
function isPlain({ file }: Source, begin: number, shape: RowShape): boolean {
  const bytes = bytesAt(file, begin, SAMPLE_BYTES);
  const end = bytes.lastIndexOf(LF) + 1;
  const columns = shape.numeric.map((numeric) => (numeric ? new Float64Array(end) : null));
  const reader = new RowReader(shape, columns, new Uint8Array(end), 0);
  return end > 0 && reader.read(bytes, end, end) && reader.taken() <= MOST_TEXT * end;
}

type Place = Pick<PartTask, 'from' | 'to' | 'firstRow' | 'lastRow'>;

/** Parts of about the same size that begin with a row. */
function partsOf({ file, bytes }: Source, begin: number, count: number): Place[] | null {
  const starts = [begin];
  let shortest = Infinity;
  for (let i = 0; i < count; i += 1) {
    const near = begin + Math.floor(((bytes - begin) * i) / count);
    const sample = bytesAt(file, near, SAMPLE_BYTES);
    const first = sample.indexOf(LF);
    if (first < 0) return null;
    if (i > 0) starts.push(near + first + 1);
    let ends = 0;
    for (let at = first; at >= 0; at = sample.indexOf(LF, at + 1)) ends += 1;
    shortest = Math.min(shortest, sample.length / ends);
  }
  let lastRow = 0;
  return starts.map((from, i) => {
    const to = starts[i + 1] ?? bytes;
    const firstRow = lastRow;
    lastRow += Math.ceil((ROOM * (to - from)) / shortest) + MORE_ROWS;
    return { from, to, firstRow, lastRow };
  });
}

function bytesAt(file: string, at: number, count: number): Buffer {
  const descriptor = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(count);
    return bytes.subarray(0, readSync(descriptor, bytes, 0, count, at));
  } finally {
    closeSync(descriptor);
  }
}

async function watched(
  crew: Crew,
  tasks: readonly PartTask[],
  tell: (bytes: number) => void,
): Promise<PartRead[] | null> {
  const { progress } = tasks[0]!;
  const look = setInterval(() => tell(progress.reduce((sum, bytes) => sum + bytes, 0)), LOOK_MS);
  try {
    const read = await crew.all(tasks);
    return read.every((one) => one !== null) ? read : null;
  } finally {
    clearInterval(look);
  }
}

/** Closes the gaps between the parts. Null if a number is too large for float32. */
function joined(
  columns: readonly (Float64Array | null)[],
  tasks: readonly PartTask[],
  read: readonly PartRead[],
): Pick<PlainRead, 'rows' | 'numbers' | 'clean'> | null {
  const rows = read.reduce((sum, part) => sum + part.rows, 0);
  const numbers = columns.map((values, column): NumberCells | null => {
    if (values === null) return null;
    let to = 0;
    for (const [i, part] of read.entries()) {
      const { firstRow } = tasks[i]!;
      if (to !== firstRow) values.copyWithin(to, firstRow, firstRow + part.rows);
      to += part.rows;
    }
    return { values: values.subarray(0, rows), ...together(read.map(({ figures }) => figures[column]!)) };
  });
  if (numbers.some((one) => one !== null && isTooLarge(one.range))) return null;
  return { rows, numbers, clean: read.every(({ clean }) => clean) };
}

const together = (figures: readonly Figures[]): Figures =>
  figures.reduce((a, b) => ({
    filled: a.filled + b.filled,
    range: {
      // Of 0 and -0 the first, as in one part.
      min: b.range.min < a.range.min ? b.range.min : a.range.min,
      max: b.range.max > a.range.max ? b.range.max : a.range.max,
      whole: a.range.whole && b.range.whole,
    },
  }));
