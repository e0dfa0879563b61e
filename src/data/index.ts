// The table of data sources, and the data of a configuration.
import type { Config } from '../core/config/schema.js';
import { datasetRecord, type DatasetName } from '../core/config/datasets.js';
import { createRng } from '../core/random/rng.js';
import { whyNotRead } from '../core/text/fileTrouble.js';
import { UserError } from '../core/userError.js';
import { csvDataset, oneHot } from './csv.js';
import { type Dataset } from './dataset.js';
import { blobs, circles, moons, spiral, xor, type Points, type PointsRequest } from './points.js';
import { sequenceSum } from './sequences.js';
import { standardisedDataset } from './standardize.js';

export type ReadFile = (path: string) => string;

type Source = (config: Config, readFile: ReadFile) => Dataset;

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
  csv: (config, readFile) => {
    if (config.data === null) throw new UserError('dataset csv: missing file; give one with --data FILE.csv');
    let text: string;
    try {
      text = readFile(config.data);
    } catch (error) {
      throw new UserError(`${config.data}: cannot be read: ${whyNotRead(error)}`, { cause: error });
    }
    return csvDataset(text, config.data, config.target, config.standardize === 'auto' ? 'all' : config.standardize);
  },
};

/** @throws UserError with one clear line. */
export function createDataset(config: Config, readFile: ReadFile): Dataset {
  if (config.cell === 'simpleRnn' && config.dataset !== 'sequenceSum')
    throw new UserError(`cell simpleRnn needs a data set of sequences: dataset sequenceSum, not ${config.dataset}`);
  if (config.cell === 'dense' && config.dataset === 'sequenceSum')
    throw new UserError('dataset sequenceSum needs cell simpleRnn');
  const dataset = SOURCES[config.dataset](config, readFile);
  const drawn = datasetRecord(config.dataset).file !== true;
  return drawn && config.standardize !== 'auto' ? standardisedDataset(dataset, config.standardize) : dataset;
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
export function trainValidationSplit(
  dataset: Dataset,
  split: number,
  seed: number,
): { train: Dataset; validation: Dataset | null } {
  const held = Math.min(dataset.samples - 2, Math.round(split * dataset.samples));
  if (held <= 0) return { train: dataset, validation: null };
  const order = createRng(seed, 'validation').permutation(dataset.samples);
  // Ascending order inside each part, so that only the split is random.
  return {
    train: pick(dataset, order.slice(held).sort()),
    validation: pick(dataset, order.slice(0, held).sort()),
  };
}

export { labelEntropy, resolveConfig } from './resolve.js';
export { projection } from './projection.js';
