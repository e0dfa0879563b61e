// Counts over the cells of text of all columns, in few queries: by notation of numbers, and different ones.
import { fewIn, likelyDistinct, sampleStep } from './distinct.js';
import { isOneOf, list, text, type Duck, type Row } from './duck.js';
import type { RawColumn, RawTable } from './raw.js';
import { hasCommaReading, mayHaveCommas, notationsOf, type Marks, type Notation } from './notation.js';
import { NUMBER_FORMATS, WEAK_MISSING, type NumberFormat } from './words.js';

/** Number of values of which DuckDB counts the different ones at once, which limits the memory. */
const VALUES_COUNTED = 400_000;
/** In a larger table the equal words of a column are grouped before matching, if less than this share of them differs. */
const FEW_ROWS = 10_000;
const AGAIN = 0.1;

const WEAK = list(WEAK_MISSING);
export const isWeak = (c: string): string => isOneOf(`lower(${c})`, WEAK);
export const matches = (c: string, pattern: string): string => `regexp_full_match(${c}, ${text(pattern)})`;
export const known = (row: Row, key: string): number => Number(row[key] ?? 0);

export interface TextFigures extends Notation {
  readonly filled: number;
  readonly distinct: number;
  readonly weak: number;
  /** Cells in each notation of numbers. */
  readonly counts: ReadonlyMap<NumberFormat['name'], number>;
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
  const found = figures.filter((one) => one !== null);
  const written = found.map(({ filled, weak, counts }) => ({ cells: filled - weak, counts, marks: NO_MARKS }));
  const marked = texts.filter((_, i) => hasCommaReading(written[i]!));
  const marks = written.some(mayHaveCommas) ? await marksOf(duck, marked) : new Map<string, Marks>();
  const notations = notationsOf(
    written.map((one, i) => ({ ...one, marks: marks.get(texts[i]!.sql) ?? NO_MARKS })),
    delimiter,
  );
  return figures.map((one) => (one === null ? null : { ...one, ...notations[found.indexOf(one)]! }));
}

const NO_MARKS: Marks = { point: 0, comma: 0, both: 0, example: '' };

async function marksOf(duck: Duck, columns: readonly RawColumn[]): Promise<ReadonlyMap<string, Marks>> {
  const counts = columns.flatMap(({ sql: c }) => {
    const [point, comma] = [`contains(${c}, '.')`, `contains(${c}, ',')`];
    const both = `${point} AND (${comma} OR regexp_matches(${c}, '\\..*\\.'))`;
    const number = `NOT ${isWeak(c)}`;
    return [
      `count(*) FILTER (${number} AND ${point} AND NOT (${both})) AS ${c}_point`,
      `count(*) FILTER (${number} AND ${comma} AND NOT ${point}) AS ${c}_comma`,
      `count(*) FILTER (${number} AND ${both}) AS ${c}_both`,
      `min(${c}) FILTER (${number} AND (${comma} OR ${point})) AS ${c}_example`,
    ];
  });
  const [row = {}] = await duck.rows(`SELECT ${counts.join(', ')} FROM t`);
  return new Map(
    columns.map(({ sql: c }) => [
      c,
      {
        point: known(row, `${c}_point`),
        comma: known(row, `${c}_comma`),
        both: known(row, `${c}_both`),
        example: String(row[`${c}_example`] ?? ''),
      },
    ]),
  );
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
  const step = sampleStep(rows);
  if (step === 1) {
    const row = await count(all, rows, '');
    return all.map((i) => known(row, `d${i}`));
  }
  const some = await count(all, rows / step, `WHERE rowid % ${step} = 0`);
  const few = all.filter((i) => fewIn({ distinct: known(some, `d${i}`), filled: known(some, `n${i}`) }));
  const counted = await count(few, rows, '');
  return values.map(({ filled }, i) =>
    few.includes(i) ? known(counted, `d${i}`) : likelyDistinct(known(some, `d${i}`), known(some, `n${i}`), filled),
  );
}
