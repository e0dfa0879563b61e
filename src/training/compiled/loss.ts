// Output activation, loss, number of correct samples and gradient at the logits, in float64, in one pass over tiles of 8 samples.
import type { LossName, OutputActivationName } from '../../core/config/names.js';
import { anyLoss } from './anyLoss.js';
import { placeOf, targetSum, type Evaluation } from './evaluation.js';
import { TILE, tilesOf } from '../simd/tile.js';

export interface LossResult {
  /** Sum over samples; each loss defines its reduction over outputs (mean, or the sum of cross-entropy). */
  readonly sum: number;
  readonly correct: number;
}

export function evaluateLoss(loss: LossName, activation: OutputActivationName, on: Evaluation): LossResult {
  on.d?.fill(0, 0, tilesOf(on.samples) * on.outputs * TILE);
  return { sum: lossSum(loss, activation, on), correct: countRight(on) };
}

/** The usual pairs have code of their own, which is exact for logits of any size. */
function lossSum(loss: LossName, activation: OutputActivationName, on: Evaluation): number {
  if (loss === 'binaryCrossentropy' && activation === 'sigmoid') return binaryCrossentropy(on);
  if (loss === 'categoricalCrossentropy' && activation === 'softmax') return categoricalCrossentropy(on);
  if (loss === 'meanSquaredError' && activation !== 'softmax' && activation !== 'relu')
    return meanSquaredError(activation, on);
  return anyLoss(loss, activation, on);
}

/** Of sigmoid outputs: -y log s(z) - (1 - y) log(1 - s(z)) = max(z, 0) - y z + log(1 + exp(-|z|)), exact for logits of any size. */
function binaryCrossentropy({ logits, output, d, y, firstRow, samples, outputs }: Evaluation): number {
  const count = samples * outputs;
  let sum = 0;
  for (let i = 0; i < samples; i += 1)
    for (let j = 0, at = placeOf(i, outputs); j < outputs; j += 1, at += TILE) {
      const z = logits[at]!;
      const wanted = y[(firstRow + i) * outputs + j]!;
      const e = Math.exp(-Math.abs(z));
      const s = (z >= 0 ? 1 : e) / (1 + e);
      output[at] = s;
      if (d !== null) d[at] = (s - wanted) / count;
      sum += (Math.max(z, 0) - wanted * z + Math.log1p(e)) / outputs;
    }
  return sum;
}

function meanSquaredError(
  activation: OutputActivationName,
  { logits, output, d, y, firstRow, samples, outputs }: Evaluation,
): number {
  const count = samples * outputs;
  let sum = 0;
  for (let i = 0; i < samples; i += 1)
    for (let j = 0, at = placeOf(i, outputs); j < outputs; j += 1, at += TILE) {
      const z = logits[at]!;
      const wanted = y[(firstRow + i) * outputs + j]!;
      const a = activation === 'sigmoid' ? 1 / (1 + Math.exp(-z)) : activation === 'tanh' ? Math.tanh(z) : z;
      const slope = activation === 'sigmoid' ? a * (1 - a) : activation === 'tanh' ? 1 - a * a : 1;
      output[at] = a;
      if (d !== null) d[at] = (2 * (a - wanted) * slope) / count;
      sum += (a - wanted) ** 2 / outputs;
    }
  return sum;
}

/** Of softmax outputs: sum y (log sum exp(z) - z), shifted by the largest logit. Targets need not sum to 1. */
function categoricalCrossentropy(on: Evaluation): number {
  const { logits, output, d, y, firstRow, samples, outputs } = on;
  let sum = 0;
  for (let i = 0; i < samples; i += 1) {
    const first = placeOf(i, outputs);
    let top = -Infinity;
    for (let j = 0; j < outputs; j += 1) top = Math.max(top, logits[first + j * TILE]!);
    let total = 0;
    for (let j = 0; j < outputs; j += 1) total += Math.exp(logits[first + j * TILE]! - top);
    const whole = targetSum(on, i);
    let loss = 0;
    for (let j = 0, at = first; j < outputs; j += 1, at += TILE) {
      const shifted = logits[at]! - top;
      const p = Math.exp(shifted) / total;
      const wanted = y[(firstRow + i) * outputs + j]!;
      output[at] = p;
      if (d !== null) d[at] = (p * whole - wanted) / samples;
      if (wanted !== 0) loss += wanted * (Math.log(total) - shifted);
    }
    sum += loss;
  }
  return sum;
}

/** Samples whose largest output is the target's; for a single output, those where output and target lie on the same side of 0.5. */
function countRight({ output, y, firstRow, samples, outputs }: Evaluation): number {
  let right = 0;
  for (let i = 0; i < samples; i += 1) {
    const at = placeOf(i, outputs);
    const target = (firstRow + i) * outputs;
    if (outputs === 1) {
      if (output[at]! > 0.5 === y[target]! > 0.5) right += 1;
      continue;
    }
    let said = 0;
    let meant = 0;
    for (let j = 1; j < outputs; j += 1) {
      if (output[at + j * TILE]! > output[at + said * TILE]!) said = j;
      if (y[target + j]! > y[target + meant]!) meant = j;
    }
    if (said === meant) right += 1;
  }
  return right;
}
