// The features of each column.
import type { Column } from './columns.js';
import { numbersOf } from './load.js';
import type { Plan } from './plan.js';

export interface Feature {
  readonly name: string;
  /** Of each row of the table, NaN if missing. */
  readonly values: Float64Array;
  /** For a feature of 0 and 1: the value that becomes 1. Null for other features, which are standardized. */
  readonly category: number | null;
}

const DATE_PARTS = [
  ['year', 'year'],
  ['day of year', 'dayofyear'],
  ['weekday', 'isodow'],
] as const;

export async function featuresOf({ table, columns, values }: Plan): Promise<Feature[]> {
  const features: Feature[] = [];
  for (const { column, role } of columns) {
    if (role === 'one-hot') features.push(...oneHot(column, await values.of(column)));
    else if (role === 'feature' && column.type === 'date') features.push(...(await dateParts(table, column)));
    else if (role === 'feature') features.push({ name: column.name, values: await values.of(column), category: null });
  }
  return features;
}

const oneHot = ({ name, categories }: Column, values: Float64Array): Feature[] =>
  (categories ?? []).map((one, category) => ({ name: `${name}=${one.name}`, values, category }));

/** The date parts that differ between rows, or the year alone. */
async function dateParts({ duck, rows }: Plan['table'], { name, value }: Column): Promise<Feature[]> {
  const counts = DATE_PARTS.map(([, part], i) => `count(DISTINCT ${part}(${value})) AS d${i}`);
  const [row = {}] = await duck.rows(`SELECT ${counts.join(', ')} FROM t`);
  const differing = DATE_PARTS.filter((_, i) => Number(row[`d${i}`]) > 1);
  const features: Feature[] = [];
  for (const [words, part] of differing.length > 0 ? differing : DATE_PARTS.slice(0, 1)) {
    const { values } = await numbersOf(duck, `${part}(${value})::DOUBLE`, rows);
    features.push({ name: `${name} ${words}`, values, category: null });
  }
  return features;
}

/** The target of each used row: the index of the class, or the value. */
export async function targetsOf({ target: { column, task }, classes, rows, values }: Plan): Promise<Float64Array> {
  const cells = await values.of(column);
  const indexOf = new Map(classes.map(({ raw }, i) => [placeOf(column, raw), i]));
  const targets = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i += 1) {
    const cell = cells[rows[i]!]!;
    targets[i] = task === 'regression' ? cell : indexOf.get(cell)!;
  }
  return targets;
}

const placeOf = ({ type, categories }: Column, raw: string): number =>
  type === 'number' ? Number(raw) : categories!.findIndex((one) => one.raw === raw);
