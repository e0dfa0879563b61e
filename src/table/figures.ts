// Counts over the cells of all columns in one query each: of text how much is a number in which notation, of numbers their range.
import { isOneOf, list, text, type Duck, type Row } from './duck.js';
import type { RawColumn, RawTable } from './raw.js';
import { formatNamed, NUMBER_FORMATS, WEAK_MISSING, type NumberFormat } from './words.js';

/** More rows are counted approximately. */
const EXACT_ROWS = 300_000;
/** From here on the words of a column are grouped before they are looked at, while so many of them are different. */
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
  // Where some column can only have decimal commas, "1.234" and "1,234" of the others are read in the same way.
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

/** Of each column `c` the filled cells `c_n`, the different ones `c_d`, the weak ones `c_w`, and those in each notation. */
async function countsOf(duck: Duck, texts: readonly RawColumn[], rows: number): Promise<Row> {
  const sizes = texts.flatMap(({ sql: c }) => [`count(${c}) AS ${c}_n`, `${distinctCount(c, rows)} AS ${c}_d`]);
  const [all = {}] = await duck.rows(`SELECT ${sizes.join(', ')} FROM t`);
  const kinds = (c: string, count: (condition: string) => string): string[] => [
    `${count(isWeak(c))} AS ${c}_w`,
    ...NUMBER_FORMATS.map(({ name, pattern }) => `${count(matches(c, pattern))} AS ${c}_${name}`),
  ];
  // Words that come again are looked at once.
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

export const distinctCount = (c: string, rows: number): string =>
  rows > EXACT_ROWS ? `approx_count_distinct(${c})` : `count(DISTINCT ${c})`;

export interface NumberFigures {
  readonly value: string;
  readonly filled: number;
  readonly distinct: number;
  readonly whole: boolean;
  readonly min: number;
  readonly max: number;
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
  const parts = values.flatMap((v, i) =>
    v === null
      ? []
      : [
          `count(${v}) AS n${i}`,
          `${distinctCount(v, rows)} AS d${i}`,
          `bool_or(${v} <> trunc(${v})) AS f${i}`,
          `min(${v}) AS a${i}`,
          `max(${v}) AS z${i}`,
        ],
  );
  if (parts.length === 0) return columns.map(() => null);
  const [row = {}] = await duck.rows(`SELECT ${parts.join(', ')} FROM t`);
  return values.map((value, i) =>
    value === null
      ? null
      : {
          value,
          filled: known(row, `n${i}`),
          distinct: known(row, `d${i}`),
          whole: row[`f${i}`] !== true,
          min: known(row, `a${i}`),
          max: known(row, `z${i}`),
        },
  );
}
