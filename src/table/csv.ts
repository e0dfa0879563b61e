// Reads CSV with DuckDB, in the dialect that the first lines show.
import { readFileSync } from 'node:fs';
import { sanitizeLine } from '../core/text/sanitize.js';
import { thousands } from '../core/table/words.js';
import { messageOf, UserError } from '../core/userError.js';
import { cell, distinctNames, nameOf, number } from './cells.js';
import { csvFrom, type CsvColumn } from './csvQuery.js';
import { openDuck, type Duck } from './duck.js';
import { Comments } from './comments.js';
import { ALLOWED } from './foreign.js';
import { cellsAt, nearestLine } from './lines.js';
import { load, type Loaded, type Part } from './load.js';
import { loading } from './loading.js';
import { lookAt, tabsForBlanks, type Dialect } from './look.js';
import type { RawColumn, RawTable, ReadOptions } from './raw.js';
import type { Source } from './source.js';
import { isTooLarge } from './numbers.js';
import { loadPlain } from './plainCsv.js';
import { MISSING } from './words.js';

/** `leastPlain`: the bytes from which on threads try to read the file. They also check the bytes, unless that is done. */
export async function readCsv(given: Source, options: ReadOptions, leastPlain: number): Promise<RawTable> {
  if (given.check === null) return readChecked(given, options, leastPlain);
  const dialect = lookAt(given.head, given.whole, options.header);
  const tried = isTyped(given, dialect) && !dialect.blanks && !dialect.comments;
  const plain = tried ? await loadPlain(given, dialect, options, leastPlain) : null;
  if (plain !== null) return tableOf(given, dialect, { ...plain, file: given.file, left: 0 }, options);
  const checked = await given.check();
  return readChecked(checked, options, tried && checked.file === given.file ? Infinity : leastPlain);
}

async function readChecked(given: Source, options: ReadOptions, leastPlain: number): Promise<RawTable> {
  const dialect = lookAt(given.head, given.whole, options.header);
  const cleaner = cleanerOf(dialect);
  const source = dialect.blanks || dialect.comments ? await given.rewritten(cleaner.change) : given;
  const opened = await loadCsv(source, dialect, options, leastPlain);
  return tableOf(source, dialect, { ...opened, left: opened.left + cleaner.comments.left }, options);
}

/** `left` of what was opened: all comments. */
function tableOf(source: Source, dialect: Dialect, opened: Opened, options: ReadOptions): RawTable {
  const { duck, file, loaded, left } = opened;
  const found = Array.from({ length: dialect.numeric.length }, (_, i) =>
    dialect.header ? nameOf(dialect.names[i] ?? '', i) : String(i + 1),
  );
  const columns = distinctNames(found).map((name, i): RawColumn => {
    const numbers = loaded.numbers[i] ?? null;
    return { sql: `c${i}`, name, kind: numbers === null ? 'text' : 'number', numbers };
  });
  return {
    duck,
    crew: options.crew,
    name: source.name,
    format: dialect.delimiter === '\t' && !dialect.blanks ? 'tsv' : 'csv',
    encoding: source.encoding,
    header: dialect.header,
    headerWhy: dialect.why,
    delimiter: dialect.blanks ? ' ' : dialect.delimiter,
    columns,
    rows: loaded.rows,
    warnings: leftOut(left),
    lineOf: options.sample === null ? nearestLine(() => readFileSync(file, 'utf8'), dialect, source.bytes) : () => null,
    close() {
      duck.close();
      source.dispose();
    },
  };
}

const leftOut = (count: number): string[] =>
  count === 0
    ? []
    : [`${thousands(count)} ${count === 1 ? 'line that begins' : 'lines that begin'} with # left out as comments`];

interface Cleaner {
  readonly comments: Comments;
  readonly change: (line: string) => string;
}

/** A comment becomes an empty line, so that the other lines keep their numbers. */
function cleanerOf({ delimiter, quote, numeric, top, blanks }: Dialect): Cleaner {
  const comments = new Comments({ delimiter, quote, width: numeric.length, top });
  return { comments, change: (line) => comments.without(blanks ? tabsForBlanks(line) : line) };
}

interface Opened {
  readonly duck: Duck;
  readonly file: string;
  readonly loaded: Loaded;
  /** Comments that were left out to read the file. */
  readonly left: number;
}

/** Words for a missing number. Each word costs time in every cell, so the words in the first lines are tried first. */
const MISSING_CELLS = [...new Set(['', ...MISSING.flatMap((word) => [word, word.toUpperCase()]), 'NaN', '-NaN'])];

/** Ways to read a file, the fastest first. */
function waysOf(typed: boolean, head: string): readonly Way[] {
  const text = { numbers: false, missing: MISSING_CELLS };
  if (!typed) return [text];
  const seen = MISSING_CELLS.filter((word) => head.includes(word));
  const numbers = { numbers: true, missing: MISSING_CELLS };
  return seen.length < MISSING_CELLS.length ? [{ numbers: true, missing: seen }, numbers, text] : [numbers, text];
}

/** Whether columns can be read as numbers. The point in "1.234" may separate thousands. */
const isTyped = ({ head }: Source, { delimiter }: Dialect): boolean => delimiter === ',' || !/\d,\d/.test(head);

