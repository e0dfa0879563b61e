// Counts over the cells of all columns, in few queries: text cells by notation of numbers, and the range of numbers.
import { isOneOf, list, text, type Duck, type Row } from './duck.js';
import type { RawColumn, RawTable } from './raw.js';
import { formatNamed, NUMBER_FORMATS, WEAK_MISSING, type NumberFormat } from './words.js';

/** In a larger table a sample of rows decides: a column with few distinct values there is counted exactly, else estimated. */
const EXACT_ROWS = 300_000;
const SOME_ROWS = 50_000;
/** Number of values of which DuckDB counts the different ones at once, which limits the memory. */
const VALUES_COUNTED = 400_000;
const FIRST_ROWS = 1000;
const MANY = 0.1;
/** In a larger table the equal words of a column are grouped before matching, if less than this share of them differs. */
const FEW_ROWS = 10_000;
const AGAIN = 0.1;
export const MOST_FLOAT32 = 3.4028234663852886e38;

const WEAK = list(WEAK_MISSING);
export const isWeak = (c: string): string => isOneOf(`lower(${c})`, WEAK);
export const matches = (c: string, pattern: string): string => `regexp_full_match(${c}, ${text(pattern)})`;
export const known = (row: Row, key: string): number => Number(row[key] ?? 0);

export interface TextFigures {
  readonly filled: number;
  readonly distinct: number;
  readonly weak: number;
  /** Cells in each notation of numbers. */
  readonly counts: ReadonlyMap<NumberFormat['name'], number>;
  /** The notation of a column of numbers; null for others. */
  readonly format: NumberFormat | null;
}

export async function textFigures({ duck, columns, delimiter, rows }: RawTable): Promise<(TextFigures | null)[]> {
  const texts = columns.filter(({ kind }) => kind === 'text');
  if (texts.length === 0) return columns.map(() => null);
  const row = await countsOf(duck, texts, rows);
  const figures = columns.map(({ sql: c, kind }) =>
    kind !== 'text'
      ? null
      : {
          filled: known(row, `${c}_n`),
          distinct: known(row, `${c}_d`),
          weak: known(row, `${c}_w`),
          counts: new Map(NUMBER_FORMATS.map(({ name }) => [name, known(row, `${c}_${name}`)])),
        },
  );
  const all = (one: Omit<TextFigures, 'format'>, name: NumberFormat['name']): boolean =>
    one.filled > one.weak && one.counts.get(name) === one.filled - one.weak;
  // If one column can only have decimal commas, read "1.234" and "1,234" of the other columns in the same way.
  const evident = figures.some(
    (one) => one !== null && all(one, 'decimalComma') && !all(one, 'commas') && !all(one, 'plain'),
  );
  const order: readonly NumberFormat['name'][] = evident
    ? ['decimalComma', 'plain', 'commas', 'spaces', 'signs']
    : [
        'plain',
        ...(delimiter === ',' ? (['commas', 'decimalComma'] as const) : (['decimalComma', 'commas'] as const)),
        'spaces',
        'signs',
      ];
  return figures.map((one) => {
    if (one === null) return null;
    const name = order.find((candidate) => all(one, candidate));
    return { ...one, format: name === undefined ? null : formatNamed(name) };
  });
}

/** For each column `c`: filled cells `c_n`, distinct values `c_d`, weak words `c_w`, and cells in each notation. */
async function countsOf(duck: Duck, texts: readonly RawColumn[], rows: number): Promise<Row> {
  const names = texts.map(({ sql: c }) => c);
  const [filled = {}] = await duck.rows(`SELECT ${names.map((c) => `count(${c}) AS ${c}_n`).join(', ')} FROM t`);
  const distinct = await distinctCounts(
    duck,
    names.map((c) => ({ value: c, filled: known(filled, `${c}_n`) })),
    rows,
  );
  const all = { ...filled, ...Object.fromEntries(names.map((c, i) => [`${c}_d`, distinct[i] ?? 0])) };
  const kinds = (c: string, count: (condition: string) => string): string[] => [
    `${count(isWeak(c))} AS ${c}_w`,
    ...NUMBER_FORMATS.map(({ name, pattern }) => `${count(matches(c, pattern))} AS ${c}_${name}`),
  ];
  // Match words that occur several times only once.
  const again = texts.filter(({ sql: c }) => rows > FEW_ROWS && known(all, `${c}_d`) < AGAIN * rows);
  const groups = again.map(async ({ sql: c }) => {
    const counts = kinds(c, (condition) => `sum(n) FILTER (${condition})`);
    return duck.rows(`SELECT ${counts.join(', ')} FROM (SELECT ${c}, count(*) AS n FROM t GROUP BY 1)`);
  });
  const others = texts.filter((one) => !again.includes(one));
  const cells = others.flatMap(({ sql: c }) => kinds(c, (condition) => `count(*) FILTER (${condition})`));
  const rest = cells.length === 0 ? [] : [duck.rows(`SELECT ${cells.join(', ')} FROM t`)];
  const found = (await Promise.all([...groups, ...rest])).flat();
  return Object.assign({}, all, ...found) as Row;
}

