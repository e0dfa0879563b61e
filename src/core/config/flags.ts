// The flags of every command that trains: one a field of the configuration, in kebab case, with the schema's own limits.
import { ACTIVATION_NAMES } from './activations.js';
import { kebab } from './describe.js';
import { allowedIn, parseConfig } from './presets.js';
import {
  BATCH_NORM_NAMES,
  configSchema,
  DATASET_NAMES,
  INITIALIZER_NAMES,
  isSetting,
  LOSS_NAMES,
  OPTIMIZER_NAMES,
  OUTPUT_ACTIVATION_NAMES,
  type Config,
} from './schema.js';
import { didYouMean } from './suggest.js';
import { UserError } from '../userError.js';

export interface Flag {
  /** `learning-rate`. */
  readonly name: string;
  readonly field: keyof Config;
  readonly description: string;
  /** In words: what the flag takes. */
  readonly allowed: string;
  /** What it takes, where that is one of some names. */
  readonly names: readonly string[] | null;
  /** The flag alone, without a value, means this. */
  readonly bare?: string;
}

const DESCRIPTIONS: Readonly<Partial<Record<keyof Config, string>>> = {
  dataset: 'data set',
  data: 'CSV file of your own (implies --dataset csv)',
  target: "the CSV's target column (the last one by default)",
  samples: 'number of samples',
  noise: 'standard deviation of the noise',
  classes: 'classes of spiral and blobs',
  dataSeed: 'seed of the data alone',
  validationSplit: 'share of the samples held out',
  sequenceLength: 'time steps of a sequence',
  cell: 'dense layers or recurrent ones',
  depth: 'hidden layers',
  width: 'units a hidden layer',
  activation: 'activation of the hidden layers',
  outputActivation: 'activation of the output',
  loss: 'loss function',
  initializer: 'initializer of the hidden kernels',
  initializerStd: 'standard deviation of randomNormal',
  initializerGain: 'factor on the hidden kernels at the start',
  recurrentGain: 'factor on the recurrent kernel at the start',
  batchNorm: 'batch normalization, beside the activation',
  residual: 'a skip around every layer (1) or every two (2)',
  optimizer: 'what turns gradients into updates',
  learningRate: 'learning rate',
  momentum: 'momentum of the optimizer momentum',
  batchSize: 'samples a step',
  epochs: 'passes over the data',
  seed: 'seed of weights and batches',
  clipNorm: 'limit on the norm of the whole gradient',
  clipValue: 'limit on each element of the gradient',
};
/** Told by the help; the schema itself takes its time to be read. */
const NAMES: Readonly<Partial<Record<keyof Config, readonly string[]>>> = {
  dataset: DATASET_NAMES,
  cell: ['dense', 'simpleRnn'],
  activation: ACTIVATION_NAMES,
  outputActivation: ['auto', ...OUTPUT_ACTIVATION_NAMES],
  loss: ['auto', ...LOSS_NAMES],
  initializer: INITIALIZER_NAMES,
  batchNorm: BATCH_NORM_NAMES,
  optimizer: OPTIMIZER_NAMES,
};
const BARE: Readonly<Partial<Record<keyof Config, string>>> = { batchNorm: 'before', residual: '1', clipNorm: '1' };

export const FLAGS: readonly Flag[] = (Object.keys(configSchema.shape) as (keyof Config)[])
  .filter(isSetting)
  .map((field) => ({
    name: kebab(field),
    field,
    description: DESCRIPTIONS[field] ?? field,
    get allowed() {
      return (allowedIn(field) ?? '').replace(/ or null$/, ' or none');
    },
    names: NAMES[field] ?? null,
    ...(BARE[field] === undefined ? {} : { bare: BARE[field] }),
  }));

/** What a flag's text means, by the type of its field. */
function valueOf(flag: Flag, text: string): unknown {
  if (flag.field === 'batchNorm') return batchNormOf(text);
  const schema = allowedIn(flag.field) ?? '';
  if (text === 'none' && schema.endsWith('or null')) return null;
  if (/number/.test(schema)) return text.trim() === '' ? text : Number.isNaN(Number(text)) ? text : Number(text);
  return text;
}

function batchNormOf(text: string): string {
  if (text === 'true' || text === '') return 'before';
  if (text === 'false') return 'none';
  return text;
}

/**
 * The configuration that flags make of a preset. `given` maps flag names to their text (`''` for a bare flag).
 * @throws UserError naming the flag
 */
export function applyFlags(base: Config, given: ReadonlyMap<string, string>): Config {
  const lines: string[] = [];
  const change: Record<string, unknown> = {};
  for (const [name, raw] of given) {
    const flag = FLAGS.find((candidate) => candidate.name === name);
    if (flag === undefined) continue;
    const text = raw === '' && flag.bare !== undefined ? flag.bare : raw;
    const value = valueOf(flag, text);
    try {
      parseConfig({ [flag.field]: value }, '');
      change[flag.field] = value;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const names = flag.field === 'batchNorm' ? BATCH_NORM_NAMES : flag.allowed.split(', ');
      lines.push(
        `--${name}: ${JSON.stringify(text)} is not allowed${didYouMean(text, names)}; allowed: ${flag.allowed}`,
      );
    }
  }
  if (lines.length > 0) throw new UserError(lines);
  if (typeof change['data'] === 'string' && change['dataset'] === undefined) change['dataset'] = 'csv';
  return parseConfig({ ...base, ...change }, 'command line');
}
