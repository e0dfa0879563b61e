// Finds the content of each column: numbers in some notation, truth values, dates or text; missing and distinct values.
import { sanitizeLine } from '../core/text/sanitize.js';
import type { NumberCells, Range } from './ranges.js';
import type { RawColumn, RawTable } from './raw.js';
import { distinctCounts, isWeak, known, matches, textFigures, type TextFigures } from './figures.js';
import { numbersOf } from './load.js';
import { distinctIn, type DistinctTask, isTooLarge, MOST_FLOAT32 } from './numbers.js';
import { mixedDoubt, notationDoubt, percentDoubt, signsOf, unitDoubt } from './units.js';
import { dateOf } from './dates.js';
import { MOST_ODD, MOSTLY, oddCells, type Odd } from './odd.js';
import { BOOLEANS, formatNamed, hasSigns } from './words.js';

export type ColumnType = 'number' | 'boolean' | 'date' | 'text' | 'empty' | 'nested';

export interface Category {
  /** The value in the column's `value`. */
  readonly raw: string;
  readonly name: string;
  readonly count: number;
}

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  /** Numbers, NaN where one is missing; null for other columns. */
  readonly numbers: Float64Array | null;
  /** SQL over `t` for columns other than numbers: TIMESTAMP for dates, VARCHAR for the rest; NULL if missing. */
  readonly value: string;
  readonly missing: number;
  readonly distinct: number;
  /** Notation of the numbers, in words; empty for the plain one. */
  readonly notation: string;
  /** Categories of text and truth values, if they are few. */
  readonly categories: readonly Category[] | null;
  /** Range of numbers; null for other columns. */
  readonly range: Range | null;
  /** Words in a column of numbers, or numbers too large for float32. */
  readonly odd: readonly Odd[];
  /** What the user should know of how the cells are read; empty for nothing. */
  readonly doubt: string;
}

/** A column with more different words has no categories. */
const MOST_CATEGORIES = 1000;
/** Up to this many different words may be categories; above it gradtop looks whether they are numbers with a unit. */
const MOST_WORDS = 20;
const NO_SIGNS: ReadonlyMap<string, number> = new Map();

export async function columnsOf(table: RawTable): Promise<Column[]> {
  const [texts, distinct] = await Promise.all([textFigures(table), distinctOf(table)]);
  const columns: Column[] = [];
  for (const [i, raw] of table.columns.entries())
    columns.push(await columnOf(table, raw, texts[i] ?? null, distinct.get(raw) ?? null));
  return columns;
}

/** Different values of the columns that were read as numbers. */
async function distinctOf({ columns, rows, crew }: RawTable): Promise<ReadonlyMap<RawColumn, number>> {
  const numeric = columns.filter(({ numbers }) => numbers !== null);
  const tasks = numeric.map(({ numbers }): DistinctTask => {
    const { values, filled } = numbers!;
    return { kind: 'distinct', values, filled };
  });
  const counts = await crew.do(tasks, rows * tasks.length);
  return new Map(numeric.map((raw, i) => [raw, counts[i]!]));
}

async function columnOf(
  table: RawTable,
  raw: RawColumn,
  texts: TextFigures | null,
  counted: number | null,
): Promise<Column> {
  const { rows } = table;
  const { name, sql: c } = raw;
  const signs = texts?.format != null && hasSigns(texts.format) ? await signsOf(table.duck, c) : NO_SIGNS;
  const mixed = signs.size > 1;
  const written = texts === null || mixed ? null : await writtenNumbers(table, c, texts, signs);
  const numbers = raw.numbers === null ? written : { ...raw.numbers, odd: null, doubt: '' };
  const plain = { name, numbers: null, value: c, notation: '', categories: null, range: null, odd: [], doubt: '' };
  if (numbers !== null) {
    const { values, filled, range } = numbers;
    return {
      ...plain,
      numbers: values,
      type: filled === 0 ? 'empty' : 'number',
      missing: rows - filled,
      distinct: counted ?? distinctIn(numbers),
      notation: texts?.format?.words ?? '',
      doubt: numbers.doubt === '' ? roundedDoubt(range) : numbers.doubt,
      range,
      odd: numbers.odd ?? oddNumbers(values, range),
    };
  }
  if (raw.kind === 'nested' || raw.kind === 'time') {
    const [row = {}] = await table.duck.rows(`SELECT count(${c}) AS n FROM t`);
    const filled = known(row, 'n');
    const [distinct = 0] = await distinctCounts(table.duck, [{ value: c, filled }], rows);
    const type = filled === 0 ? 'empty' : raw.kind === 'time' ? 'date' : 'nested';
    return { ...plain, type, missing: rows - filled, distinct };
  }
  const figures = texts!;
  const missing = rows - figures.filled;
  if (figures.filled === 0) return { ...plain, type: 'empty', missing, distinct: 0 };
  const date = await dateOf(table, c, figures);
  if (date !== null) return { ...plain, type: 'date', ...date };
  const odd = mixed ? [] : await oddWords(table, c, figures);
  const { distinct } = figures;
  const many = distinct > MOST_WORDS || distinct === figures.filled;
  const doubt = mixed ? mixedDoubt(signs) : odd.length === 0 && many ? await unitDoubt(table.duck, c) : '';
  return { ...plain, type: 'text', missing, distinct, odd, doubt, ...(await words(table, c, figures)) };
}

