// Reads a file into one table of DuckDB: numbers as DOUBLE, times as TIMESTAMP, all else as trimmed text; missing words as NULL.
import { readFileSync } from 'node:fs';
import { availableMemory } from './memory.js';
import { nearestLine, type LineFinder } from './lines.js';
import { sanitizeLine } from '../core/text/sanitize.js';
import { messageOf, UserError } from '../core/userError.js';
import { openDuck, text, type Duck } from './duck.js';
import { lookAt, tabsForBlanks, type Dialect, type HeaderChoice } from './look.js';
import { ALLOWED, openSource, type Source } from './source.js';
import { MISSING } from './words.js';

export interface ReadOptions {
  readonly header: HeaderChoice;
  /** More words for a missing value, as they stand in the file. */
  readonly missingWords: readonly string[];
  /** So many rows, drawn with this seed; null: all. */
  readonly sample: { readonly rows: number; readonly seed: number } | null;
}

export interface RawColumn {
  /** Of the table in DuckDB. */
  readonly sql: string;
  readonly name: string;
  readonly kind: 'number' | 'text' | 'time' | 'nested';
}

export interface RawTable {
  readonly duck: Duck;
  readonly name: string;
  readonly format: string;
  readonly encoding: string | null;
  readonly header: boolean | null;
  readonly headerWhy: string;
  readonly delimiter: string | null;
  readonly columns: readonly RawColumn[];
  readonly rows: number;
  readonly lineOf: LineFinder;
  readonly close: () => void;
}

/** @throws UserError in one line that names the file, and the line where one is wrong */
export async function readTable(file: string, options: ReadOptions): Promise<RawTable> {
  const source = await openSource(file);
  try {
    if (
      source.bytes === 0 ||
      (source.whole && source.format === 'csv' && source.head.replace(/^\ufeff/, '').trim() === '')
    )
      throw new UserError(`${source.name}: the file is empty; a header row and data rows are needed`);
    refuseTooLarge(source, options);
    return source.format === 'csv' ? await readCsv(source, options) : await readTyped(source, options);
  } catch (error) {
    source.dispose();
    throw error;
  }
}

const nameOf = (name: string, i: number): string => sanitizeLine(name, 60) || `column ${i + 1}`;

/** As pandas does it: the second `a` is `a.1`. */
function distinctNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let free = name;
    for (let i = 1; taken.has(free); i += 1) free = `${name}.${i}`;
    taken.add(free);
    return free;
  });
}

const list = (words: readonly string[]): string => `[${words.map(text).join(', ')}]`;
const tuple = (words: readonly string[]): string => `(${words.map(text).join(', ')})`;
const BLANK = text(' \t\r\n\u00a0');

/** A cell of text, trimmed; NULL where it is a word for a missing value. */
function cell(c: string, { missingWords }: ReadOptions): string {
  const trimmed = `trim(${c}, ${BLANK})`;
  const more = missingWords.length === 0 ? '' : ` OR ${trimmed} IN ${tuple(missingWords)}`;
  return `CASE WHEN lower(${trimmed}) IN ${tuple(MISSING)}${more} THEN NULL ELSE ${trimmed} END`;
}
const number = (c: string, { missingWords }: ReadOptions): string => {
  const numbers = missingWords.map(Number).filter(Number.isFinite);
  const more = numbers.length === 0 ? '' : ` OR ${c} IN (${numbers.join(', ')})`;
  return `CASE WHEN isnan(${c}::DOUBLE)${more} THEN NULL ELSE ${c}::DOUBLE END`;
};

/** All rows of `from`, or a seeded sample of them in their order. */
function load(select: string, from: string, { sample }: ReadOptions): string {
  const all = `SELECT ${select} FROM ${from}`;
  if (sample === null) return `CREATE TEMP TABLE t AS ${all}`;
  const numbered = `SELECT *, row_number() OVER () AS rn FROM (${all})`;
  const drawn = `SELECT * FROM (${numbered}) ORDER BY hash(rn * 4294967296 + ${sample.seed}), rn LIMIT ${sample.rows}`;
  return `CREATE TEMP TABLE t AS SELECT * EXCLUDE (rn) FROM (${drawn}) ORDER BY rn`;
}

const rowsOf = async (duck: Duck): Promise<number> =>
  Number((await duck.rows('SELECT count(*) AS n FROM t'))[0]?.['n']);

