// Detects the dialect of a CSV file from its first lines: separator, quote, comments, header and numeric columns.
import { Comments, linesAbove, topIsTable, withoutTop } from './comments.js';
import { splitRecords, type CsvRecord } from './records.js';
import { isNumberColumn, titlesAbove } from './titles.js';
import { isMissing, isNumber, isPlainNumber, isWeakMissing } from './words.js';

export interface Dialect {
  readonly delimiter: string;
  readonly quote: string;
  /** Whether runs of blanks separate values; DuckDB then needs another separator. */
  readonly blanks: boolean;
  readonly comments: boolean;
  /** Number of lines at the top in which `#` begins a comment in any case. */
  readonly top: number;
  readonly header: boolean;
  /** Number of lines before the first data row, including the header. */
  readonly skip: number;
  /** The same in DuckDB's count, in which a line end within quotes does not end a line. */
  readonly skipRows: number;
  /** Names of columns, not cleaned yet; empty without a header. */
  readonly names: readonly string[];
  /** Whether all cells of a column in the first lines are plain numbers or missing. */
  readonly numeric: readonly boolean[];
  /** Why the first row is a header, or is not. */
  readonly why: string;
}

export type HeaderChoice = 'auto' | 'yes' | 'no';

const DELIMITERS = [',', ';', '\t', '|'] as const;
/** Largest number of records that decide header and types. */
const MOST_RECORDS = 400;

/**
 * @param head the first characters of the file
 * @param whole whether `head` is the whole file; otherwise the last, torn record is left out
 */
export function lookAt(head: string, whole: boolean, choice: HeaderChoice): Dialect {
  const text = head.replace(/^\ufeff/, '');
  const declared = /^sep=(.)\r?\n?/i.exec(text);
  const lines = text.split(/\r\n|\n|\r/);
  const given = lines.map((line, i) => (i === 0 && declared !== null ? '' : line));
  const above = linesAbove(given);
  const plain = withoutTop(given, above);
  const quote = quoteOf(plain);
  const { delimiter, blanks } =
    declared?.[1] === undefined ? separator(plain, quote) : { delimiter: declared[1], blanks: false };
  const tabbed = (some: readonly string[]): readonly string[] => (blanks ? some.map(tabsForBlanks) : some);
  const records = (some: readonly string[]): readonly CsvRecord[] =>
    recordsOf(tabbed(some).join('\n'), delimiter, quote, whole);
  const width = widthOf(records(plain));
  const top = topIsTable(tabbed(given), { delimiter, quote, width, top: above }) ? 0 : above;
  const comments = new Comments({ delimiter, quote, width, top });
  const cleaned = tabbed(given).map((line) => comments.without(line));
  return {
    delimiter,
    quote,
    blanks,
    comments: cleaned.some((line, i) => line === '' && given[i]!.trim() !== ''),
    top,
    ...headerOf(records(cleaned), choice, (line) => cleaned[line - 1]?.includes(`${delimiter} `) === true),
  };
}

function recordsOf(text: string, delimiter: string, quote: string, whole: boolean): readonly CsvRecord[] {
  const { records, closed } = splitRecords(text, delimiter, quote, MOST_RECORDS);
  return (whole && closed) || records.length < 2 || records.length === MOST_RECORDS ? records : records.slice(0, -1);
}

/** The line with a tab for each run of blanks. */
export const tabsForBlanks = (line: string): string => line.trim().replace(/[ \t]+/g, '\t');

const quoteOf = (lines: readonly string[]): string => {
  const [first = ''] = lines.filter((line) => line.trim() !== '');
  return /^'[^']*'(?:[^\w']+'[^']*')+\s*$/.test(first) ? "'" : '"';
};

interface Separator {
  readonly delimiter: string;
  readonly blanks: boolean;
}

/** The separator that gives the most rows of equal width, then the one whose cells are most often numbers. */
function separator(lines: readonly string[], quote: string): Separator {
  const few = lines.slice(0, 100).join('\n');
  let best = { delimiter: ',', score: -1 };
  for (const delimiter of DELIMITERS) {
    const score = scoreOf(few, delimiter, quote);
    if (score > best.score) best = { delimiter, score };
  }
  if (best.score > 1) return { delimiter: best.delimiter, blanks: false };
  const tabbed = lines.slice(0, 100).map(tabsForBlanks).join('\n');
  const blanks = scoreOf(tabbed, '\t', quote);
  // Text contains blanks too, so blanks separate only if nearly all cells are numbers.
  if (blanks > 1.5 && blanks > best.score) return { delimiter: '\t', blanks: true };
  return { delimiter: best.delimiter, blanks: false };
}

/** 0 for one column; else (share of rows with the usual width)² + share of cells that are numbers or missing. */
function scoreOf(text: string, delimiter: string, quote: string): number {
  const { records: all, closed } = splitRecords(text, delimiter, quote, 100);
  const records = closed ? all : all.slice(0, -1);
  const widths = new Map<number, number>();
  for (const { cells } of records) widths.set(cells.length, (widths.get(cells.length) ?? 0) + 1);
  const [width, rows] = [...widths].sort((a, b) => b[1] - a[1])[0] ?? [1, 0];
  if (width < 2) return 0;
  const body = records.slice(1).filter(({ cells }) => cells.length === width);
  const cells = (body.length > 0 ? body : records).flatMap((record) => record.cells);
  const numbers = cells.filter((cell) => isNumber(cell) || isMissing(cell)).length / Math.max(1, cells.length);
  return (rows / records.length) ** 2 + numbers;
}

