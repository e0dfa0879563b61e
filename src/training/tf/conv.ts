// Convolutions of 3 × 3 pixels as TensorFlow.js operations, on rows of pixels [samples × pixels, channels]. A product of matrices, because
// the WebAssembly backend has no gradient of its own convolution.
import * as tf from '@tensorflow/tfjs-core';
import { KERNEL_SIDE, type LayerInfo } from '../../core/network/layout.js';

const BORDER: [number, number] = [(KERNEL_SIDE - 1) / 2, (KERNEL_SIDE - 1) / 2];
const SIDE = Array.from({ length: KERNEL_SIDE }, (_, i) => i);

type Convolution = Required<Pick<LayerInfo, 'image' | 'inputs' | 'units'>>;
export const isConvolution = (layer: LayerInfo): layer is LayerInfo & Convolution => layer.image !== undefined;

/** x * W without bias; `kernel` [3, 3, inputs, units]. */
export function convolved(
  x: tf.Tensor,
  kernel: tf.Tensor,
  { image: { height, width }, inputs, units }: Convolution,
): tf.Tensor {
  const images = tf.reshape(x, [-1, height, width, inputs]);
  const padded = tf.pad(images, [[0, 0], BORDER, BORDER, [0, 0]]);
  const shifts = SIDE.flatMap((down) =>
    SIDE.map((right) => tf.slice(padded, [0, down, right, 0], [-1, height, width, inputs])),
  );
  const read = KERNEL_SIDE * KERNEL_SIDE * inputs;
  return tf.matMul(tf.reshape(tf.concat(shifts, 3), [-1, read]), tf.reshape(kernel, [read, units]));
}

/** The mean of each channel over the pixels: [samples, channels]. */
export const pooled = (x: tf.Tensor, { image: { height, width }, units }: Convolution): tf.Tensor =>
  tf.mean(tf.reshape(x, [-1, height * width, units]), 1);
