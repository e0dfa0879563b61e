// Turns a plan into the arrays for training.
import { setImmediate as turn } from 'node:timers/promises';
import type { Config } from '../core/config/schema.js';
import { oneHot } from '../core/data/dataset.js';
import type { Dataset, Split } from '../core/data/dataset.js';
import { thousands } from '../core/table/words.js';
import { featuresOf, targetsOf, type Feature } from './features.js';
import type { Plan } from './plan.js';
import { reportOf } from './report.js';
import { AS_IT_IS, fill, scaled, standardise, type Scale } from './scale.js';
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
  const train = held.train.map((i) => rows[i]!);
  const plainTarget = classified || wishes.standardize === 'none' || wishes.standardize === 'features';
  const targetScale = plainTarget ? AS_IT_IS : standardise(y, held.train);
  const about = `${nameOf(table)}: ${thousands(rows.length)} rows`;
  const tell = (feature: number): void => watch.tell(`${about}; preparing feature ${feature} of ${features.length}`);
  const scales = await prepare(features, train, wishes, { ...watch, tell });
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
  const part = async (picked: Int32Array): Promise<Dataset> => {
    const labels = new Float32Array(picked.length);
    for (let i = 0; i < picked.length; i += 1) labels[i] = scaled(y[picked[i]!]!, targetScale);
    const targets = classified && !binary ? oneHot(labels, classes.length) : labels;
    const x = await rowMajor(
      features,
      scales,
      picked.map((i) => rows[i]!),
      watch,
    );
    return { ...base, samples: picked.length, x, y: targets };
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
async function prepare(
  features: readonly Feature[],
  train: Int32Array,
  { missing, standardize }: Wishes,
  { tell, signal }: { readonly tell: (feature: number) => void; readonly signal: AbortSignal | null },
): Promise<Scale[]> {
  const scales: Scale[] = [];
  for (const [i, { values, category }] of features.entries()) {
    tell(i + 1);
    await turn();
    signal?.throwIfAborted();
    if (missing !== 'drop') fill(values, train, category === null ? missing : 'most-frequent');
    scales.push(category === null && standardize !== 'none' ? standardise(values, train) : AS_IT_IS);
  }
  return scales;
}

/** Rows that are written together, so that they stay in the processor's cache. */
const ROWS_TOGETHER = 512;

/** The scaled features of the picked rows, [rows, features]. */
async function rowMajor(
  features: readonly Feature[],
  scales: readonly Scale[],
  rows: Int32Array,
  { signal }: TableWatch,
): Promise<Float32Array> {
  const width = features.length;
  const x = new Float32Array(rows.length * width);
  for (let start = 0; start < rows.length; start += ROWS_TOGETHER) {
    const end = Math.min(rows.length, start + ROWS_TOGETHER);
    for (let k = 0; k < width; k += 1) {
      const { values, category } = features[k]!;
      const scale = scales[k]!;
      let at = start * width + k;
      if (category === null) for (let i = start; i < end; i += 1, at += width) x[at] = scaled(values[rows[i]!]!, scale);
      else for (let i = start; i < end; i += 1, at += width) x[at] = Number(values[rows[i]!] === category);
    }
    if ((start / ROWS_TOGETHER) % 64 !== 0) continue;
    await turn();
    signal?.throwIfAborted();
  }
  return x;
}