async function readCsv(given: Source, options: ReadOptions): Promise<RawTable> {
  const dialect = lookAt(given.head, given.whole, options.header);
  const width = dialect.numeric.length;
  const source = dialect.blanks || dialect.comments ? await given.rewritten(cleaner(dialect)) : given;
  const { duck, file } = await loadCsv(source, dialect, options);
  const found = Array.from({ length: width }, (_, i) =>
    dialect.header ? nameOf(dialect.names[i] ?? '', i) : String(i + 1),
  );
  const types = await duck.rows(`SELECT column_name, column_type FROM (DESCRIBE t)`);
  const columns = distinctNames(found).map((name, i): RawColumn => {
    const kind = types[i]?.['column_type'] === 'DOUBLE' ? 'number' : 'text';
    return { sql: `c${i}`, name, kind };
  });
  return {
    duck,
    name: source.name,
    format: dialect.delimiter === '\t' && !dialect.blanks ? 'tsv' : 'csv',
    encoding: source.encoding,
    header: dialect.header,
    headerWhy: dialect.why,
    delimiter: dialect.blanks ? ' ' : dialect.delimiter,
    columns,
    rows: await rowsOf(duck),
    lineOf: options.sample === null ? nearestLine(() => readFileSync(file, 'utf8'), dialect, source.bytes) : () => null,
    close() {
      duck.close();
      source.dispose();
      given.dispose();
    },
  };
}

