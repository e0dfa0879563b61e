// Counts over the cells of all columns in one query each: of text how much is a number in which notation, of numbers their range.
import { text, type Row } from './duck.js';
import type { RawTable } from './read.js';
import { formatNamed, NUMBER_FORMATS, WEAK_MISSING, type NumberFormat } from './words.js';

/** More rows are counted approximately. */
const EXACT_ROWS = 300_000;
export const MOST_FLOAT32 = 3.4028234663852886e38;

const WEAK = `(${WEAK_MISSING.map(text).join(', ')})`;
export const isWeak = (c: string): string => `lower(${c}) IN ${WEAK}`;
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
  const parts = texts.flatMap(({ sql: c }) => [
    `count(${c}) AS ${c}_n`,
    `${distinctCount(c, rows)} AS ${c}_d`,
    `count(*) FILTER (${isWeak(c)}) AS ${c}_w`,
    ...NUMBER_FORMATS.map(({ name, pattern }) => `count(*) FILTER (${matches(c, pattern)}) AS ${c}_${name}`),
  ]);
  const [row = {}] = await duck.rows(`SELECT ${parts.join(', ')} FROM t`);
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

export const distinctCount = (c: string, rows: number): string =>
  rows > EXACT_ROWS ? `approx_count_distinct(${c})` : `count(DISTINCT ${c})`;

export interface NumberFigures {
  readonly value: string;
  readonly filled: number;
  readonly distinct: number;
  readonly fractions: number;
  readonly tooLarge: number;
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
          `count(*) FILTER (${v} <> trunc(${v})) AS f${i}`,
          `count(*) FILTER (abs(${v}) > ${MOST_FLOAT32}) AS l${i}`,
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
          fractions: known(row, `f${i}`),
          tooLarge: known(row, `l${i}`),
          min: known(row, `a${i}`),
          max: known(row, `z${i}`),
        },
  );
}
