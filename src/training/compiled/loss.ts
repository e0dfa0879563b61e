// Output activation, loss, count of right answers and the gradient at the logits, in float64: one pass over tiles of 8 samples.
import type { LossName, OutputActivationName } from '../../core/config/schema.js';
import { TILE, tilesOf } from './wasm/tile.js';

/** Arrays of tiles [tiles][outputs][8]. */
export interface OutputArrays {
  readonly logits: Float32Array;
  /** Written: the model's output. */
  readonly output: Float32Array;
  /** Written unless null: d mean loss / d logits, 0 in lanes without a sample. */
  readonly d: Float32Array | null;
}

export interface LossResult {
  /** Sum over samples; over outputs it is the loss's own (mean, or cross-entropy's sum). */
  readonly sum: number;
  readonly correct: number;
}

/** Losses that this module knows for each output activation. */
export const KNOWN_LOSSES: Readonly<Record<OutputActivationName, readonly LossName[]>> = {
  sigmoid: ['binaryCrossentropy', 'meanSquaredError'],
  softmax: ['categoricalCrossentropy'],
  linear: ['meanSquaredError'],
  tanh: ['meanSquaredError'],
};

/** @param y row-major [.., m], read from row `firstRow` */
export function evaluateLoss(
  loss: LossName,
  activation: OutputActivationName,
  { logits, output, d }: OutputArrays,
  y: Float32Array,
  n: number,
  m: number,
  firstRow = 0,
): LossResult {
  const end = tilesOf(n) * m * TILE;
  d?.fill(0, 0, end);
  const lane = (i: number): number => Math.floor(i / TILE) * m * TILE + (i % TILE);
  let sum = 0;
  let correct = 0;
  for (let i = 0; i < n; i += 1) {
    const at = lane(i);
    const target = (firstRow + i) * m;
    if (loss === 'categoricalCrossentropy') sum += softmaxRow(logits, output, d, y, at, target, n, m);
    else
      for (let j = 0; j < m; j += 1)
        sum += element(loss, activation, logits, output, d, y, at + j * TILE, target + j, n * m) / m;
    if (isRight(output, y, at, target, m)) correct += 1;
  }
  return { sum, correct };
}

/** Loss of one output; `count`: what the mean divides by. */
function element(
  loss: LossName,
  activation: OutputActivationName,
  logits: Float32Array,
  output: Float32Array,
  d: Float32Array | null,
  y: Float32Array,
  at: number,
  target: number,
  count: number,
): number {
  const z = logits[at]!;
  const wanted = y[target]!;
  if (loss === 'binaryCrossentropy') {
    // -y log s(z) - (1 - y) log(1 - s(z)) = max(z, 0) - y z + log(1 + exp(-|z|)): right for logits of any size.
    const e = Math.exp(-Math.abs(z));
    const s = (z >= 0 ? 1 : e) / (1 + e);
    output[at] = s;
    if (d !== null) d[at] = (s - wanted) / count;
    return Math.max(z, 0) - wanted * z + Math.log1p(e);
  }
  const a = activation === 'sigmoid' ? 1 / (1 + Math.exp(-z)) : activation === 'tanh' ? Math.tanh(z) : z;
  const slope = activation === 'sigmoid' ? a * (1 - a) : activation === 'tanh' ? 1 - a * a : 1;
  output[at] = a;
  if (d !== null) d[at] = (2 * (a - wanted) * slope) / count;
  return (a - wanted) ** 2;
}

/** Cross-entropy of one sample: log sum exp(z) - z[target], shifted by the largest logit. */
function softmaxRow(
  logits: Float32Array,
  output: Float32Array,
  d: Float32Array | null,
  y: Float32Array,
  at: number,
  target: number,
  n: number,
  m: number,
): number {
  let top = -Infinity;
  for (let j = 0; j < m; j += 1) top = Math.max(top, logits[at + j * TILE]!);
  let total = 0;
  for (let j = 0; j < m; j += 1) total += Math.exp(logits[at + j * TILE]! - top);
  let loss = 0;
  for (let j = 0; j < m; j += 1) {
    const index = at + j * TILE;
    const shifted = logits[index]! - top;
    const p = Math.exp(shifted) / total;
    const wanted = y[target + j]!;
    output[index] = p;
    if (d !== null) d[index] = (p - wanted) / n;
    if (wanted !== 0) loss += wanted * (Math.log(total) - shifted);
  }
  return loss;
}

/** The largest output is the target's; of a single output: the side of 0.5. */
function isRight(output: Float32Array, y: Float32Array, at: number, target: number, m: number): boolean {
  if (m === 1) return output[at]! > 0.5 === y[target]! > 0.5;
  let said = 0;
  let meant = 0;
  for (let j = 1; j < m; j += 1) {
    if (output[at + j * TILE]! > output[at + said * TILE]!) said = j;
    if (y[target + j]! > y[target + meant]!) meant = j;
  }
  return said === meant;
}
