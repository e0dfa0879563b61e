// The settings of the data.
import { z } from 'zod';
import { DATASET_NAMES, datasetsThatRead, DRAWN_DATASETS } from '../datasets.js';
import { STANDARDIZE_NAMES } from '../names.js';
import { integer, type Setting } from './setting.js';

export const DATA_SETTINGS = {
  dataset: { schema: z.enum(DATASET_NAMES).default('moons'), doc: 'data set' },
  data: {
    schema: z.string().nullable().default(null),
    doc: 'your own CSV file (implies --dataset csv)',
    reads: { field: 'dataset', is: datasetsThatRead('data'), where: '--dataset csv' },
  },
  target: {
    schema: z.string().nullable().default(null),
    doc: 'target column of the CSV file (default: the last)',
    reads: { field: 'dataset', is: datasetsThatRead('target'), where: '--data FILE' },
  },
  samples: {
    schema: integer(4, 100_000).default(250),
    doc: 'number of samples',
    reads: { field: 'dataset', is: DRAWN_DATASETS, where: 'data sets that are drawn; a table has the rows it has' },
  },
  noise: {
    schema: z.number().min(0).max(10).default(0.05),
    doc: 'standard deviation of the noise',
    detail: 'Gaussian, on the features',
    reads: { field: 'dataset', is: DRAWN_DATASETS, where: 'data sets that are drawn' },
    sweep: 'real',
  },
  classes: {
    schema: integer(2, 10).default(2),
    doc: `classes of ${datasetsThatRead('classes').join(' and ')}`,
    reads: {
      field: 'dataset',
      is: datasetsThatRead('classes'),
      where: datasetsThatRead('classes')
        .map((name) => `--dataset ${name}`)
        .join(' and '),
    },
  },
  dataSeed: {
    schema: integer(0, 2 ** 32 - 1).default(42),
    doc: 'seed of the data',
    detail: 'seeds of weights compare on the same points',
  },
  standardize: {
    schema: z.enum(STANDARDIZE_NAMES).default('auto'),
    doc: 'what to scale to mean 0 and standard deviation 1',
    detail: 'features: the inputs; all: a numeric target too; auto: all of a table, nothing of a drawn data set',
  },
  validationSplit: { schema: z.number().min(0).max(0.9).default(0), doc: 'share of samples to hold out' },
  sequenceLength: {
    schema: integer(2, 500).default(50),
    doc: 'time steps of a sequence',
    reads: {
      field: 'dataset',
      is: datasetsThatRead('sequenceLength'),
      where: datasetsThatRead('sequenceLength')
        .map((name) => `--dataset ${name}`)
        .join(' and '),
    },
  },
} as const satisfies Readonly<Record<string, Setting>>;
