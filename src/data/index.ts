// The table of data sources, and the data of a configuration.
import type { Config } from '../core/config/schema.js';
import { datasetRecord, type DatasetName } from '../core/config/datasets.js';
import { createRng } from '../core/random/rng.js';
import { UserError } from '../core/userError.js';
import { oneHot, type Dataset, type Split } from './dataset.js';
import { blobs, circles, moons, spiral, xor, type Points, type PointsRequest } from './points.js';
import { sequenceSum } from './sequences.js';
import { standardisedDataset } from './standardize.js';

/** Reads the table of a configuration. */
export type ReadTable = (config: Config) => Promise<Split>;

type Source = (config: Config) => Dataset;

/** A source of labelled points. */
const points =
  (name: DatasetName, draw: (request: PointsRequest) => Points): Source =>
  ({ samples, noise, classes, dataSeed }) => {
    const count = datasetRecord(name).reads.includes('classes') ? classes : 2;
    const { x, label } = draw({ samples, noise, classes: count, seed: dataSeed });
    const two = count === 2;
    return {
      name,
      task: two ? 'binary' : 'multiclass',
      samples,
      features: 2,
      timesteps: 1,
      x: Float32Array.from(x),
      y: two ? Float32Array.from(label) : oneHot(label, count),
      outputs: two ? 1 : count,
      classes: count,
      featureNames: ['x', 'y'],
      classNames: Array.from({ length: count }, (_, i) => String(i)),
    };
  };

export const SOURCES: Readonly<Record<DatasetName, Source>> = {
  moons: points('moons', moons),
  circles: points('circles', circles),
  spiral: points('spiral', spiral),
  xor: points('xor', xor),
  blobs: points('blobs', blobs),
  sequenceSum: (config) => sequenceSum(config.samples, config.sequenceLength, config.noise, config.dataSeed),
  csv: () => {
    throw new UserError('dataset csv: its rows come from a file');
  },
};

/** @throws UserError for a cell and a data set that do not fit */
export function refuseMisfit({ cell, dataset }: Config): void {
  if (cell === 'simpleRnn' && dataset !== 'sequenceSum')
    throw new UserError(`cell simpleRnn needs a data set of sequences: dataset sequenceSum, not ${dataset}`);
  if (cell === 'dense' && dataset === 'sequenceSum') throw new UserError('dataset sequenceSum needs cell simpleRnn');
}

/** A data set that is drawn. @throws UserError with one clear line. */
export function createDataset(config: Config): Dataset {
  refuseMisfit(config);
  const dataset = SOURCES[config.dataset](config);
  return config.standardize === 'auto' ? dataset : standardisedDataset(dataset, config.standardize);
}

/** The data of a configuration. @throws UserError for a table that cannot be read */
export async function splitOf(config: Config, readTable: ReadTable): Promise<Split> {
  refuseMisfit(config);
  if (datasetRecord(config.dataset).file === true) return readTable(config);
  return trainValidationSplit(createDataset(config), config.validationSplit, config.dataSeed);
}

/** Rows `order` of a data set, in that order. */
function pick(dataset: Dataset, order: ArrayLike<number>): Dataset {
  const rowX = dataset.timesteps * dataset.features;
  const x = new Float32Array(order.length * rowX);
  const y = new Float32Array(order.length * dataset.outputs);
  for (let i = 0; i < order.length; i += 1) {
    const from = order[i] ?? 0;
    x.set(dataset.x.subarray(from * rowX, (from + 1) * rowX), i * rowX);
    y.set(dataset.y.subarray(from * dataset.outputs, (from + 1) * dataset.outputs), i * dataset.outputs);
  }
  return { ...dataset, samples: order.length, x, y };
}

/** A seeded split; `split` 0 keeps the training set in drawn order. At least 2 samples remain for training. */
export function trainValidationSplit(dataset: Dataset, split: number, seed: number): Split {
  const held = Math.min(dataset.samples - 2, Math.round(split * dataset.samples));
  if (held <= 0) return { train: dataset, validation: null };
  const order = createRng(seed, 'validation').permutation(dataset.samples);
  // Ascending order inside each part, so that only the split is random.
  return {
    train: pick(dataset, order.slice(held).sort()),
    validation: pick(dataset, order.slice(0, held).sort()),
  };
}

export { dataFacts } from './facts.js';
export { labelEntropy, resolveConfig } from './resolve.js';
export { projection } from './projection.js';
