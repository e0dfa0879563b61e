// The configuration of one run: one flat record, one schema, types inferred from it. Flags are these fields in kebab case.
import { z } from 'zod';
import { RULE_NAMES } from '../diagnosis/rules/index.js';
import { ACTIVATION_NAMES } from './activations.js';

export const INITIALIZER_NAMES = [
  'glorotUniform',
  'glorotNormal',
  'heUniform',
  'heNormal',
  'lecunNormal',
  'randomNormal',
  'orthogonal',
  'zeros',
] as const;
export const OPTIMIZER_NAMES = ['sgd', 'momentum', 'rmsprop', 'adagrad', 'adam'] as const;
export const DATASET_NAMES = ['moons', 'circles', 'spiral', 'xor', 'blobs', 'sequenceSum', 'csv'] as const;
export const OUTPUT_ACTIVATION_NAMES = ['sigmoid', 'softmax', 'linear', 'tanh'] as const;
export const LOSS_NAMES = ['binaryCrossentropy', 'categoricalCrossentropy', 'meanSquaredError'] as const;
/** Where batch normalization stands: nowhere, between kernel and activation, or behind the activation. */
export const BATCH_NORM_NAMES = ['none', 'before', 'after'] as const;

export type InitializerName = (typeof INITIALIZER_NAMES)[number];
export type OptimizerName = (typeof OPTIMIZER_NAMES)[number];
export type DatasetName = (typeof DATASET_NAMES)[number];
export type OutputActivationName = (typeof OUTPUT_ACTIVATION_NAMES)[number];
export type LossName = (typeof LOSS_NAMES)[number];

const positive = z.number().positive();
const integer = (low: number, high: number) => z.number().int().min(low).max(high);

/** Every field has a default, so that a preset states only what makes it special. Unknown fields are refused. */
export const configSchema = z.strictObject({
  // what it is for
  name: z.string().min(1).max(60).default('custom'),
  /** One line: what this preset teaches. */
  teaches: z.string().max(160).default(''),
  /** The rules that a run of this preset must provoke at its end or on its way; empty for a healthy preset. */
  provokes: z.array(z.enum(RULE_NAMES)).default([]),
  // data
  dataset: z.enum(DATASET_NAMES).default('moons'),
  /** Path of the CSV file (dataset csv only). */
  data: z.string().nullable().default(null),
  /** Name of the CSV's target column; null: the last one. */
  target: z.string().nullable().default(null),
  samples: integer(4, 100_000).default(250),
  /** Standard deviation of the Gaussian noise on the features. */
  noise: z.number().min(0).max(10).default(0.05),
  /** Classes of spiral and blobs. */
  classes: integer(2, 10).default(2),
  /** Seed of the data alone, so that seeds of weights compare on the same points. */
  dataSeed: integer(0, 2 ** 32 - 1).default(42),
  /** Share of the samples held out. */
  validationSplit: z.number().min(0).max(0.9).default(0),
  /** Time steps of a sequence dataset. */
  sequenceLength: integer(2, 500).default(50),
  // network
  /** dense: a stack of dense layers. simpleRnn: `depth` recurrent layers over a sequence, output read from the last state. */
  cell: z.enum(['dense', 'simpleRnn']).default('dense'),
  depth: integer(1, 50).default(7),
  width: integer(1, 512).default(10),
  activation: z.enum(ACTIVATION_NAMES).default('sigmoid'),
  /** auto: sigmoid for two classes, softmax for more, linear for regression. */
  outputActivation: z.enum(['auto', ...OUTPUT_ACTIVATION_NAMES]).default('auto'),
  /** auto: cross-entropy for sigmoid and softmax, mean squared error for linear and tanh. */
  loss: z.enum(['auto', ...LOSS_NAMES]).default('auto'),
  initializer: z.enum(INITIALIZER_NAMES).default('glorotUniform'),
  /** Standard deviation of randomNormal. */
  initializerStd: positive.max(100).default(0.05),
  /** Factor on every hidden kernel's initial draw; the output layer keeps its own. */
  initializerGain: positive.max(100).default(1),
  /** Factor on the orthogonal recurrent kernel's initial draw (simpleRnn). */
  recurrentGain: positive.max(100).default(1),
  batchNorm: z.enum(BATCH_NORM_NAMES).default('none'),
  /** 0: none. 1 or 2: a skip around each block of that many hidden layers of equal width. */
  residual: integer(0, 2).default(0),
  // training
  optimizer: z.enum(OPTIMIZER_NAMES).default('sgd'),
  learningRate: positive.max(1000).default(0.3),
  momentum: z.number().min(0).max(0.9999).default(0.9),
  batchSize: integer(1, 100_000).default(32),
  epochs: integer(1, 1_000_000).default(100),
  /** Seed of the weights and of the order of the samples. */
  seed: integer(0, 2 ** 32 - 1).default(0),
  /** Limit on the L2 norm of the gradient of all parameters together; null: none. */
  clipNorm: positive.nullable().default(null),
  /** Limit on the absolute value of each gradient element; null: none. */
  clipValue: positive.nullable().default(null),
});

/** A complete configuration, `auto` still allowed where the data decide. */
export type Config = z.output<typeof configSchema>;
/** What a preset file may hold. */
export type PresetFile = z.input<typeof configSchema>;
export type ConfigField = keyof Config;

/** Fields that say what a configuration is for. They train nothing, and no flag, key or lesson changes them. */
const ABOUT_FIELDS = ['name', 'teaches', 'provokes'] as const;
export const isSetting = (field: string): boolean => !(ABOUT_FIELDS as readonly string[]).includes(field);

/** A change of configuration: what a key, a remedy or a twin applies. */
export type ConfigChange = Partial<Omit<Config, (typeof ABOUT_FIELDS)[number]>>;

/** `Config` once the data are known: nothing is `auto` any more. */
export interface ResolvedConfig extends Omit<Config, 'outputActivation' | 'loss'> {
  readonly outputActivation: OutputActivationName;
  readonly loss: LossName;
}
