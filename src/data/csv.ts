// The user's table: numeric columns become features, standardized unless asked otherwise, and the values of the target decide the task.
import { CsvError, parse, type Options } from 'csv-parse/sync';
import { didYouMean } from '../core/config/suggest.js';
import { sanitizeLine } from '../core/text/sanitize.js';
import { UserError } from '../core/userError.js';
import { type Dataset } from './dataset.js';
import { otherThanTable, TABLE } from './noTable.js';
import { asTheyAre, standardised, type Standardize } from './standardize.js';

/** Words for a missing value, lower case, as in pandas. */
const MISSING = new Set(['', 'na', 'n/a', '#n/a', 'nan', 'null', 'none', '?']);
/** Number of distinct integers in the target above which the task is regression. */
const MOST_CLASSES = 10;
/** Maximum number of classes given as words. */
const MOST_WORDS = 100;
/** The schema's limit on samples, because an evaluation passes all of them through the network at once. */
const MOST_ROWS = 100_000;
const DELIMITERS = [',', ';', '\t'] as const;

interface Row {
  /** Number among all data rows, from 1. */
  readonly number: number;
  readonly cells: readonly string[];
}

interface Table {
  readonly source: string;
  readonly text: string;
  readonly header: readonly string[];
  /** Complete rows. */
  readonly rows: readonly Row[];
  /** Rows dropped for missing values. */
  readonly dropped: number;
}

/**
 * @param text the content of the file with a header row; separated by commas, or by semicolons or tabs if the header has no comma.
 * @param target name of the target column; null means the last.
 * @param standardize what is scaled to mean 0 and standard deviation 1: the features, with `all` a numeric target too.
 * @throws UserError naming file, line and column.
 */
export function csvDataset(
  text: string,
  source: string,
  target: string | null,
  standardize: Standardize = 'all',
): Dataset & { readonly dropped: number } {
  const table = readTable(text, sanitizeLine(source));
  const targetAt = target === null ? table.header.length - 1 : table.header.indexOf(nameOf(target));
  if (targetAt < 0) {
    const name = JSON.stringify(sanitizeLine(target ?? ''));
    const guess = didYouMean(target ?? '', table.header);
    throw new UserError(`${table.source}: no column ${name}${guess}; there are: ${table.header.join(', ')}`);
  }
  const scaled = standardize === 'none' ? asTheyAre : standardised;
  const featureAt = table.header.map((_, i) => i).filter((i) => i !== targetAt);
  if (featureAt.length === 0)
    throw new UserError(
      `${table.source}: only one column, ${table.header[targetAt]}; a target needs at least one feature column`,
    );
  const features = featureAt.map((column) => scaled(numbers(table, column)));
  const samples = table.rows.length;
  const x = new Float32Array(samples * features.length);
  for (let i = 0; i < samples; i += 1) features.forEach((values, j) => (x[i * features.length + j] = values[i] ?? 0));
  return {
    name: table.source.split(/[\\/]/).at(-1) ?? table.source,
    samples,
    features: features.length,
    timesteps: 1,
    x,
    featureNames: featureAt.map((i) => table.header[i] ?? ''),
    dropped: table.dropped,
    ...targets(table, targetAt, standardize === 'all' ? standardised : asTheyAre),
  };
}

/** Of a column: in the file, and as the user asks for it. */
const nameOf = (text: string): string => sanitizeLine(text, 60);

function readTable(text: string, source: string): Table {
  const { header, rows: all } = records(text, source);
  const named = header.map((name, i) => nameOf(name) || `column ${i + 1}`);
  const twice = named.find((name, i) => named.indexOf(name) !== i);
  if (twice !== undefined) throw new UserError(`${source}: two columns have the same name: ${twice}`);
  const rows = all.filter(({ cells }) => cells.every((cell) => !MISSING.has(cell.toLowerCase())));
  const dropped = all.length - rows.length;
  const without = dropped === 0 ? '' : ` (${dropped} of ${all.length} have missing values)`;
  if (rows.length < 4) throw new UserError(`${source}: ${rows.length} complete rows${without}; at least 4 are needed`);
  if (rows.length > MOST_ROWS)
    throw new UserError(`${source}: ${rows.length} rows; at most ${MOST_ROWS} are allowed; take a sample`);
  return { source, text, header: named, rows, dropped };
}

function options(text: string): Options {
  const firstLine = /^[\s\ufeff]*([^\r\n]*)/.exec(text)?.[1]?.replace(/"[^"]*"/g, '') ?? '';
  const delimiter = DELIMITERS.find((character) => firstLine.includes(character)) ?? ',';
  return { bom: true, trim: true, skip_empty_lines: true, delimiter };
}

function records(text: string, source: string): { header: readonly string[]; rows: Row[] } {
  const refuse = (kind: string, cause?: unknown): UserError => new UserError(`${source}: ${kind}; ${TABLE}`, { cause });
  const other = otherThanTable(text);
  if (other !== null) throw refuse(other);
  let found: string[][];
  try {
    found = parse(text, options(text));
  } catch (error) {
    const wrong = otherThanTable(text, true);
    if (wrong !== null) throw refuse(wrong, error);
    throw new UserError(`${source}: ${mistake(error)}`, { cause: error });
  }
  const [header, ...rest] = found;
  if (header === undefined) throw new UserError(`${source}: the file is empty; a header row and data rows are needed`);
  return { header, rows: rest.map((cells, i) => ({ number: i + 1, cells })) };
}

