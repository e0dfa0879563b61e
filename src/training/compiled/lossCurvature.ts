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

type Of<T> = (value: number) => T;

/** First and second derivative of a loss by the error of an output; the huber loss turns linear at 1. */
const ERRORS: Readonly<Partial<Record<LossName, { readonly first: Of<number>; readonly second: Of<number> }>>> = {
  meanSquaredError: { first: (error) => 2 * error, second: () => 2 },
  huber: {
    first: (error) => Math.min(1, Math.max(-1, error)),
    second: (error) => (Math.abs(error) <= 1 ? 1 : 0),
  },
};

/** f' and f'' of an activation that treats each output alone, as functions of the output. */
const OUTPUTS: Readonly<
  Record<Exclude<OutputActivationName, 'softmax'>, { readonly slope: Of<number>; readonly bend: Of<number> }>
> = {
  linear: { slope: () => 1, bend: () => 0 },
  relu: { slope: (a) => (a > 0 ? 1 : 0), bend: () => 0 },
  tanh: { slope: (a) => 1 - a * a, bend: (a) => -2 * a * (1 - a * a) },
  sigmoid: { slope: (a) => a * (1 - a), bend: (a) => a * (1 - a) * (1 - 2 * a) },
};

type Errors = NonNullable<(typeof ERRORS)[LossName]>;

/** L'' f'² + L' f'' */
const ofErrors = ({ first, second }: Errors, { slope, bend }: (typeof OUTPUTS)['linear']): LossCurvature =>
  each((a, y) => second(a - y) * slope(a) ** 2 + first(a - y) * bend(a));

/**
 * After a softmax a, d loss / dz = a (L' - s) with s = sum L' a. Along dz the outputs change by a' = a (dz - sum a dz), and it by
 * a' (L' - s) + a (L'' a' - s').
 */
const ofErrorsAfterSoftmax =
  ({ first, second }: Errors): LossCurvature =>
  ({ output, y, firstRow, samples, outputs }, dz, to) => {
    const errorOf = (i: number, j: number, at: number): number => output[at]! - y[(firstRow + i) * outputs + j]!;
    for (let i = 0; i < samples; i += 1) {
      const start = placeOf(i, outputs);
      let [along, mean, change] = [0, 0, 0];
      for (let j = 0, at = start; j < outputs; j += 1, at += TILE) along += output[at]! * dz[at]!;
      for (let j = 0, at = start; j < outputs; j += 1, at += TILE) {
        const [a, error] = [output[at]!, errorOf(i, j, at)];
        const moved = a * (dz[at]! - along);
        mean += first(error) * a;
        change += second(error) * moved * a + first(error) * moved;
      }
      for (let j = 0, at = start; j < outputs; j += 1, at += TILE) {
        const [a, error] = [output[at]!, errorOf(i, j, at)];
        const moved = a * (dz[at]! - along);
        to[at] = (moved * (first(error) - mean) + a * (second(error) * moved - change)) / (samples * outputs);
      }
    }
  };

/** Null for a pair without one: the absolute error, which bends only at 0, and probabilities that are clipped. */
export function lossCurvature(loss: LossName, activation: OutputActivationName): LossCurvature | null {
  if (loss === 'binaryCrossentropy' && activation === 'sigmoid') return each((a) => a * (1 - a));
  if (loss === 'categoricalCrossentropy' && activation === 'softmax') return softmax;
  const errors = ERRORS[loss];
  if (errors === undefined) return null;
  return activation === 'softmax' ? ofErrorsAfterSoftmax(errors) : ofErrors(errors, OUTPUTS[activation]);
}