/** Takes types from the first lines, which is fast; reads text if a later cell is not a number; cleans lines that DuckDB rejects. */
async function loadCsv(source: Source, dialect: Dialect, options: ReadOptions, leastPlain: number): Promise<Opened> {
  const typed = isTyped(source, dialect);
  const attempt = async (from: Source, { numbers, missing }: Way): Promise<Opened | null> => {
    const duck = await openDuck([from.file], options.watch.signal);
    try {
      const columns = partsOf(dialect, numbers, options);
      const loaded = await load(
        duck,
        columns,
        csvFrom([from.file], dialect, columnsOf(columns), [...missing, ...options.missingWords]),
        options,
        {
          expected: rowsIn(from),
          tell: loading(from, options.watch),
        },
      );
      if (numbers && (isBeyond(loaded) || (from.joinedDigits && (await joinsDigits(duck, from.file, dialect))))) {
        duck.close();
        return null;
      }
      return { duck, file: from.file, loaded, left: 0 };
    } catch (error) {
      duck.close();
      throw error;
    }
  };
  const ways = waysOf(typed, source.head);
  const both = async (from: Source): Promise<Opened> => {
    const plain = typed ? await loadPlain(from, dialect, options, leastPlain) : null;
    if (plain !== null) return { ...plain, file: from.file, left: 0 };
    for (const [i, way] of ways.entries()) {
      try {
        const opened = await attempt(from, way);
        if (opened !== null) return opened;
      } catch (error) {
        if (i === ways.length - 1 || !/convert|conversion|cast/i.test(messageOf(error))) throw error;
      }
    }
    throw new Error('no way left');
  };
  try {
    return await both(source);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { comments, change } = cleanerOf({ ...dialect, blanks: false, top: 0 });
    const clean = await source.rewritten(change);
    try {
      const opened = await both(clean);
      return { ...opened, left: comments.left };
    } catch (again) {
      const cells = (line: number): number | null =>
        cellsAt(() => readFileSync(clean.file, 'utf8'), dialect, clean.bytes, line);
      throw new UserError(`${source.name}: ${csvMistake(again, dialect, cells)}`, { cause: error });
    }
  }
}

interface Way {
  /** Whether columns of numbers, by the first lines, are read as numbers. */
  readonly numbers: boolean;
  readonly missing: readonly string[];
}

/** Whether some number is infinite or too large to train on. Text shows how the file spells it. */
const isBeyond = ({ numbers }: Loaded): boolean =>
  numbers.some((column) => column !== null && isTooLarge(column.range));

/** Whether a number contains an underscore, which DuckDB takes for a number and `words.ts` does not. */
async function joinsDigits(duck: Duck, file: string, dialect: Dialect): Promise<boolean> {
  const columns = dialect.numeric.map((): Part => ({ kind: 'text', sql: '' }));
  const joined = dialect.numeric.flatMap((numbers, i) => (numbers ? [`contains(c${i}, '_')`] : []));
  if (joined.length === 0) return false;
  const found = await duck.rows(
    `SELECT 1 AS found FROM ${csvFrom([file], dialect, columnsOf(columns), [''])} WHERE ${joined.join(' OR ')} LIMIT 1`,
  );
  return found.length > 0;
}

const partsOf = ({ numeric }: Dialect, typed: boolean, options: ReadOptions): Part[] =>
  numeric.map((numbers, i) =>
    typed && numbers
      ? { kind: 'number', sql: number(`c${i}`, options) }
      : { kind: 'text', sql: cell(`c${i}`, options) },
  );

const columnsOf = (parts: readonly Part[]): CsvColumn[] =>
  parts.map(({ kind }, i) => ({ name: `c${i}`, type: kind === 'number' ? 'DOUBLE' : 'VARCHAR' }));

/** About how many rows the file has, by its first lines; rather too many. */
const rowsIn = ({ head, bytes }: Source): number =>
  1000 + (1.1 * bytes * head.split('\n').length) / Math.max(1, Buffer.byteLength(head));

/** Turns a message of DuckDB into one of this program. `cells`: the number of cells of a line. */
function csvMistake(error: unknown, { numeric }: Dialect, cells: (line: number) => number | null): string {
  const message = messageOf(error);
  const line = /Line: (\d+)/.exec(message)?.[1];
  const where = line === undefined ? '' : `line ${line}: `;
  const [, found] = /Found: (\d+)/.exec(message) ?? [];
  const columns = numeric.length === 1 ? 'one column' : `${numeric.length} columns`;
  if (found !== undefined) {
    // DuckDB stops to count at the first cell too many.
    const counted = line === undefined ? null : cells(Number(line));
    const values = counted === null || counted === numeric.length ? Number(found) : counted;
    return `${where}${values} ${values === 1 ? 'value' : 'values'}, but the table has ${columns}`;
  }
  // The options follow, among them the word quote.
  const reason = /\n([^\n]+)\n+Possible (?:solution|fix)/i.exec(message)?.[1] ?? message.split('\n')[0]!;
  if (/line size/i.test(reason)) return `${where}longer than 4 MB; allowed: lines up to 4 MB`;
  if (/quote/i.test(reason))
    return `${where}a quote that does not end its value; allowed: quotes around the whole value, with inner quotes doubled`;
  return `${where}${sanitizeLine(reason)}; ${ALLOWED}`;
}