/** Whole numbers of 64 bits, such as ids, have more digits than an array keeps. */
const roundedDoubt = ({ max, whole }: Range): string =>
  whole && max > Number.MAX_SAFE_INTEGER && max < 2 ** 64 ? 'numbers of more than 16 digits are rounded' : '';

/** Numbers in a notation that only text can hold. */
async function writtenNumbers(
  { duck, rows }: RawTable,
  c: string,
  { format, doubt: reading }: TextFigures,
  signs: ReadonlyMap<string, number>,
): Promise<(NumberCells & Pick<Column, 'odd' | 'doubt'>) | null> {
  if (format === null) return null;
  const number = `TRY_CAST(${format.plain(c)} AS DOUBLE)`;
  const numbers = await numbersOf(duck, `CASE WHEN ${isWeak(c)} THEN NULL ELSE ${number} END`, rows);
  const odd = isTooLarge(numbers.range) ? await oddCells(duck, c, `abs(${number}) > ${MOST_FLOAT32}`) : [];
  const doubts = [reading, await notationDoubt(duck, c, format), percentDoubt(signs, numbers.filled)];
  await duck.release([c]);
  return {
    ...numbers,
    doubt: doubts.filter((doubt) => doubt !== '').join('; '),
    odd: odd.map((one) => ({ ...one, large: true })),
  };
}

/** Numbers too large for float32. */
function oddNumbers(numbers: Float64Array, range: Range): Odd[] {
  if (!isTooLarge(range)) return [];
  const found = new Map<number, { count: number; row: number }>();
  for (let row = 0; row < numbers.length; row += 1) {
    const value = numbers[row]!;
    if (!(Math.abs(value) > MOST_FLOAT32)) continue;
    const known = found.get(value);
    if (known !== undefined) known.count += 1;
    else if (found.size <= MOST_ODD) found.set(value, { count: 1, row });
  }
  return [...found].map(([value, odd]) => ({ cell: String(value), ...odd, large: Number.isFinite(value) }));
}

/** Text as categories while they are few; truth values in one spelling. */
async function words(
  { duck }: RawTable,
  c: string,
  { distinct }: TextFigures,
): Promise<Partial<Pick<Column, 'type' | 'value' | 'distinct' | 'categories' | 'notation'>>> {
  if (distinct > MOST_CATEGORIES) return {};
  const count = async (value: string): Promise<Category[]> =>
    (
      await duck.rows(
        `SELECT ${value} AS v, count(*) AS n FROM t WHERE ${c} IS NOT NULL GROUP BY 1 ORDER BY min(rowid)`,
      )
    ).map(({ v, n }) => ({ raw: String(v), name: sanitizeLine(String(v), 40), count: Number(n) }));
  const categories = await count(c);
  const lower = new Set(categories.map(({ raw }) => raw.toLowerCase()));
  const truth = BOOLEANS.some((pair) => lower.size === 2 && pair.every((word) => lower.has(word)));
  if (!truth) return { categories };
  if (categories.length === 2) return { type: 'boolean', categories };
  const value = `lower(${c})`;
  return {
    type: 'boolean',
    value,
    categories: await count(value),
    distinct: 2,
    notation: 'upper and lower case count as equal',
  };
}

/** Cells that are not numbers, in a column of mostly numbers. */
async function oddWords(table: RawTable, c: string, { filled, weak, counts }: TextFigures): Promise<Odd[]> {
  // A notation that matches all cells has been refused.
  const [name, numbers] = [...counts].filter(([, count]) => count < filled - weak).sort((a, b) => b[1] - a[1])[0] ?? [
    'plain',
    0,
  ];
  if (numbers < MOSTLY * (filled - weak) || numbers < 3) return [];
  const where = `${c} IS NOT NULL AND NOT ${isWeak(c)} AND NOT ${matches(c, formatNamed(name).pattern)}`;
  const odd = await oddCells(table.duck, c, where);
  return odd.length > MOST_ODD ? [] : odd;
}