/** Number of distinct values of each expression. `filled`: its rows with a value. */
export async function distinctCounts(
  duck: Duck,
  values: readonly { readonly value: string; readonly filled: number }[],
  rows: number,
): Promise<number[]> {
  if (values.length === 0) return [];
  const count = async (which: readonly number[], counted: number, where: string): Promise<Row> => {
    const row: Record<string, Row[string]> = {};
    const together = Math.max(1, Math.floor(VALUES_COUNTED / counted));
    for (let at = 0; at < which.length; at += together) {
      const parts = which
        .slice(at, at + together)
        .map((i) => `count(DISTINCT ${values[i]!.value}) AS d${i}, count(${values[i]!.value}) AS n${i}`);
      Object.assign(row, (await duck.rows(`SELECT ${parts.join(', ')} FROM t ${where}`))[0]);
    }
    return row;
  };
  const all = values.map((_, i) => i);
  if (rows <= EXACT_ROWS) {
    const row = await count(all, rows, '');
    return all.map((i) => known(row, `d${i}`));
  }
  const some = await count(all, SOME_ROWS, `WHERE rowid % ${Math.ceil(rows / SOME_ROWS)} = 0`);
  const few = all.filter((i) => known(some, `d${i}`) < MANY * known(some, `n${i}`) || known(some, `n${i}`) === 0);
  const counted = await count(few, rows, '');
  return values.map(({ filled }, i) =>
    few.includes(i) ? known(counted, `d${i}`) : likelyDistinct(known(some, `d${i}`), known(some, `n${i}`), filled),
  );
}

/**
 * Estimates the distinct values among `filled` rows, if `some` of them have `seen`. Draws from D equally frequent values show
 * D (1 - exp(-some / D)) of them; D by bisection.
 */
export function likelyDistinct(seen: number, some: number, filled: number): number {
  if (seen >= some) return filled;
  let [low, high] = [seen, filled];
  for (let turn = 0; turn < 60; turn += 1) {
    const middle = (low + high) / 2;
    if (middle * (1 - Math.exp(-some / middle)) < seen) low = middle;
    else high = middle;
  }
  return Math.min(filled, Math.round(high));
}

export interface Range {
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
}

export interface NumberFigures {
  readonly value: string;
  readonly filled: number;
  readonly distinct: number;
  /** Null for numbers with fractions that fit into float32. */
  readonly range: Range | null;
}

export async function numberFigures(
  { duck, columns, rows }: RawTable,
  texts: readonly (TextFigures | null)[],
): Promise<(NumberFigures | null)[]> {
  const values = columns.map(({ sql: c, kind }, i) => {
    if (kind === 'number') return c;
    const format = texts[i]?.format ?? null;
    return format === null ? null : `CASE WHEN ${isWeak(c)} THEN NULL ELSE TRY_CAST(${format.plain(c)} AS DOUBLE) END`;
  });
  const ranges = await rangesOf(duck, values);
  // DuckDB orders NaN above every number.
  const clean = values.map((value, i) => (Number.isNaN(ranges[i]?.range?.max) ? withoutNan(value!) : value));
  const cleaned = await rangesOf(
    duck,
    clean.map((value, i) => (value === values[i] ? null : value)),
  );
  const figures = clean.map((value, i) => {
    const range = cleaned[i] ?? ranges[i] ?? null;
    return value === null || range === null ? null : { value, ...range };
  });
  const distinct = await distinctCounts(
    duck,
    figures.filter((one) => one !== null),
    rows,
  );
  return figures.map((one) => one && { ...one, distinct: distinct.shift() ?? 0 });
}

const withoutNan = (value: string): string => `CASE WHEN isnan(${value}) THEN NULL ELSE ${value} END`;

/**
 * The range of each expression; null for null. DuckDB's min and max take ten times as long as a sum, and most columns have fractions
 * in the first rows and a sum of squares that shows that all values fit into float32.
 */
async function rangesOf(
  duck: Duck,
  values: readonly (string | null)[],
): Promise<(Pick<NumberFigures, 'filled' | 'range'> | null)[]> {
  const query = async (which: readonly (string | null)[], parts: (v: string, i: number) => string, where = '') => {
    const asked = which.flatMap((v, i) => (v === null ? [] : [parts(v, i)]));
    return asked.length === 0 ? {} : ((await duck.rows(`SELECT ${asked.join(', ')} FROM t ${where}`))[0] ?? {});
  };
  const row = await query(values, (v, i) => `count(${v}) AS n${i}, sum(${v} * ${v}) AS s${i}`);
  const fraction = (v: string, i: number): string => `bool_or(${v} <> trunc(${v})) AS f${i}`;
  const first = await query(values, fraction, `WHERE rowid < ${FIRST_ROWS}`);
  const plain = (i: number): boolean => first[`f${i}`] === true && known(row, `s${i}`) <= MOST_FLOAT32 ** 2;
  const others = values.map((v, i) => (plain(i) ? null : v));
  const range = await query(others, (v, i) => `min(${v}) AS a${i}, max(${v}) AS z${i}, ${fraction(v, i)}`);
  return values.map((value, i) => {
    if (value === null) return null;
    const found = { min: known(range, `a${i}`), max: known(range, `z${i}`), whole: range[`f${i}`] !== true };
    return { filled: known(row, `n${i}`), range: plain(i) ? null : found };
  });
}
