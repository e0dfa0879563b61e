// The table's activations as TensorFlow computes them: its own operations, and the code that all backends share.
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import { ACTIVATIONS, ELEMENTWISE, type ElementwiseActivation } from '../../../src/core/config/activations.js';
import { activated, TENSORS } from '../../../src/training/tf/forward.js';

const POINTS = [-30, -6, -2.5, -1, -0.3, -1e-3, 1e-3, 0.4, 1, 2.7, 8, 30];

beforeAll(() => tf.setBackend('cpu'));

/** Values and slopes at all points, within float32's reach of the reference. */
function expectReference(name: ElementwiseActivation, f: (z: tf.Tensor) => tf.Tensor): void {
  const z = tf.tensor1d(POINTS);
  const values = f(z).dataSync();
  const slopes = tf
    .grad((x) => f(x))(z)
    .dataSync();
  POINTS.forEach((point, i) => {
    const [value, slope] = [ACTIVATIONS[name].f(point), ACTIVATIONS[name].derivative(point)];
    expect(Math.abs((values[i] ?? NaN) - value), `f(${point})`).toBeLessThan(1e-5 * Math.max(1, Math.abs(value)));
    expect(Math.abs((slopes[i] ?? NaN) - slope), `f'(${point})`).toBeLessThan(1e-5 * Math.max(1, Math.abs(slope)));
  });
}

it.each(ELEMENTWISE)('%s', (name) => {
  tf.tidy(() => expectReference(name, (z) => activated(name, z)));
});

it.each(ELEMENTWISE)('%s by the shared code, forward and backward', (name) => {
  tf.tidy(() => {
    const { forward, backward } = ACTIVATIONS[name].code;
    expectReference(name, (z) => forward(TENSORS, z));
    const z = tf.tensor1d(POINTS);
    const slopes = backward(TENSORS, z, forward(TENSORS, z), tf.onesLike(z)).dataSync();
    POINTS.forEach((point, i) => {
      const slope = ACTIVATIONS[name].derivative(point);
      const within = 1e-5 * Math.max(1, Math.abs(slope));
      expect(Math.abs((slopes[i] ?? NaN) - slope), `f'(${point})`).toBeLessThan(within);
    });
  });
});
