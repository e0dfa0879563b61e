// Losses over arrays: value, count of right answers, and the gradient with respect to the logits.
import type { LossName, OutputActivationName } from '../../core/config/schema.js';

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
const softplus = (z: number): number => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));

/** Output activation of z[n, m] into out. */
export function outputs(
  activation: OutputActivationName,
  z: Float32Array,
  out: Float32Array,
  n: number,
  m: number,
): void {
  for (let i = 0; i < n; i += 1) {
    const row = i * m;
    if (activation === 'softmax') {
      let top = -Infinity;
      for (let j = 0; j < m; j += 1) top = Math.max(top, z[row + j]!);
      let sum = 0;
      for (let j = 0; j < m; j += 1) sum += Math.exp(z[row + j]! - top);
      for (let j = 0; j < m; j += 1) out[row + j] = Math.exp(z[row + j]! - top) / sum;
      continue;
    }
    for (let j = 0; j < m; j += 1) {
      const value = z[row + j]!;
      out[row + j] = activation === 'sigmoid' ? sigmoid(value) : activation === 'tanh' ? Math.tanh(value) : value;
    }
  }
}

/** Mean loss of logits z and outputs `out` against y, all [n, m]. */
export function lossValue(
  loss: LossName,
  z: Float32Array,
  out: Float32Array,
  y: Float32Array,
  n: number,
  m: number,
): number {
  let sum = 0;
  if (loss === 'binaryCrossentropy') {
    for (let i = 0; i < n * m; i += 1) sum += softplus(z[i]!) - y[i]! * z[i]!;
    return sum / (n * m);
  }
  if (loss === 'meanSquaredError') {
    for (let i = 0; i < n * m; i += 1) sum += (out[i]! - y[i]!) ** 2;
    return sum / (n * m);
  }
  for (let i = 0; i < n; i += 1) {
    const row = i * m;
    let top = -Infinity;
    for (let j = 0; j < m; j += 1) top = Math.max(top, z[row + j]!);
    let exps = 0;
    let chosen = 0;
    for (let j = 0; j < m; j += 1) {
      exps += Math.exp(z[row + j]! - top);
      chosen += y[row + j]! * (z[row + j]! - top);
    }
    sum += Math.log(exps) - chosen;
  }
  return sum / n;
}

/** d loss / d z of the mean loss, into d[n, m]. */
export function lossGradient(
  loss: LossName,
  activation: OutputActivationName,
  out: Float32Array,
  y: Float32Array,
  d: Float32Array,
  n: number,
  m: number,
): void {
  const scale = loss === 'categoricalCrossentropy' ? 1 / n : 1 / (n * m);
  for (let i = 0; i < n * m; i += 1) {
    const o = out[i]!;
    const error = (o - y[i]!) * scale;
    if (loss !== 'meanSquaredError' || activation === 'linear') d[i] = loss === 'meanSquaredError' ? 2 * error : error;
    else d[i] = 2 * error * (activation === 'sigmoid' ? o * (1 - o) : 1 - o * o);
  }
}

/** Rows that are right: the largest output, or the side of 0.5. */
export function correctRows(z: Float32Array, out: Float32Array, y: Float32Array, n: number, m: number): number {
  let count = 0;
  for (let i = 0; i < n; i += 1) {
    if (m === 1) {
      if (out[i]! > 0.5 === y[i]! > 0.5) count += 1;
      continue;
    }
    let said = 0;
    let meant = 0;
    for (let j = 1; j < m; j += 1) {
      if (z[i * m + j]! > z[i * m + said]!) said = j;
      if (y[i * m + j]! > y[i * m + meant]!) meant = j;
    }
    if (said === meant) count += 1;
  }
  return count;
}
