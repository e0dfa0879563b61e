// Operations that TensorFlow.js differentiates twice. Its own sigmoid, tanh, exp and softmax keep their output for the gradient, and the
// second differentiation takes that for a constant, without a word; those of leakyRelu, elu and selu have no second gradient at all. Here
// each gradient is computed from the input.
import * as tf from '@tensorflow/tfjs-core';
import { ACTIVATIONS, LEAKY_SLOPE, type ActivationName } from '../../core/config/activations.js';
import type { Arithmetic } from '../../core/config/arithmetic.js';
import type { LossName, OutputActivationName } from '../../core/config/names.js';
import { TENSORS } from './forward.js';

type Unary = (z: tf.Tensor) => tf.Tensor;

/** f, with d f = `gradient`(dy, z). */
function withGradient(f: Unary, gradient: (dy: tf.Tensor, z: tf.Tensor) => tf.Tensor): Unary {
  return tf.customGrad((...args) => {
    const [z, save] = args as [tf.Tensor, tf.GradSaveFunc];
    save([z]);
    return { value: f(z), gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => gradient(dy, saved[0]!) };
  });
}

const sigmoid = withGradient(tf.sigmoid, (dy, z) => {
  const s = tf.sigmoid(z);
  return tf.mul(dy, tf.mul(s, tf.sub(1, s)));
});
const tanh = withGradient(tf.tanh, (dy, z) => tf.mul(dy, tf.sub(1, tf.square(tf.tanh(z)))));
const exp = withGradient(tf.exp, (dy, z) => tf.mul(dy, tf.exp(z)));
const softmax = withGradient(
  (z) => tf.softmax(z),
  (dy, z) => {
    const s = tf.softmax(z);
    return tf.mul(s, tf.sub(dy, tf.sum(tf.mul(dy, s), -1, true)));
  },
);
const logSoftmax = withGradient(
  (z) => tf.logSoftmax(z),
  (dy, z) => tf.sub(dy, tf.mul(tf.sum(dy, -1, true), tf.softmax(z))),
);
const negativePart: Unary = (z) => tf.neg(tf.relu(tf.neg(z)));

const TWICE: Arithmetic<tf.Tensor> = {
  ...TENSORS,
  sigmoid,
  tanh,
  exp,
  expNegative: (z) => exp(negativePart(z)),
  expm1Negative: (z) => tf.sub(exp(negativePart(z)), 1),
  choose: (z, yes, no) => {
    const positive = tf.step(z);
    return tf.add(tf.mul(positive, yes), tf.mul(tf.sub(1, positive), no));
  },
  normalPdf: (z) => tf.mul(exp(tf.mul(tf.square(z), -0.5)), 1 / Math.sqrt(2 * Math.PI)),
};

/** As `activated` of forward.ts. */
export function activatedTwice(name: ActivationName, z: tf.Tensor, alpha?: tf.Tensor | number): tf.Tensor {
  const slope = alpha ?? (name === 'leakyRelu' ? LEAKY_SLOPE : null);
  if (slope !== null) return tf.add(tf.relu(z), tf.mul(slope, negativePart(z)));
  return ACTIVATIONS[name].code?.forward(TWICE, z) ?? z;
}

const OUTPUTS: Readonly<Record<OutputActivationName, Unary>> = {
  sigmoid,
  softmax,
  tanh,
  relu: tf.relu,
  linear: (z) => z,
};

/** With the error c clipped to -1 .. 1: c (e - c / 2), which is e² / 2 inside and |e| - 1/2 outside. */
function huber(error: tf.Tensor): tf.Tensor {
  const above = tf.relu(tf.sub(error, 1));
  const below = tf.relu(tf.sub(tf.neg(error), 1));
  const clipped = tf.add(tf.sub(error, above), below);
  return tf.mul(clipped, tf.sub(error, tf.mul(clipped, 0.5)));
}

/** As `lossOf` of forward.ts; null for pairs whose loss is not smooth, or whose probabilities are clipped. */
export function lossTwice(
  loss: LossName,
  activation: OutputActivationName,
): ((z: tf.Tensor, y: tf.Tensor) => tf.Scalar) | null {
  if (loss === 'binaryCrossentropy' && activation === 'sigmoid')
    return (z, y) => tf.mean<tf.Scalar>(tf.sub(tf.softplus(z), tf.mul(y, z)));
  if (loss === 'categoricalCrossentropy' && activation === 'softmax')
    return (z, y) => tf.neg(tf.mean<tf.Scalar>(tf.sum(tf.mul(y, logSoftmax(z)), -1)));
  const errors = loss === 'meanSquaredError' ? tf.square : loss === 'huber' ? huber : null;
  return errors === null ? null : (z, y) => tf.mean<tf.Scalar>(errors(tf.sub(OUTPUTS[activation](z), y)));
}
