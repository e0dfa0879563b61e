// Turns a plan into the arrays for training.
import type { Config } from '../core/config/schema.js';
import { oneHot } from '../core/data/dataset.js';
import type { Dataset, Split } from '../core/data/dataset.js';
import { thousands } from '../core/table/words.js';
import type { Crew } from './crew.js';
import { featuresOf, targetsOf, type Feature } from './features.js';
import type { Plan } from './plan.js';
import { reportOf } from './report.js';
import type { RowsTask } from './rowMajor.js';
import { AS_IT_IS, scaled, standardise, type Scale, type ScaleTask } from './scale.js';
import { sharedFloats, sharedPicked } from './shared.js';
import { splitRows } from './split.js';
import type { TableWatch } from './watch.js';

type Wishes = Pick<Config, 'missing' | 'validationSplit' | 'dataSeed' | 'standardize'>;

export async function assemble(plan: Plan, wishes: Wishes, watch: TableWatch): Promise<Split> {
  const { table, rows, target, classes } = plan;
  const features = await featuresOf(plan);
  const y = await targetsOf(plan);
  await table.duck.release(table.columns.map(({ sql }) => sql));
  const classified = target.task === 'classification';
  const held = splitRows(rows.length, wishes.validationSplit, wishes.dataSeed, classified ? y : null);
  const train = sharedPicked(rows, held.train);
  const plainTarget = classified || wishes.standardize === 'none' || wishes.standardize === 'features';
  const targetScale = plainTarget ? AS_IT_IS : standardise(y, held.train);
  const about = `${nameOf(table)}: ${thousands(rows.length)} rows`;
  const tell = (feature: number): void => watch.tell(`${about}; preparing feature ${feature} of ${features.length}`);
  const scales = await prepare(features, train, wishes, table.crew, tell);
  const binary = classified && classes.length === 2;
  const base = {
    name: nameOf(table),
    task: classified ? (binary ? ('binary' as const) : ('multiclass' as const)) : ('regression' as const),
    features: features.length,
    timesteps: 1,
    outputs: classified && !binary ? classes.length : 1,
    classes: classes.length,
    featureNames: features.map(({ name }) => name),
    featureScales: scales.map(described),
    classNames: classes.map(({ name }) => name),
    dropped: table.rows - rows.length,
    targetName: target.column.name,
    ...(classified ? {} : { targetScale: described(targetScale) }),
    report: reportOf(plan, features.length),
  };
  const scaledFeatures = features.map(({ values, category }, i) => ({ values, category, scale: scales[i]! }));
  const part = async (picked: Int32Array): Promise<Dataset> => {
    const written = rowMajor(scaledFeatures, sharedPicked(rows, picked), table.crew);
    // While threads write.
    const labels = new Float32Array(picked.length);
    for (let i = 0; i < picked.length; i += 1) labels[i] = scaled(y[picked[i]!]!, targetScale);
    const targets = classified && !binary ? oneHot(labels, classes.length) : labels;
    return { ...base, samples: picked.length, x: await written, y: targets };
  };
  return {
    train: await part(held.train),
    validation: held.validation.length === 0 ? null : await part(held.validation),
  };
}

const nameOf = ({ name }: Plan['table']): string => name.split(/[\\/]/).at(-1) ?? name;

const described = ({ mean, reach, spread }: Scale): { mean: number; deviation: number } => ({
  mean,
  deviation: spread * reach,
});

/** Fills the missing values of each feature, and finds its scale, by the training rows. */
function prepare(
  features: readonly Feature[],
  rows: Int32Array,
  { missing, standardize }: Wishes,
  crew: Crew,
  tell: (feature: number) => void,
): Promise<Scale[]> {
  const tasks = features.map(({ values, category }): ScaleTask => {
    const filled = missing === 'drop' || category === null ? missing : 'most-frequent';
    return {
      kind: 'scale',
      values,
      rows,
      filled: filled === 'drop' ? null : filled,
      standardised: category === null && standardize !== 'none',
    };
  });
  return crew.do(tasks, rows.length * features.length, tell);
}

/** The scaled features of these rows, [rows, features]. */
async function rowMajor(features: RowsTask['features'], rows: Int32Array, crew: Crew): Promise<Float32Array> {
  const x = sharedFloats(rows.length * features.length);
  const share = Math.max(1, Math.ceil(rows.length / crew.size));
  const parts = Array.from({ length: crew.size }, (_, i) => i * share).filter((from) => from < rows.length);
  const tasks = parts.map((from): RowsTask => {
    const to = Math.min(rows.length, from + share);
    return { kind: 'rows', features, rows, x, from, to };
  });
  await crew.do(tasks, rows.length * features.length);
  return x;
}
