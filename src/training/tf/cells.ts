// One time step of each recurrent cell as TensorFlow.js operations. Keras' definitions and order of gates.
import * as tf from '@tensorflow/tfjs-core';
import type { LayerInfo, ParameterKind } from '../../core/network/layout.js';

export interface CellStep {
  /** The state after the step, and its input of f: of LSTM the cell state, of GRU the candidate's. */
  readonly post: tf.Tensor;
  readonly pre: tf.Tensor;
}

/** x of a time step and the state before it (undefined: 0) to the state after it. Keeps the cell state of an LSTM. */
export type Cell = (x: tf.Tensor, state: tf.Tensor | undefined) => CellStep;

export interface CellParts {
  readonly kind: LayerInfo['kind'];
  readonly get: (kind: ParameterKind) => tf.Tensor;
  /** f. */
  readonly activate: (z: tf.Tensor) => tf.Tensor;
}

const matMul = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => tf.matMul(a, b);

export function cellOf(parts: CellParts): Cell {
  if (parts.kind === 'lstm') return lstm(parts);
  return parts.kind === 'gru' ? gru(parts) : simple(parts);
}

/** x W + b, and h U unless the state is 0. */
function affine({ get }: CellParts, x: tf.Tensor, state: tf.Tensor | undefined): tf.Tensor {
  const input = tf.add(matMul(x, get('kernel')), get('bias'));
  return state === undefined ? input : tf.add(input, matMul(state, get('recurrentKernel')));
}

/** h' = f(x W + h U + b). */
const simple =
  (parts: CellParts): Cell =>
  (x, state) => {
    const pre = affine(parts, x, state);
    return { pre, post: parts.activate(pre) };
  };

/** i, f, g, o = gates; c' = s(f) c + s(i) f(g); h' = s(o) f(c'). */
function lstm(parts: CellParts): Cell {
  let cell: tf.Tensor | undefined;
  return (x, state) => {
    const [i, f, g, o] = tf.split(affine(parts, x, state), 4, 1) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const written = tf.mul(tf.sigmoid(i), parts.activate(g));
    cell = cell === undefined ? written : tf.add(tf.mul(tf.sigmoid(f), cell), written);
    return { pre: cell, post: tf.mul(tf.sigmoid(o), parts.activate(cell)) };
  };
}

/** z, r = gates; candidate = f(x W + r (h U + b')); h' = z h + (1 - z) candidate. The reset gate acts after the product, as in Keras. */
function gru(parts: CellParts): Cell {
  const [bias, recurrentBias] = tf.unstack(parts.get('bias'), 0) as [tf.Tensor, tf.Tensor];
  return (x, state) => {
    const input = tf.add(matMul(x, parts.get('kernel')), bias);
    const own = tf.zerosLike(input);
    const back = tf.add(state === undefined ? own : matMul(state, parts.get('recurrentKernel')), recurrentBias);
    const [xz, xr, xh] = tf.split(input, 3, 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const [hz, hr, hh] = tf.split(back, 3, 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const update = tf.sigmoid(tf.add(xz, hz));
    const reset = tf.sigmoid(tf.add(xr, hr));
    const pre = tf.add(xh, tf.mul(reset, hh));
    const candidate = parts.activate(pre);
    const kept = tf.sub(state ?? tf.zerosLike(candidate), candidate);
    return { pre, post: tf.add(candidate, tf.mul(update, kept)) };
  };
}
