// The settings of the network.
import { z } from 'zod';
import { ACTIVATION_NAMES, ACTIVATION_RING, LEAKY_SLOPE } from '../activations.js';
import { CELL_NAMES, FORWARD_CELLS, RECURRENT_CELLS, recurrentInWords } from '../cells.js';
import { BATCH_NORM_NAMES, INITIALIZER_NAMES, LOSS_NAMES, OUTPUT_ACTIVATION_NAMES } from '../names.js';
import { compact, integer, listOf, positive, type Setting } from './setting.js';

const DEEPEST = 50;
const WIDTH = integer(1, 512);
const WIDTHS = [1, 2, 3, 4, 5, 8, 10, 16, 20, 32, 50, 64, 100, 128, 200, 256, 512];
const FORWARD = { field: 'cell', is: FORWARD_CELLS, where: '--cell dense and conv' };
const only = (reads: typeof FORWARD, reason: string) => ({ field: reads.field, is: reads.is, reason });

export const NETWORK_SETTINGS = {
  cell: {
    schema: z.enum(CELL_NAMES).default('dense'),
    doc: 'dense layers, convolutions, or recurrent layers',
    detail:
      'conv: convolutions of 3 × 3 pixels over images, with zeros around them (Keras’ Conv2D, padding same); the output layer reads the mean of each channel; simpleRnn, lstm, gru: recurrent layers over a sequence, as in Keras; the output layer reads their last state',
    steps: {
      kind: 'ring',
      values: RECURRENT_CELLS,
      only: { field: 'cell', is: RECURRENT_CELLS, reason: 'recurrent cells are for sequences' },
    },
  },
  depth: {
    schema: integer(0, DEEPEST).default(7),
    doc: 'hidden layers',
    detail: '0: a linear model',
    steps: { kind: 'ladder', values: Array.from({ length: DEEPEST + 1 }, (_, i) => i) },
    sweep: 'whole',
  },
  width: {
    schema: WIDTH.default(10),
    doc: 'units, of conv filters, per hidden layer',
    detail: 'a list such as 64,32,16 gives each layer its own; the depth follows',
    steps: { kind: 'ladder', values: WIDTHS },
    sweep: 'whole',
    list: 'layerWidths',
  },
  layerWidths: { schema: listOf(WIDTH), doc: 'units of each hidden layer, from a list in --width', listOf: 'width' },
  activation: {
    schema: z.enum(ACTIVATION_NAMES).default('sigmoid'),
    doc: 'activation of the hidden layers',
    detail: 'a list such as tanh,relu gives each layer its own; the depth follows',
    steps: { kind: 'ring', values: ACTIVATION_RING },
    list: 'layerActivations',
  },
  layerActivations: {
    schema: listOf(z.enum(ACTIVATION_NAMES)),
    doc: 'activation of each hidden layer, from a list in --activation',
    listOf: 'activation',
  },
  negativeSlope: {
    schema: z.number().min(0).max(1).default(LEAKY_SLOPE),
    doc: 'slope of leakyRelu for negative inputs',
    reads: { field: 'activation', is: ['leakyRelu'], where: '--activation leakyRelu' },
  },
  outputActivation: {
    schema: z.enum(['auto', ...OUTPUT_ACTIVATION_NAMES]).default('auto'),
    doc: 'activation of the output',
    detail: 'auto: sigmoid for two classes, softmax for more, linear for regression',
  },
  loss: {
    schema: z.enum(['auto', ...LOSS_NAMES]).default('auto'),
    doc: 'loss function',
    detail:
      'auto: mean squared error for a numeric target and after linear, tanh and relu; cross-entropy for classes after sigmoid and softmax',
  },
  initializer: {
    schema: z.enum(INITIALIZER_NAMES).default('glorotUniform'),
    doc: 'initializer of the hidden kernels',
    steps: { kind: 'ring', values: INITIALIZER_NAMES },
  },
  initializerStd: {
    schema: positive.max(100).default(0.05),
    doc: 'standard deviation of randomNormal',
    reads: { field: 'initializer', is: ['randomNormal'], where: '--initializer randomNormal' },
    sweep: 'real',
  },
  initializerGain: {
    schema: positive.max(100).default(1),
    doc: 'factor on the initial hidden kernels',
    detail: 'the output layer keeps its own',
    sweep: 'real',
  },
  biasStd: {
    schema: z.number().min(0).max(100).default(0),
    doc: 'standard deviation of the initial biases',
    detail: 'normal; 0: all biases start at 0',
  },
  recurrentGain: {
    schema: positive.max(100).default(1),
    doc: 'factor on the initial recurrent kernel',
    detail: 'the recurrent kernel is orthogonal',
    reads: { field: 'cell', is: RECURRENT_CELLS, where: `--cell ${recurrentInWords()}` },
    sweep: 'real',
  },
  batchNorm: {
    schema: z.enum(BATCH_NORM_NAMES).default('none'),
    doc: 'batch normalization before or after the activation',
    bare: 'before',
    aliases: { true: 'before', false: 'none' },
    steps: {
      kind: 'ring',
      values: BATCH_NORM_NAMES,
      only: only(FORWARD, 'batch normalization is not for recurrent layers'),
    },
    reads: FORWARD,
    clause: (value: string) => (value === 'none' ? null : `batch norm ${value}`),
  },
  residual: {
    schema: integer(0, 2).default(0),
    doc: 'a skip around every layer (1) or every two (2)',
    detail: '0: none; the layers of a block have equal width',
    bare: '1',
    steps: { kind: 'wrap', size: 3, only: only(FORWARD, 'residual skips are not for recurrent layers') },
    reads: FORWARD,
    clause: (value: number) => (value > 0 ? `skip ${value}` : null),
  },
  dropout: {
    schema: z.number().min(0).max(0.95).default(0),
    doc: 'share of the hidden units dropped in each training step',
    detail:
      'the others are multiplied by 1 / (1 - share); of a convolution each channel of each pixel is drawn alone, as in Keras; seeded, and off in evaluation',
    steps: { kind: 'ring', values: [0, 0.1, 0.2, 0.5], only: only(FORWARD, 'dropout is not for recurrent layers') },
    reads: FORWARD,
    sweep: 'real',
    clause: (value: number) => (value === 0 ? null : `dropout ${compact(value)}`),
  },
} as const satisfies Readonly<Record<string, Setting>>;
