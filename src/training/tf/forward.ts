// The network as TensorFlow.js operations: parameters in, logits out. Keras' definitions; differentiable throughout.
import * as tf from '@tensorflow/tfjs-core';
import { ACTIVATIONS, LEAKY_SLOPE, type ActivationName } from '../../core/config/activations.js';
import { isRecurrent } from '../../core/config/cells.js';
import type { Arithmetic } from '../../core/config/arithmetic.js';
import type { LossName, OutputActivationName } from '../../core/config/names.js';
import type { LayerInfo, NetworkLayout, ParameterKind } from '../../core/network/layout.js';
import { PROBABILITY_FLOOR } from '../losses.js';
import { cellOf, type CellStep } from './cells.js';
import { convolved, isConvolution, pooled } from './conv.js';

const BATCH_NORM_EPSILON = 1e-3;

export type Parameters = ReadonlyMap<string, tf.Tensor>;
export const parameterKey = (layer: number, kind: ParameterKind): string => `${layer}/${kind}`;

/** What the formulas in the table of activations mean for tensors. TensorFlow derives the gradient. */
export const TENSORS: Arithmetic<tf.Tensor> = {
  of: (value) => tf.scalar(value),
  add: (a, b) => tf.add(a, b),
  sub: (a, b) => tf.sub(a, b),
  mul: (a, b) => tf.mul(a, b),
  keep: (value) => value,
  tanh: (z) => tf.tanh(z),
  sigmoid: (z) => tf.sigmoid(z),
  softplus: (z) => tf.softplus(z),
  exp: (z) => tf.exp(z),
  expNegative: (z) => tf.exp(tf.minimum(z, 0)),
  expm1Negative: (z) => tf.sub(tf.exp(tf.minimum(z, 0)), 1),
  normalCdf: (z) => tf.mul(tf.add(tf.erf(tf.mul(z, Math.SQRT1_2)), 1), 0.5),
  normalPdf: (z) => tf.mul(tf.exp(tf.mul(tf.square(z), -0.5)), 1 / Math.sqrt(2 * Math.PI)),
  positivePart: (z) => tf.relu(z),
  wherePositive: (d, z) => tf.where(tf.lessEqual(z, 0), tf.zerosLike(d), d),
  // tf.step has a gradient, 0; a comparison has none and would throw.
  choose: (z, yes, no) => tf.where(tf.cast(tf.step(z), 'bool'), yes, no),
};

/** Activations that are a single operation of TensorFlow. */
const OWN: Readonly<Partial<Record<ActivationName, (z: tf.Tensor) => tf.Tensor>>> = {
  leakyRelu: (z) => tf.leakyRelu(z, LEAKY_SLOPE),
  elu: (z) => tf.elu(z),
  selu: (z) => tf.selu(z),
};

/** f(z); `alpha`: the slopes of PReLU, or another slope of leaky ReLU. */
export function activated(name: ActivationName, z: tf.Tensor, alpha?: tf.Tensor | number): tf.Tensor {
  if (typeof alpha === 'number') return tf.leakyRelu(z, alpha);
  if (alpha !== undefined) return tf.prelu(z, alpha);
  const { code } = ACTIVATIONS[name];
  return OWN[name]?.(z) ?? code?.forward(TENSORS, z) ?? z;
}

export interface ForwardOptions {
  /** Moving mean and variance of each batch-normalized layer; absent means batch statistics (training). */
  readonly moving?: readonly (readonly [tf.Tensor, tf.Tensor])[];
  /** f of the hidden layers, if it is not `activated`. */
  readonly activated?: typeof activated;
  /** Dropout: factors of each hidden layer's output. */
  readonly masks?: readonly tf.Tensor[];
  /** Called with the tensors of each layer before they are disposed. */
  readonly onLayer?: (layer: number, pre: tf.Tensor, post: tf.Tensor) => void;
  /** Called with each batch-normalised layer's batch mean and variance. */
  readonly onStatistics?: (mean: tf.Tensor, variance: tf.Tensor) => void;
  /** Added to the last recurrent layer's state after each time step. Their gradient is the gradient through time. */
  readonly stateOffsets?: readonly tf.Tensor[];
}

/** Logits [n, outputs] of inputs [n, features] (of an image: all its values) or, for a recurrent net, [n, timesteps, features]. */
export function logits(
  layout: NetworkLayout,
  parameters: Parameters,
  x: tf.Tensor,
  options: ForwardOptions,
): tf.Tensor {
  const outputs: tf.Tensor[] = [];
  let normalised = 0;
  let sequence = isRecurrent(layout.layers[0]?.kind ?? 'dense') ? tf.unstack(x, 1) : [];
  let input: tf.Tensor = x;
  layout.layers.forEach((layer, index) => {
    const get = (kind: ParameterKind): tf.Tensor => {
      const tensor = parameters.get(parameterKey(index, kind));
      if (tensor === undefined) throw new Error(`layer ${index} has no ${kind}`);
      return tensor;
    };
    if (isRecurrent(layer.kind)) {
      sequence = recurrent(layout, index, get, sequence, options);
      input = sequence.at(-1) ?? input;
    } else {
      const below = layout.layers[index - 1];
      const product = isConvolution(layer)
        ? convolved(input, get('kernel'), layer)
        : tf.matMul(below !== undefined && isConvolution(below) ? pooled(input, below) : input, get('kernel'));
      const affine = tf.add(product, get('bias'));
      const normalise = (value: tf.Tensor): tf.Tensor => {
        const moving = options.moving?.[normalised];
        normalised += 1;
        return batchNormalise(value, get('gamma'), get('beta'), moving, options.onStatistics);
      };
      const pre = layer.batchNorm === 'before' ? normalise(affine) : affine;
      const isOutput = index === layout.layers.length - 1;
      const post = isOutput ? pre : activate(layer, pre, get, options.activated);
      options.onLayer?.(index, pre, isOutput ? outputOf(layer.activation as OutputActivationName, pre) : post);
      const whole = layer.batchNorm === 'after' ? normalise(post) : post;
      const mask = isOutput ? undefined : options.masks?.[index];
      const settled = mask === undefined ? whole : tf.mul(whole, mask);
      const skip = layer.skipFrom === null ? undefined : outputs[layer.skipFrom];
      input = skip === undefined ? settled : tf.add(settled, skip);
    }
    outputs.push(input);
  });
  return input;
}