/** The line, from 1, on which a data row ends. Parses again, because tracking lines would double the time of every read. */
function lineOf(text: string, row: Row): number {
  let line = 0;
  const note = (record: string[], { lines }: { lines: number }): string[] => {
    line = lines;
    return record;
  };
  parse(text, { ...options(text), to: row.number + 1, on_record: note });
  return line;
}

/** Rewords frequent errors; other errors keep the parser's message. */
function mistake(error: unknown): string {
  if (!(error instanceof CsvError)) return sanitizeLine(String(error));
  const line = String(error['lines']);
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return `an opening quote is never closed; the file ends at line ${line}`;
  const cells = error['record'];
  const { message } = error;
  if (error.code === 'INVALID_OPENING_QUOTE' || error.code === 'CSV_INVALID_CLOSING_QUOTE')
    return `line ${line}: a quote inside a value; allowed: quotes around the whole value, with inner quotes doubled`;
  const [, expected, got] = /expect (\d+), got (\d+)/.exec(message) ?? [];
  if (expected !== undefined && Array.isArray(cells))
    return `line ${line}: ${got} values, but the header has ${expected === '1' ? 'one column' : `${expected} columns`}`;
  return `line ${line}: ${sanitizeLine(message)}`;
}

/** Parses a number with a decimal point and optional exponent. NaN for anything else, and beyond float32. */
function numberOf(text: string): number {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return NaN;
  const value = Number(text);
  return Math.abs(value) <= MOST_FLOAT32 ? value : NaN;
}
const MOST_FLOAT32 = 3.4028234663852886e38;

const shown = (text: string): string => JSON.stringify(sanitizeLine(text, 40));
const notANumber = ({ source, text, header }: Table, row: Row, column: number): string =>
  `${source}: column ${header[column]}, data row ${row.number}: ${shown(row.cells[column] ?? '')} is not a number (line ${lineOf(text, row)})`;

function numbers(table: Table, column: number): number[] {
  return table.rows.map((row) => {
    const value = numberOf(row.cells[column] ?? '');
    if (Number.isFinite(value)) return value;
    throw new UserError(`${notANumber(table, row, column)}; features must be numeric`);
  });
}

type Targets = Pick<Dataset, 'task' | 'y' | 'outputs' | 'classes' | 'classNames'>;

/** Two distinct values: binary. Words, or few integers: several classes. Else regression. */
function targets(table: Table, column: number, scaled: typeof standardised): Targets {
  const { source, header, rows } = table;
  const name = header[column] ?? '';
  const texts = rows.map(({ cells }) => cells[column] ?? '');
  const values = texts.map(numberOf);
  const oddOne = values.findIndex(Number.isNaN);
  const numeric = oddOne < 0;
  // Compare as numbers if possible, so 1 and 1.0 are one class.
  const labels = numeric ? values.map(String) : texts;
  const distinct = [...new Set(labels)];
  if (distinct.length < 2)
    throw new UserError(`${source}: target ${name} has only one value: ${shown(labels[0] ?? '')}`);
  const words = values.filter(Number.isNaN).length;
  const odd = rows[oddOne];
  if (odd !== undefined && distinct.length > MOST_CLASSES && words < rows.length / 2)
    throw new UserError(
      `${notANumber(table, odd, column)}, while most of the target is; ` +
        `allowed: all numbers, or at most ${MOST_CLASSES} classes`,
    );
  const few = numeric && distinct.length <= MOST_CLASSES && values.every(Number.isInteger);
  if (distinct.length > 2 && numeric && !few)
    return { task: 'regression', y: Float32Array.from(scaled(values)), outputs: 1, classes: 0, classNames: [] };
  if (distinct.length > MOST_WORDS)
    throw new UserError(
      `${source}: target ${name} has ${distinct.length} different words; at most ${MOST_WORDS} classes are allowed`,
    );
  const names = distinct.sort((a, b) => (numeric ? Number(a) - Number(b) : a < b ? -1 : 1));
  const indexOf = new Map(names.map((label, i) => [label, i]));
  const index = Int32Array.from(labels, (label) => indexOf.get(label) ?? 0);
  const two = names.length === 2;
  return {
    task: two ? 'binary' : 'multiclass',
    y: two ? Float32Array.from(index) : oneHot(index, names.length),
    outputs: two ? 1 : names.length,
    classes: names.length,
    classNames: names.map((label) => sanitizeLine(label, 40)),
  };
}

/** Row-major [samples, classes]. */
export function oneHot(index: ArrayLike<number>, classes: number): Float32Array {
  const y = new Float32Array(index.length * classes);
  for (let i = 0; i < index.length; i += 1) y[i * classes + (index[i] ?? 0)] = 1;
  return y;
}
