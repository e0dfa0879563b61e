// What a run measures beside its training. No other number depends on it.
import { z } from 'zod';
import { integer, type Setting } from './setting.js';

const SWITCH = ['off', 'on'] as const;
const aliases = { true: 'on', false: 'off' };

export const INSTRUMENT_SETTINGS = {
  noiseScale: {
    schema: z.enum(SWITCH).default('off'),
    doc: 'measure the gradient noise scale',
    detail: 'the batch size beyond which larger batches stop paying; of the half and the whole of every 16th batch',
    bare: 'on',
    aliases,
    reads: { field: 'batchNorm', is: ['none'], where: 'networks without batch normalization, which mixes samples' },
    steps: { kind: 'ring', values: SWITCH },
  },
  sharpness: {
    schema: z.enum(SWITCH).default('off'),
    doc: 'measure the sharpness, and how near the rate is to its limit',
    detail:
      'the largest eigenvalue of the Hessian on the probe set; dense layers and convolutions; with batch normalization and with trained slopes on TensorFlow.js only; not with meanAbsoluteError',
    bare: 'on',
    aliases,
    steps: { kind: 'ring', values: SWITCH },
  },
  sharpnessEvery: {
    schema: integer(1, 1_000_000).nullable().default(null),
    doc: 'steps between two measurements of the sharpness (default: as many as keep it within 15 % of the training time)',
    detail:
      'a measurement takes as long as several steps of a small network: every 10 steps, 7x10 with batches of 32 trains at half the speed',
    absent: 'auto',
    reads: { field: 'sharpness', is: ['on'], where: '--sharpness' },
    steps: {
      kind: 'ring',
      values: [null, 10, 1, 100],
      only: { field: 'sharpness', is: ['on'], reason: 'the sharpness is not measured' },
    },
  },
  jacobian: {
    schema: z.enum(SWITCH).default('off'),
    doc: 'measure how the layers stretch a small change',
    detail:
      'the singular values of the Jacobians of the last hidden layer with respect to the first one, and of the logits with respect to the inputs, at some probes; dense layers of up to 64 units, without batch normalization',
    bare: 'on',
    aliases,
    reads: { field: 'cell', is: ['dense'], where: '--cell dense' },
    steps: { kind: 'ring', values: SWITCH },
  },
} as const satisfies Readonly<Record<string, Setting>>;
