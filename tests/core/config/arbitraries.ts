// Any configuration that the schema allows, as a person or a key could make it.
import { ACTIVATION_NAMES } from '../../../src/core/config/activations.js';
import { CELL_NAMES } from '../../../src/core/config/cells.js';
import { configSchema, type Config } from '../../../src/core/config/schema.js';
import { DATASET_NAMES } from '../../../src/core/config/datasets.js';
import {
  BATCH_NORM_NAMES,
  INITIALIZER_NAMES,
  LOSS_NAMES,
  OPTIMIZER_NAMES,
  OUTPUT_ACTIVATION_NAMES,
} from '../../../src/core/config/names.js';
import { RULE_NAMES } from '../../../src/core/diagnosis/ruleNames.js';
import { fc } from '../../helpers/property.js';

const above0 = (max: number) => fc.double({ min: 1e-12, max, noNaN: true });
const seed = fc.integer({ min: 0, max: 2 ** 32 - 1 });
/** On a command line the word `none` stands for null, and no value is empty. */
const text = fc.string({ minLength: 1, maxLength: 20 }).filter((value) => value !== 'none' && value.trim() !== '');

export const anyConfig: fc.Arbitrary<Config> = fc
  .record({
    name: fc.string({ minLength: 1, maxLength: 60 }),
    teaches: fc.string({ maxLength: 160 }),
    provokes: fc.subarray([...RULE_NAMES]),
    dataset: fc.constantFrom(...DATASET_NAMES),
    data: fc.option(text),
    target: fc.option(text),
    samples: fc.integer({ min: 4, max: 100_000 }),
    noise: fc.double({ min: 0, max: 10, noNaN: true }),
    classes: fc.integer({ min: 2, max: 10 }),
    dataSeed: seed,
    validationSplit: fc.double({ min: 0, max: 0.9, noNaN: true }),
    sequenceLength: fc.integer({ min: 2, max: 500 }),
    cell: fc.constantFrom(...CELL_NAMES),
    depth: fc.integer({ min: 1, max: 50 }),
    width: fc.integer({ min: 1, max: 512 }),
    activation: fc.constantFrom(...ACTIVATION_NAMES),
    outputActivation: fc.constantFrom('auto' as const, ...OUTPUT_ACTIVATION_NAMES),
    loss: fc.constantFrom('auto' as const, ...LOSS_NAMES),
    initializer: fc.constantFrom(...INITIALIZER_NAMES),
    initializerStd: above0(100),
    initializerGain: above0(100),
    recurrentGain: above0(100),
    batchNorm: fc.constantFrom(...BATCH_NORM_NAMES),
    residual: fc.integer({ min: 0, max: 2 }),
    optimizer: fc.constantFrom(...OPTIMIZER_NAMES),
    learningRate: above0(1000),
    momentum: fc.double({ min: 0, max: 0.9999, noNaN: true }),
    batchSize: fc.integer({ min: 1, max: 100_000 }),
    epochs: fc.integer({ min: 1, max: 1_000_000 }),
    seed,
    clipNorm: fc.option(above0(1e6)),
    clipValue: fc.option(above0(1e6)),
  })
  .map((config) => configSchema.parse(config));
