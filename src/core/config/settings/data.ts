// The settings of the data.
import { z } from 'zod';
import { DATASET_NAMES, datasetsThatRead, DRAWN_DATASETS } from '../datasets.js';
import { listed } from '../../text/list.js';
import { STANDARDIZE_NAMES } from '../names.js';
import { integer, type Setting } from './setting.js';

const TABLE = { field: 'dataset', is: datasetsThatRead('data'), where: '--data FILE' };

export const DATA_SETTINGS = {
  dataset: { schema: z.enum(DATASET_NAMES).default('moons'), doc: 'data set' },
  data: {
    schema: z.string().nullable().default(null),
    doc: 'your own table: CSV, TSV, JSON, Parquet (implies --dataset csv)',
    reads: { field: 'dataset', is: datasetsThatRead('data'), where: '--dataset csv' },
  },
  target: {
    schema: z.string().nullable().default(null),
    doc: 'target column of the table (default: the last)',
    literal: true,
    reads: { field: 'dataset', is: datasetsThatRead('target'), where: '--data FILE' },
  },
  columns: {
    schema: z.string().nullable().default(null),
    doc: 'columns of the table to use, separated by commas (default: all)',
    literal: true,
    reads: TABLE,
  },
  drop: {
    schema: z.string().nullable().default(null),
    doc: 'columns of the table to leave out, separated by commas',
    literal: true,
    reads: TABLE,
  },
  task: {
    schema: z.enum(['auto', 'classification', 'regression']).default('auto'),
    doc: 'what the target of the table is',
    detail:
      'auto: words and truth values are classes, numbers with fractions a regression; whole numbers as the data suggest (gradtop shows why)',
    reads: TABLE,
  },
  missing: {
    schema: z.enum(['drop', 'mean', 'most-frequent']).default('drop'),
    doc: 'what to do about missing values: drop the rows, or fill in a value of the training rows',
    detail: 'the target is never filled',
    reads: TABLE,
  },
  na: {
    schema: z.string().nullable().default(null),
    doc: 'further words that stand for a missing value, separated by commas',
    literal: true,
    reads: TABLE,
  },
  header: {
    schema: z.enum(['auto', 'yes', 'no']).default('auto'),
    doc: 'whether the first row of the table names the columns',
    reads: TABLE,
  },
  maxCategories: {
    schema: integer(2, 1000).default(20),
    doc: 'a column of text with up to this many different values becomes a feature for each; with more it is dropped',
    reads: TABLE,
  },
  rows: {
    schema: integer(4, 1_000_000_000).nullable().default(null),
    doc: 'rows of the table, or images, to draw (default: all); --samples does the same',
    detail: 'seeded by --data-seed; of a table without reading the others into memory',
    reads: { field: 'dataset', is: datasetsThatRead('rows'), where: '--data FILE and --dataset digits' },
  },
  samples: {
    schema: integer(4, 100_000).default(250),
    doc: 'number of samples',
    reads: {
      field: 'dataset',
      is: DRAWN_DATASETS,
      where: 'data sets that are drawn; for a table or digits use --rows',
    },
  },
  noise: {
    schema: z.number().min(0).max(10).default(0.05),
    doc: 'standard deviation of the noise',
    detail: 'Gaussian, on the features',
    reads: { field: 'dataset', is: DRAWN_DATASETS, where: 'data sets that are drawn at random' },
    sweep: 'real',
  },
  classes: {
    schema: integer(2, 10).default(2),
    doc: `classes of ${listed(datasetsThatRead('classes'), 'and')}`,
    reads: {
      field: 'dataset',
      is: datasetsThatRead('classes'),
      where: `--dataset ${listed(datasetsThatRead('classes'), 'and')}`,
    },
  },
  dataSeed: {
    schema: integer(0, 2 ** 32 - 1).default(42),
    doc: 'seed of the data',
    detail: 'separate from --seed, so runs with other weights train on the same points',
  },
  standardize: {
    schema: z.enum(STANDARDIZE_NAMES).default('auto'),
    doc: 'what to scale to mean 0 and standard deviation 1',
    detail: 'features: the inputs; all: a numeric target too; auto: all of a table, nothing of a drawn data set',
  },
  validationSplit: {
    schema: z.number().min(0).max(0.9).default(0),
    doc: 'share of samples to hold out',
    steps: { kind: 'ring', values: [0, 0.2, 0.5] },
  },
  sequenceLength: {
    schema: integer(2, 500).default(50),
    doc: 'time steps of a sequence',
    reads: {
      field: 'dataset',
      is: datasetsThatRead('sequenceLength'),
      where: `--dataset ${listed(datasetsThatRead('sequenceLength'), 'and')}`,
    },
  },
} as const satisfies Readonly<Record<string, Setting>>;
