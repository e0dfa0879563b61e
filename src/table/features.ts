// The features of each column, as SQL over the used rows.
import type { Column } from './columns.js';
import { text } from './duck.js';
import type { Plan } from './plan.js';

export interface Feature {
  readonly name: string;
  /** The column in DuckDB that it needs. */
  readonly column: string;
  /** SQL over `t`, DOUBLE; NULL if missing. */
  readonly sql: string;
  /** Whether the feature is standardized; one-hot features are not. */
  readonly scaled: boolean;
}

const DATE_PARTS = [
  ['year', 'year'],
  ['day of year', 'dayofyear'],
  ['weekday', 'isodow'],
] as const;

export async function featuresOf({ table, columns }: Plan): Promise<Feature[]> {
  const features: Feature[] = [];
  for (const { column, role } of columns) {
    if (role === 'one-hot') features.push(...oneHot(column));
    else if (role === 'feature' && column.type === 'date') features.push(...(await dateParts(table.duck, column)));
    else if (role === 'feature')
      features.push({ name: column.name, column: column.sql, sql: column.value, scaled: true });
  }
  return features;
}

const oneHot = ({ name, sql: column, value, categories }: Column): Feature[] =>
  (categories ?? []).map((category) => ({
    name: `${name}=${category.name}`,
    column,
    sql: `CASE WHEN ${value} IS NULL THEN NULL WHEN ${value} = ${text(category.raw)} THEN 1.0 ELSE 0.0 END::DOUBLE`,
    scaled: false,
  }));

/** The date parts that differ between rows, or the year alone. */
async function dateParts(duck: Plan['table']['duck'], { name, sql: column, value }: Column): Promise<Feature[]> {
  const parts = DATE_PARTS.map(([words, part]) => ({
    name: `${name} ${words}`,
    column,
    sql: `${part}(${value})::DOUBLE`,
    scaled: true,
  }));
  const counts = parts.map(({ sql }, i) => `count(DISTINCT ${sql}) AS d${i}`);
  const [row = {}] = await duck.rows(`SELECT ${counts.join(', ')} FROM t`);
  const differing = parts.filter((_, i) => Number(row[`d${i}`]) > 1);
  return differing.length > 0 ? differing : parts.slice(0, 1);
}

/** The target as numbers: the index of the class, or the value. */
export function targetSql({ target: { column, task }, classes }: Plan): string {
  if (task === 'regression') return column.value;
  const literal = (raw: string): string => (column.type === 'number' ? raw : text(raw));
  const cases = classes.map(({ raw }, i) => `WHEN ${column.value} = ${literal(raw)} THEN ${i}.0`);
  return `CASE ${cases.join(' ')} END::DOUBLE`;
}
