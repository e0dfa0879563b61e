// The settings of the training.
import { z } from 'zod';
import { OPTIMIZER_NAMES, SCHEDULE_NAMES, STOP_NAMES } from '../names.js';
import { compact, integer, positive, type Setting } from './setting.js';

const SEEDS = 2 ** 32;
/** 1, 3, 10 a decade: 1e-7 .. 1000, the schema's largest rate. */
const LEARNING_RATES: readonly number[] = Array.from({ length: 21 }, (_, i) =>
  Number(`${i % 2 === 0 ? 1 : 3}e${Math.floor(i / 2) - 7}`),
);

/** The largest number of epochs. */
export const MOST_EPOCHS = 1_000_000;
/** 1, 2, 5 a decade. */
const EPOCHS = Array.from({ length: 19 }, (_, i) => [1, 2, 5][i % 3]! * 10 ** Math.floor(i / 3));

const WITHOUT_RISE = { field: 'schedule', is: SCHEDULE_NAMES.filter((name) => name !== 'oneCycle') };

const WAITING = { field: 'stop', is: ['no-improvement'], where: '--stop no-improvement' };
const IN_STEPS = { field: 'schedule', is: ['step'], where: '--schedule step' };
const IN_STEPS_ONLY = 'only the schedule step has falls';

export const TRAINING_SETTINGS = {
  optimizer: {
    schema: z.enum(OPTIMIZER_NAMES).default('sgd'),
    doc: 'algorithm that turns gradients into updates',
    steps: { kind: 'ring', values: OPTIMIZER_NAMES },
  },
  learningRate: {
    schema: positive.max(1000).default(0.3),
    doc: 'learning rate',
    steps: { kind: 'ladder', values: LEARNING_RATES },
    sweep: 'real',
  },
  schedule: {
    schema: z.enum(SCHEDULE_NAMES).default('constant'),
    doc: 'how the learning rate changes over the run',
    detail:
      'step: times --decay-factor every --decay-epochs; cosine: down to 0; oneCycle: up from a 25th for three tenths of the run, then down to almost 0',
    steps: { kind: 'ring', values: SCHEDULE_NAMES },
    clause: (value: string) => (value === 'constant' ? null : `rate ${value}`),
  },
  decayEpochs: {
    schema: integer(1, 1_000_000).default(30),
    doc: 'epochs between two falls of the learning rate',
    reads: IN_STEPS,
    steps: { kind: 'ring', values: [30, 100, 3, 10], only: { ...IN_STEPS, reason: IN_STEPS_ONLY } },
    sweep: 'whole',
  },
  decayFactor: {
    schema: positive.max(1).default(0.1),
    doc: 'factor of each fall of the learning rate',
    reads: IN_STEPS,
    steps: { kind: 'ring', values: [0.1, 0.2, 0.5], only: { ...IN_STEPS, reason: IN_STEPS_ONLY } },
    sweep: 'real',
  },
  warmupSteps: {
    schema: integer(0, 10_000_000).default(0),
    doc: 'steps in which the learning rate rises to its value',
    detail: 'in a straight line; the schedule begins after them',
    steps: {
      kind: 'ring',
      values: [0, 10, 100, 1000],
      only: { ...WITHOUT_RISE, reason: 'one cycle has a warm-up of its own' },
    },
    reads: { ...WITHOUT_RISE, where: 'schedules without a warm-up of their own' },
    sweep: 'whole',
    clause: (value: number) => (value === 0 ? null : `warm-up ${value}`),
  },
  momentum: {
    schema: z.number().min(0).max(0.9999).default(0.9),
    doc: 'momentum of the optimizers momentum and nesterov',
    reads: { field: 'optimizer', is: ['momentum', 'nesterov'], where: '--optimizer momentum and nesterov' },
    sweep: 'real',
  },
  weightDecay: {
    schema: z.number().min(0).max(10).default(0),
    doc: 'share of each parameter taken off per step, times the learning rate',
    detail: 'decoupled, of all parameters, as in Keras: with adam it is AdamW',
    steps: { kind: 'ring', values: [0, 0.0001, 0.001, 0.01, 0.1] },
    sweep: 'real',
    clause: (value: number) => (value === 0 ? null : `weight decay ${compact(value)}`),
  },
  l2: {
    schema: z.number().min(0).max(10).default(0),
    doc: 'factor of the squares of the kernels that are added to the loss',
    detail:
      'the gradient that is applied includes them, the loss and the gradients of the layers that are shown do not; biases are left out',
    steps: { kind: 'ring', values: [0, 0.0001, 0.001, 0.01] },
    sweep: 'real',
    clause: (value: number) => (value === 0 ? null : `L2 ${compact(value)}`),
  },
  batchSize: {
    schema: integer(1, 100_000).default(32),
    doc: 'samples per step',
    steps: { kind: 'ladder', values: Array.from({ length: 17 }, (_, i) => 2 ** i) },
    sweep: 'whole',
  },
  accumulate: {
    schema: integer(1, 1000).default(1),
    doc: 'batches whose mean gradient makes one step',
    detail: 'as a batch so many times as large, except for batch normalization, which sees one batch at a time',
    steps: { kind: 'ring', values: [1, 2, 4, 8] },
    sweep: 'whole',
    clause: (value: number) => (value === 1 ? null : `${value} batches a step`),
  },
  epochs: {
    schema: integer(1, MOST_EPOCHS).default(100),
    doc: 'passes over the data',
    steps: { kind: 'ladder', values: EPOCHS },
  },
  stop: {
    schema: z.enum(STOP_NAMES).default('never'),
    doc: 'when to stop before the last epoch',
    detail:
      'solved: the loss is below a tenth of chance level and 99.5 % are right; no-improvement: the validation loss (without --validation-split, the loss) has not fallen for --patience epochs, and the best weights are kept',
    steps: { kind: 'ring', values: STOP_NAMES },
    clause: (value: string) => (value === 'never' ? null : `stop ${value}`),
  },
  patience: {
    schema: integer(1, 1_000_000).default(10),
    doc: 'epochs to wait for an improvement',
    reads: WAITING,
    steps: {
      kind: 'ring',
      values: [10, 30, 100, 3],
      only: { ...WAITING, reason: 'only --stop no-improvement waits' },
    },
  },
  seed: {
    schema: integer(0, SEEDS - 1).default(0),
    doc: 'seed of weights and batches',
    steps: { kind: 'wrap', size: SEEDS },
  },
  clipNorm: {
    schema: positive.nullable().default(null),
    doc: 'limit on the norm of the gradient',
    detail: 'the L2 norm of all parameters together',
    bare: '1',
    steps: { kind: 'ring', values: [null, 1, 0.1, 0.01, 10] },
    sweep: 'real',
    clause: (value: number | null) => (value === null ? null : `clip ${compact(value)}`),
  },
  clipValue: {
    schema: positive.nullable().default(null),
    doc: 'limit on each element of the gradient',
    clause: (value: number | null) => (value === null ? null : `clip value ${compact(value)}`),
  },
} as const satisfies Readonly<Record<string, Setting>>;
