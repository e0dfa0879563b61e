// Turns a plan into the arrays for training, some columns at a time, so that memory holds the table about once.
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
  const read = (sql: readonly string[], into: readonly Float64Array[]): Promise<void> =>
    table.duck.numbers(sql, `t WHERE ${where}`, into);
  const y = new Float64Array(rows);
  await read([targetSql(plan)], [y]);
  const classified = target.task === 'classification';
  const { train, validation } = splitRows(rows, wishes.validationSplit, wishes.dataSeed, classified ? y : null);
  const scale = classified
    ? null
    : wishes.standardize === 'none' || wishes.standardize === 'features'
      ? AS_IT_IS
      : standardise(y, train);
  const features = await featuresOf(plan);
  const xs = {
    train: new Float32Array(train.length * features.length),
    validation: new Float32Array(validation.length * features.length),
  };
  const featureScales: Scale[] = [];
  const together = Math.min(features.length, Math.max(1, Math.floor(VALUES_TOGETHER / rows)));
  const buffers = Array.from({ length: together }, () => new Float64Array(rows));
  for (let at = 0; at < features.length; at += together) {
    const some = features.slice(at, at + together);
    tell(`${nameOf(table)}: ${thousands(rows)} rows; preparing feature ${at + 1} of ${features.length}`);
    const columns = buffers.slice(0, some.length);
    await read(
      some.map(({ sql }) => sql),
      columns,
    );
    some.forEach((feature, i) => featureScales.push(prepare(columns[i]!, feature, train, wishes)));
    place(columns, train, xs.train, at, features.length);
    place(columns, validation, xs.validation, at, features.length);
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
  const part = (picked: Int32Array, x: Float32Array): Dataset => {
    const labels = new Float64Array(picked.length);
    for (let i = 0; i < picked.length; i += 1) labels[i] = y[picked[i]!]!;
    const targets = classified && !binary ? oneHot(labels, classes.length) : new Float32Array(labels);
    return { ...base, samples: picked.length, x, y: targets };
  };
  return {
    train: part(train, xs.train),
    validation: validation.length === 0 ? null : part(validation, xs.validation),
  };
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

/** Writes some features of the picked rows into `x`, row-major. */
function place(
  columns: readonly Float64Array[],
  rows: Int32Array,
  x: Float32Array,
  at: number,
  features: number,
): void {
  for (let i = 0; i < rows.length; i += 1) {
    const row = rows[i]!;
    for (let k = 0; k < columns.length; k += 1) x[i * features + at + k] = columns[k]![row]!;
  }
}
