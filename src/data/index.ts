// The data of a configuration: generated or read, and split.
import { isConv, isRecurrent, recurrentInWords } from '../core/config/cells.js';
import type { Config } from '../core/config/schema.js';
import { datasetRecord, IMAGE_DATASETS, SEQUENCE_DATASETS } from '../core/config/datasets.js';
import { listed } from '../core/text/list.js';
import { createRng } from '../core/random/rng.js';
import { UserError } from '../core/userError.js';
import type { Dataset, Split } from '../core/data/dataset.js';
import { standardisedDataset } from './standardize.js';

/** Reads the table of a configuration. */
export type ReadTable = (config: Config) => Promise<Split>;

/** @throws UserError for a cell and a data set that do not fit */
export function refuseMisfit({ cell, dataset }: Config): void {
  const sequences = SEQUENCE_DATASETS.includes(dataset);
  if (isRecurrent(cell) && !sequences)
    throw new UserError(
      `cell ${cell} needs a data set of sequences: dataset ${listed(SEQUENCE_DATASETS, 'or')}, not ${dataset}`,
    );
  if (isConv(cell) && !IMAGE_DATASETS.includes(dataset))
    throw new UserError(
      `cell ${cell} needs a data set of images: dataset ${listed(IMAGE_DATASETS, 'or')}, not ${dataset}`,
    );
  if (!isRecurrent(cell) && sequences) throw new UserError(`dataset ${dataset} needs cell ${recurrentInWords()}`);
}

/** A generated data set. @throws UserError for a table, or a cell that does not fit */
export function createDataset(config: Config): Dataset {
  refuseMisfit(config);
  const { noise, classes, sequenceLength, dataSeed: seed, dataset: name } = config;
  const { draw, reads, collection } = datasetRecord(name);
  if (draw === null) throw new UserError(`dataset ${name}: is read from a file, not generated`);
  const samples = collection === undefined ? config.samples : Math.min(config.rows ?? Infinity, collection.samples);
  const count = reads.includes('classes') ? classes : 2;
  const dataset = { name, ...draw({ samples, noise, classes: count, sequenceLength, seed }) };
  return config.standardize === 'auto' ? dataset : standardisedDataset(dataset, config.standardize);
}

/** The data of a configuration. @throws UserError for a table that cannot be read */
export async function splitOf(config: Config, readTable: ReadTable): Promise<Split> {
  refuseMisfit(config);
  if (datasetRecord(config.dataset).draw === null) return readTable(config);
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
export { classImages } from './images.js';
export { labelEntropy, resolveConfig } from './resolve.js';
export { planeOf, projection, type DataPlane } from './projection.js';