const activate = (
  layer: LayerInfo,
  pre: tf.Tensor,
  get: (kind: ParameterKind) => tf.Tensor,
  f = activated,
): tf.Tensor => f(layer.activation as ActivationName, pre, layer.activation === 'prelu' ? get('alpha') : layer.slope);

/** The states after each time step; the one before the first is 0. */
function recurrent(
  layout: NetworkLayout,
  index: number,
  get: (kind: ParameterKind) => tf.Tensor,
  sequence: readonly tf.Tensor[],
  options: ForwardOptions,
): tf.Tensor[] {
  const layer = layout.layers[index]!;
  const last = index === layout.layers.length - 2;
  const cell = cellOf({ kind: layer.kind, get, activate: (z) => activate(layer, z, get) });
  const states: tf.Tensor[] = [];
  let step: CellStep | undefined;
  sequence.forEach((x, t) => {
    step = cell(x, states.at(-1));
    const offset = last ? options.stateOffsets?.[t] : undefined;
    states.push(offset === undefined ? step.post : tf.add(step.post, offset));
  });
  if (step !== undefined) options.onLayer?.(index, step.pre, step.post);
  return states;
}

/** Ioffe & Szegedy 2015; over the batch axis. Variance is biased, as Keras normalises. */
function batchNormalise(
  x: tf.Tensor,
  gamma: tf.Tensor,
  beta: tf.Tensor,
  moving: readonly [tf.Tensor, tf.Tensor] | undefined,
  onStatistics: ForwardOptions['onStatistics'],
): tf.Tensor {
  const mean = moving?.[0] ?? tf.mean(x, 0);
  const centred = tf.sub(x, mean);
  const variance = moving?.[1] ?? tf.mean(tf.square(centred), 0);
  if (moving === undefined) onStatistics?.(mean, variance);
  return tf.add(tf.mul(tf.mul(centred, tf.rsqrt(tf.add(variance, BATCH_NORM_EPSILON))), gamma), beta);
}

/** The output activation. */
export function outputOf(activation: OutputActivationName, z: tf.Tensor): tf.Tensor {
  if (activation === 'sigmoid') return tf.sigmoid(z);
  if (activation === 'softmax') return tf.softmax(z);
  if (activation === 'relu') return tf.relu(z);
  return activation === 'tanh' ? tf.tanh(z) : z;
}

const clipped = (p: tf.Tensor): tf.Tensor => tf.clipByValue(p, PROBABILITY_FLOOR, 1 - PROBABILITY_FLOOR);
const mean = (each: tf.Tensor): tf.Scalar => tf.mean<tf.Scalar>(each);

/** Mean loss of a batch: the usual cross-entropies from logits (stable for any size), others from the outputs as in Keras. Scalar. */
export function lossOf(loss: LossName, activation: OutputActivationName, z: tf.Tensor, y: tf.Tensor): tf.Scalar {
  // softplus(z) - y z = -y log s(z) - (1 - y) log(1 - s(z)).
  if (loss === 'binaryCrossentropy' && activation === 'sigmoid') return mean(tf.sub(tf.softplus(z), tf.mul(y, z)));
  if (loss === 'categoricalCrossentropy' && activation === 'softmax')
    return tf.neg(tf.mean(tf.sum(tf.mul(y, tf.logSoftmax(z)), -1)));
  const a = outputOf(activation, z);
  if (loss === 'binaryCrossentropy') {
    const p = clipped(a);
    const [yes, no] = [tf.mul(y, tf.log(p)), tf.mul(tf.sub(1, y), tf.log(tf.sub(1, p)))];
    return tf.neg(mean(tf.add(yes, no)));
  }
  if (loss === 'categoricalCrossentropy') {
    const p = clipped(tf.div(a, tf.sum(a, -1, true)));
    return tf.neg(tf.mean(tf.sum(tf.mul(y, tf.log(p)), -1)));
  }
  const error = tf.sub(a, y);
  if (loss === 'meanSquaredError') return mean(tf.square(error));
  const size = tf.abs(error);
  if (loss === 'meanAbsoluteError') return mean(size);
  // min(|e|, 1)²/2 + max(|e| - 1, 0)
  return mean(tf.add(tf.mul(tf.square(tf.minimum(size, 1)), 0.5), tf.relu(tf.sub(size, 1))));
}

/** Number of correct rows, as a scalar: by the largest output, or by the side of 0.5. */
export function correctOf(activation: OutputActivationName, z: tf.Tensor, y: tf.Tensor): tf.Tensor {
  if ((z.shape[1] ?? 1) > 1) return tf.sum(tf.cast(tf.equal(tf.argMax(z, 1), tf.argMax(y, 1)), 'float32'));
  const said = tf.greater(outputOf(activation, z), 0.5);
  return tf.sum(tf.cast(tf.equal(tf.cast(said, 'int32'), tf.cast(tf.greater(y, 0.5), 'int32')), 'float32'));
}
