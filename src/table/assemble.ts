// Turns a plan into the arrays for training, some columns at a time.
import type { Config } from '../core/config/schema.js';
import { oneHot } from '../core/data/dataset.js';
import type { Dataset, Split } from '../core/data/dataset.js';
import { thousands } from '../core/table/words.js';
import { featuresOf, targetSql, type Feature } from './features.js';
import type { Plan } from './plan.js';
import { reportOf } from './report.js';
import { fill, standardise, type Scale } from './scale.js';
import { splitRows } from './split.js';
import type { TableWatch } from './watch.js';

type Wishes = Pick<Config, 'missing' | 'validationSplit' | 'dataSeed' | 'standardize'>;

/** Number of values that are read at once. */
const VALUES_TOGETHER = 4e6;
const AS_IT_IS: Scale = { mean: 0, deviation: 1 };

export async function assemble(plan: Plan, wishes: Wishes, { tell }: TableWatch): Promise<Split> {
  const { table, rows, where, target, classes } = plan;
  // These need all rows.
  const features = await featuresOf(plan);
  if (rows < table.rows) await table.duck.run(`DELETE FROM t WHERE NOT (${where})`);
  const y = new Float64Array(rows);
  await table.duck.numbers([targetSql(plan)], [y]);
  const classified = target.task === 'classification';
  const { train, validation } = splitRows(rows, wishes.validationSplit, wishes.dataSeed, classified ? y : null);
  const scale = classified
    ? null
    : wishes.standardize === 'none' || wishes.standardize === 'features'
      ? AS_IT_IS
      : standardise(y, train);
  const columns: Float32Array[] = [];
  const featureScales: Scale[] = [];
  for await (const { values, feature } of valuesOf(plan, features, tell)) {
    featureScales.push(prepare(values, feature, train, wishes));
    columns.push(new Float32Array(values));
  }
  const binary = classified && classes.length === 2;
  const base = {
    name: nameOf(table),
    task: classified ? (binary ? ('binary' as const) : ('multiclass' as const)) : ('regression' as const),
    features: features.length,
    timesteps: 1,
    outputs: classified && !binary ? classes.length : 1,
    classes: classes.length,
    featureNames: features.map(({ name }) => name),
    featureScales,
    classNames: classes.map(({ name }) => name),
    dropped: table.rows - rows,
    targetName: target.column.name,
    ...(scale === null ? {} : { targetScale: scale }),
    report: reportOf(plan, features.length),
  };
  const part = (picked: Int32Array): Dataset => {
    const labels = new Float64Array(picked.length);
    for (let i = 0; i < picked.length; i += 1) labels[i] = y[picked[i]!]!;
    const targets = classified && !binary ? oneHot(labels, classes.length) : new Float32Array(labels);
    return { ...base, samples: picked.length, x: rowMajor(columns, picked), y: targets };
  };
  return { train: part(train), validation: validation.length === 0 ? null : part(validation) };
}

/**
 * The values of each feature; NaN if missing. The array is used again for a later feature. DuckDB drops a column after its last
 * feature, so that memory holds the table about once.
 */
async function* valuesOf(
  { table, rows }: Plan,
  features: readonly Feature[],
  tell: TableWatch['tell'],
): AsyncGenerator<{ readonly values: Float64Array; readonly feature: Feature }> {
  const together = Math.min(features.length, Math.max(1, Math.floor(VALUES_TOGETHER / rows)));
  const buffers = Array.from({ length: together }, () => new Float64Array(rows));
  let held = table.columns.map(({ sql }) => sql);
  for (let at = 0; at < features.length; at += together) {
    const needed = new Set(features.slice(at).map(({ column }) => column));
    await table.duck.release(held.filter((column) => !needed.has(column)));
    held = held.filter((column) => needed.has(column));
    const some = features.slice(at, at + together);
    tell(`${nameOf(table)}: ${thousands(rows)} rows; preparing feature ${at + 1} of ${features.length}`);
    await table.duck.numbers(
      some.map(({ sql }) => sql),
      buffers,
    );
    for (const [i, feature] of some.entries()) yield { values: buffers[i]!, feature };
  }
}

const nameOf = ({ name }: Plan['table']): string => name.split(/[\\/]/).at(-1) ?? name;

/** Fills and scales a feature, in place. */
function prepare(
  values: Float64Array,
  { scaled }: Feature,
  train: Int32Array,
  { missing, standardize }: Wishes,
): Scale {
  if (missing !== 'drop') fill(values, train, scaled ? missing : 'most-frequent');
  return scaled && standardize !== 'none' ? standardise(values, train) : AS_IT_IS;
}

/** The picked rows, [rows, columns]. */
function rowMajor(columns: readonly Float32Array[], rows: Int32Array): Float32Array {
  const x = new Float32Array(rows.length * columns.length);
  let at = 0;
  for (let i = 0; i < rows.length; i += 1) {
    const row = rows[i]!;
    for (let k = 0; k < columns.length; k += 1) x[at + k] = columns[k]![row]!;
    at += columns.length;
  }
  return x;
}