/** A comment becomes an empty line, which keeps the numbers of the others. */
const cleaner =
  ({ comments, blanks }: Dialect) =>
  (line: string): string => {
    if ((comments && /^\s*#/.test(line)) || line.trim() === '') return '';
    return blanks ? tabsForBlanks(line) : line;
  };

interface Loaded {
  readonly duck: Duck;
  readonly file: string;
}

/** Typed by the first lines, which is fast; as text if a later cell is no number; cleaned if DuckDB does not like the line ends. */
async function loadCsv(source: Source, dialect: Dialect, options: ReadOptions): Promise<Loaded> {
  // In "1.234" the point may stand between thousands: text keeps it.
  const typed = !(dialect.delimiter !== ',' && /\d,\d/.test(source.head));
  const attempt = async (from: Source, numbers: boolean): Promise<Loaded> => {
    const duck = await openDuck(from.file);
    try {
      await duck.run(csvQuery(from.file, dialect, options, numbers));
      return { duck, file: from.file };
    } catch (error) {
      duck.close();
      throw error;
    }
  };
  const both = async (from: Source): Promise<Loaded> => {
    try {
      return await attempt(from, typed);
    } catch (error) {
      if (!typed || !/convert|conversion|cast/i.test(messageOf(error))) throw error;
      return await attempt(from, false);
    }
  };
  try {
    return await both(source);
  } catch (error) {
    if (error instanceof UserError) throw error;
    try {
      return await both(await source.rewritten(cleaner(dialect)));
    } catch (again) {
      throw new UserError(`${source.name}: ${csvMistake(again, dialect)}`, { cause: error });
    }
  }
}

function csvQuery(file: string, dialect: Dialect, options: ReadOptions, typed: boolean): string {
  const { delimiter, quote, skipRows, numeric } = dialect;
  const isNumber = (i: number): boolean => typed && numeric[i] === true;
  const words = [
    ...new Set([...MISSING.flatMap((word) => [word, word.toUpperCase()]), 'NaN', '-NaN', ...options.missingWords]),
  ];
  const read = [
    text(file),
    "auto_detect = false, header = false, strict_mode = true, compression = 'none', hive_partitioning = false",
    `delim = ${text(delimiter)}, quote = ${text(quote)}, escape = ${text(quote)}, skip = ${skipRows}, nullstr = ${list(words)}`,
    `columns = {${numeric.map((_, i) => `'c${i}': '${isNumber(i) ? 'DOUBLE' : 'VARCHAR'}'`).join(', ')}}`,
  ].join(', ');
  const select = numeric.map((_, i) => `${isNumber(i) ? number(`c${i}`, options) : cell(`c${i}`, options)} AS c${i}`);
  return load(select.join(', '), `read_csv(${read})`, options);
}

/** In the words of this program, by what DuckDB found. */
function csvMistake(error: unknown, { numeric }: Dialect): string {
  const message = messageOf(error);
  const line = /Line: (\d+)/.exec(message)?.[1];
  const where = line === undefined ? '' : `line ${line}: `;
  const [, found] = /Found: (\d+)/.exec(message) ?? [];
  const columns = numeric.length === 1 ? 'one column' : `${numeric.length} columns`;
  if (found !== undefined) return `${where}${found} values, but the table has ${columns}`;
  if (/quote/i.test(message))
    return `${where}a quote that does not end its value; allowed: quotes around the whole value, with inner quotes doubled`;
  if (/maximum line size|line size/i.test(message)) return `${where}longer than 2 MB; allowed: lines up to 2 MB`;
  return `${where}${sanitizeLine(message.split('\n')[0] ?? '')}; ${ALLOWED}`;
}

const NUMERIC = /^(?:U?(?:TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL.*)$/;

async function readTyped(source: Source, options: ReadOptions): Promise<RawTable> {
  const duck = await openDuck(source.file);
  try {
    const from = await typedFrom(duck, source);
    const described = await duck.rows(`DESCRIBE SELECT * FROM ${from}`);
    const kinds = described.map(({ column_type }) => kindOf(String(column_type)));
    const quoted = described.map(({ column_name }) => `"${String(column_name).replaceAll('"', '""')}"`);
    const select = quoted.map((c, i) => `${kinds[i]!.sql(c, options)} AS c${i}`);
    await duck.run(load(select.join(', '), from, options));
    const names = distinctNames(described.map(({ column_name }, i) => nameOf(String(column_name), i)));
    return {
      duck,
      name: source.name,
      format: from.startsWith('read_json') && source.head.trimStart().startsWith('{') ? 'jsonl' : source.format,
      encoding: source.encoding,
      header: null,
      headerWhy: '',
      delimiter: null,
      columns: names.map((name, i) => ({ sql: `c${i}`, name, kind: kinds[i]!.kind })),
      rows: await rowsOf(duck),
      lineOf: () => null,
      close() {
        duck.close();
        source.dispose();
      },
    };
  } catch (error) {
    duck.close();
    if (error instanceof UserError) throw error;
    const [why = ''] = messageOf(error).replaceAll(source.file, source.name).split('\n');
    const what = source.format === 'json' ? 'JSON' : 'Parquet';
    throw new UserError(`${source.name}: cannot be read as ${what}: ${sanitizeLine(why)}; ${ALLOWED}`, {
      cause: error,
    });
  }
}

/** The query's source; an object of lists becomes rows. */
async function typedFrom(duck: Duck, source: Source): Promise<string> {
  const file = text(source.file);
  if (source.format === 'parquet') return `read_parquet(${file}, hive_partitioning = false)`;
  const json = `read_json(${file}, sample_size = -1, map_inference_threshold = -1, compression = 'uncompressed', hive_partitioning = false)`;
  const described = await duck.rows(`DESCRIBE SELECT * FROM ${json}`);
  const types = described.map(({ column_type }) => String(column_type));
  const names = described.map(({ column_name }) => `"${String(column_name).replaceAll('"', '""')}"`);
  if (names.length === 1 && names[0] === '"json"')
    throw new UserError(
      `${source.name}: holds no columns; allowed: a list of objects, an object a line, or an object of lists`,
    );
  if (names.length > 1 && types.every((type) => type.endsWith('[]')))
    return `(SELECT ${names.map((name) => `unnest(${name}) AS ${name}`).join(', ')} FROM ${json})`;
  return json;
}

interface Kind {
  readonly kind: RawColumn['kind'];
  readonly sql: (c: string, options: ReadOptions) => string;
}

function kindOf(type: string): Kind {
  if (NUMERIC.test(type)) return { kind: 'number', sql: number };
  if (/^(?:DATE|TIMESTAMP)/.test(type)) return { kind: 'time', sql: (c) => `${c}::TIMESTAMP` };
  if (type === 'JSON') return { kind: 'text', sql: (c, options) => cell(`(${c} ->> '$')`, options) };
  if (/^(?:STRUCT|MAP|UNION|BLOB|BIT)|\]$/.test(type))
    return { kind: 'nested', sql: (c) => `CASE WHEN ${c} IS NULL THEN NULL ELSE '{}' END` };
  return { kind: 'text', sql: (c, options) => cell(`${c}::VARCHAR`, options) };
}

/** Bytes of a table in memory for each byte of the file: DuckDB's columns, then the network's own. */
function refuseTooLarge({ name, bytes, head, format }: Source, { sample }: ReadOptions): void {
  if (sample !== null || bytes < 50e6) return;
  const first = head.split('\n').slice(1, 50);
  const cells = first.reduce((sum, line) => sum + line.split(/[,;\t|]/).length, 0);
  const perByte = format === 'csv' ? (12 * cells) / Math.max(1, first.join('\n').length) : 4;
  const needed = perByte * bytes;
  const free = availableMemory();
  if (needed <= free) return;
  const gigabytes = (value: number): string => `${(value / 1e9).toFixed(1)} GB`;
  throw new UserError(
    `${name}: needs about ${gigabytes(needed)} of memory, ${gigabytes(free)} are free; --samples 100000 reads a sample`,
  );
}