type Header = Pick<Dialect, 'header' | 'skip' | 'skipRows' | 'names' | 'numeric' | 'why'>;

/** Lines above the table, such as titles or counts of rows, that are narrower or wider than it. */
const MOST_ABOVE = 20;

/** `spaced`: whether a line has a blank after a separator. */
function headerOf(all: readonly CsvRecord[], choice: HeaderChoice, spaced: (line: number) => boolean): Header {
  const width = widthOf(all);
  const at = all.findIndex(({ cells }) => cells.length === width);
  // R writes row names without a name in the header.
  const rowNames = at === 1 && all[0]?.cells.length === width - 1 && !all[0].cells.every(isNumber);
  // A separator may end the header alone.
  const trailing = at === 1 && all[0]?.cells.length === width + 1 && all[0].cells.at(-1) === '';
  const titles = titlesAbove(all, width, spaced);
  const above = titles > 0 ? titles : rowNames || trailing || at < 0 || at > MOST_ABOVE ? 0 : at;
  const [first, ...rest] = all.slice(above);
  if (first === undefined)
    return { header: false, skip: 0, skipRows: 0, names: [], numeric: [], why: 'the file is empty' };
  const body = rest.filter(({ cells }) => cells.length === width);
  const numeric = (rows: readonly CsvRecord[]): boolean[] =>
    Array.from({ length: width }, (_, i) => isNumericColumn(rows, i));
  const names =
    rowNames && above === 0 && !allEmpty(body, width - 1) ? ['row', ...first.cells] : first.cells.slice(0, width);
  const found =
    choice === 'auto'
      ? looksLikeHeader(first.cells, body, numeric(body), above > 0)
      : { header: choice === 'yes', why: `--header ${choice}` };
  const skip = (found.header ? (rest[0]?.line ?? first.endLine + 1) : first.line) - 1;
  const within = all.filter(({ line }) => line <= skip).reduce((sum, { line, endLine }) => sum + endLine - line, 0);
  return {
    ...found,
    skip,
    skipRows: skip - within,
    names: found.header ? names : [],
    numeric: numeric(found.header ? body : [first, ...body]),
  };
}

/** The usual width of the rows below the first record; that of the first record where the rows have no usual width. */
function widthOf([first, ...rows]: readonly CsvRecord[]): number {
  const own = first?.cells.length ?? 0;
  if (rows.length === 0) return own;
  const usual = usualWidth(rows);
  const alike = rows.filter(({ cells }) => cells.length === usual).length;
  const isUsual = rows.length === 1 || (alike > 1 && 2 * alike >= rows.length);
  return own > 1 && !isUsual ? own : usual;
}

function usualWidth(records: readonly CsvRecord[]): number {
  const widths = new Map<number, number>();
  for (const { cells } of records) widths.set(cells.length, (widths.get(cells.length) ?? 0) + 1);
  return [...widths].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
}

const allEmpty = (records: readonly CsvRecord[], column: number): boolean =>
  records.every(({ cells }) => (cells[column] ?? '') === '');

function isNumericColumn(records: readonly CsvRecord[], column: number): boolean {
  return records.every(({ cells }) => {
    const cell = cells[column] ?? '';
    return isPlainNumber(cell) || isMissing(cell);
  });
}

/** Whether names are 0, 1, 2, ... as pandas writes for a table without names. */
const isCounting = (cells: readonly string[]): boolean =>
  cells.length > 3 &&
  (cells.every((cell, i) => cell === String(i)) || cells.every((cell, i) => cell === String(i + 1)));

/** Whether names are consecutive years. */
const areYears = (cells: readonly string[]): boolean =>
  cells.length > 2 &&
  cells.every((cell, i) => /^(?:1[89]|20)\d\d$/.test(cell) && Number(cell) === Number(cells[0]) + i);

function looksLikeHeader(
  first: readonly string[],
  body: readonly CsvRecord[],
  numeric: readonly boolean[],
  above: boolean,
): { header: boolean; why: string } {
  if (body.length === 0) return { header: true, why: 'there is one row' };
  if (above && first.every((cell) => isNumber(cell)))
    return { header: false, why: 'a line above the rows names no columns' };
  if (isCounting(first)) return { header: true, why: 'the first row counts the columns' };
  const filled = first.map((cell, i) => ({ cell, i })).filter(({ cell }) => cell !== '');
  const asNumber = ({ cell }: { cell: string }): boolean => isNumber(cell) || isMissing(cell) || isWeakMissing(cell);
  const overNumbers = filled.filter(({ i }) => isNumberColumn(body, i) || numeric[i] === true);
  if (overNumbers.some((one) => !asNumber(one))) return { header: true, why: 'the first row has words above numbers' };
  if (areYears(overNumbers.map(({ cell }) => cell))) return { header: true, why: 'the first row counts years' };
  if (overNumbers.some(({ cell }) => isNumber(cell)))
    return { header: false, why: 'the first row has numbers where the others have numbers' };
  const repeated = filled.filter(({ cell, i }) => body.some(({ cells }) => cells[i] === cell)).length;
  if (filled.length > 0 && repeated >= filled.length / 2)
    return { header: false, why: 'the values of the first row occur again below' };
  return { header: true, why: 'the first row differs from the others' };
}
