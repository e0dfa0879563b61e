// Any loss after any output activation, computed from the outputs in float64. loss.ts has the usual pairs.
import type { LossName, OutputActivationName } from '../../core/config/names.js';
import { PROBABILITY_LIMITS } from '../losses.js';
import { placeOf, type Evaluation } from './evaluation.js';
import { TILE } from '../simd/tile.js';

/** a = f(z) of one sample. */
function activate(name: OutputActivationName, z: Float64Array, a: Float64Array): void {
  const top = name === 'softmax' ? z.reduce((most, value) => Math.max(most, value), -Infinity) : 0;
  let total = 0;
  for (let j = 0; j < z.length; j += 1) {
    const value = z[j]!;
    if (name === 'softmax') total += a[j] = Math.exp(value - top);
    else if (name === 'sigmoid') a[j] = 1 / (1 + Math.exp(-value));
    else if (name === 'tanh') a[j] = Math.tanh(value);
    // Keeps NaN.
    else a[j] = name === 'relu' && value < 0 ? 0 : value;
  }
  if (name === 'softmax') for (let j = 0; j < z.length; j += 1) a[j] = a[j]! / total;
}

/** Turns d loss / d a into d loss / d z, in place. */
function backActivate(name: OutputActivationName, z: Float64Array, a: Float64Array, d: Float64Array): void {
  const along = name === 'softmax' ? d.reduce((sum, value, j) => sum + value * a[j]!, 0) : 0;
  for (let j = 0; j < d.length; j += 1) {
    const [value, g] = [a[j]!, d[j]!];
    if (name === 'softmax') d[j] = value * (g - along);
    else if (name === 'sigmoid') d[j] = g * value * (1 - value);
    else if (name === 'tanh') d[j] = g * (1 - value * value);
    else if (name === 'relu' && z[j]! <= 0) d[j] = 0;
  }
}

const { low, high } = PROBABILITY_LIMITS;
const clipped = (p: number): number => Math.min(Math.max(p, low), high);
const inside = (p: number): boolean => p >= low && p <= high;

/** Loss of one output and its derivative by the output: Keras' definitions; the huber loss turns linear at 1. */
const EACH: Readonly<
  Record<Exclude<LossName, 'categoricalCrossentropy'>, (a: number, y: number) => readonly [number, number]>
> = {
  meanSquaredError: (a, y) => [(a - y) ** 2, 2 * (a - y)],
  meanAbsoluteError: (a, y) => [Math.abs(a - y), Math.sign(a - y)],
  huber: (a, y) => {
    const error = a - y;
    return Math.abs(error) <= 1 ? [0.5 * error * error, error] : [Math.abs(error) - 0.5, Math.sign(error)];
  },
  binaryCrossentropy(a, y) {
    const p = clipped(a);
    return [-y * Math.log(p) - (1 - y) * Math.log(1 - p), inside(a) ? (p - y) / (p * (1 - p)) : 0];
  },
};

/** -sum y log p with p = a / sum(a), clipped: as Keras does for outputs that are not a softmax. */
function categorical(a: Float64Array, y: Float64Array, d: Float64Array): number {
  const total = a.reduce((sum, value) => sum + value, 0);
  let loss = 0;
  let along = 0;
  for (let j = 0; j < a.length; j += 1) {
    const p = a[j]! / total;
    const wanted = y[j]!;
    if (wanted !== 0) loss -= wanted * Math.log(clipped(p));
    d[j] = wanted !== 0 && inside(p) ? -wanted / p : 0;
    along += d[j]! * p;
  }
  for (let j = 0; j < a.length; j += 1) d[j] = (d[j]! - along) / total;
  return loss;
}

export function anyLoss(
  loss: LossName,
  activation: OutputActivationName,
  { logits, output, d, y, firstRow, samples, outputs }: Evaluation,
): number {
  const [z, a, wanted, slope] = [0, 1, 2, 3].map(() => new Float64Array(outputs)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  let sum = 0;
  for (let i = 0; i < samples; i += 1) {
    const first = placeOf(i, outputs);
    for (let j = 0; j < outputs; j += 1) {
      z[j] = logits[first + j * TILE]!;
      wanted[j] = y[(firstRow + i) * outputs + j]!;
    }
    activate(activation, z, a);
    if (loss === 'categoricalCrossentropy') sum += categorical(a, wanted, slope);
    else
      for (let j = 0; j < outputs; j += 1) {
        const [value, derivative] = EACH[loss](a[j]!, wanted[j]!);
        sum += value / outputs;
        slope[j] = derivative / outputs;
      }
    for (let j = 0; j < outputs; j += 1) output[first + j * TILE] = a[j]!;
    if (d === null) continue;
    backActivate(activation, z, a, slope);
    for (let j = 0; j < outputs; j += 1) d[first + j * TILE] = slope[j]! / samples;
  }
  return sum;
}
