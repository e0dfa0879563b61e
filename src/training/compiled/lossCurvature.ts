// How the gradient at the logits changes with the logits: the loss' Hessian times a direction, exact, in float64.
import type { LossName, OutputActivationName } from '../../core/config/names.js';
import { placeOf, targetSum, type Evaluation } from './evaluation.js';
import { TILE } from '../simd/tile.js';

/** Writes d (d loss / d logits) for changes `dz` of the logits into `to`, tiles [tiles][outputs][8]. */
export type LossCurvature = (on: Evaluation, dz: Float32Array, to: Float32Array) => void;

/** For losses that treat each output alone: d² loss / dz² as a function of the output and its target. */
const each =
  (second: (a: number, y: number) => number): LossCurvature =>
  ({ output, y, firstRow, samples, outputs }, dz, to) => {
    for (let i = 0; i < samples; i += 1)
      for (let j = 0, at = placeOf(i, outputs); j < outputs; j += 1, at += TILE)
        to[at] = (second(output[at]!, y[(firstRow + i) * outputs + j]!) * dz[at]!) / (samples * outputs);
  };

/** p (dz - sum p dz) sum y */
const softmax: LossCurvature = (on, dz, to) => {
  const { output, samples, outputs } = on;
  for (let i = 0; i < samples; i += 1) {
    const first = placeOf(i, outputs);
    let along = 0;
    for (let j = 0, at = first; j < outputs; j += 1, at += TILE) along += output[at]! * dz[at]!;
    const share = targetSum(on, i) / samples;
    for (let j = 0, at = first; j < outputs; j += 1, at += TILE) to[at] = output[at]! * (dz[at]! - along) * share;
  }
};

/** With f' = slope and f'' = bend: 2 (slope² + (a - y) bend). */
const squared = (slope: (a: number) => number, bend: (a: number) => number): LossCurvature =>
  each((a, y) => 2 * (slope(a) ** 2 + (a - y) * bend(a)));

/** Null for a pair whose curvature is not implemented. */
export function lossCurvature(loss: LossName, activation: OutputActivationName): LossCurvature | null {
  if (loss === 'binaryCrossentropy' && activation === 'sigmoid') return each((a) => a * (1 - a));
  if (loss === 'categoricalCrossentropy' && activation === 'softmax') return softmax;
  if (loss !== 'meanSquaredError') return null;
  if (activation === 'linear') return each(() => 2);
  if (activation === 'tanh')
    return squared(
      (a) => 1 - a * a,
      (a) => -2 * a * (1 - a * a),
    );
  if (activation !== 'sigmoid') return null;
  return squared(
    (a) => a * (1 - a),
    (a) => a * (1 - a) * (1 - 2 * a),
  );
}
