// Outputs, losses and decisions of the reference network, in float64.
import { ACTIVATIONS } from '../../src/core/config/activations.js';
import type { LossName, OutputActivationName } from '../../src/core/config/names.js';

/** One row per sample. */
export type Matrix = number[][];

export function outputOf(activation: OutputActivationName, z: Matrix): Matrix {
  if (activation !== 'softmax') return z.map((row) => row.map((value) => ACTIVATIONS[activation].f(value)));
  return z.map((row) => {
    const top = Math.max(...row);
    const sum = row.reduce((total, value) => total + Math.exp(value - top), 0);
    return row.map((value) => Math.exp(value - top) / sum);
  });
}

/** In float32, as Keras. */
const [LOW, HIGH] = [Math.fround(1e-7), Math.fround(1 - 1e-7)] as const;
const clip = (p: number): number => Math.min(HIGH, Math.max(LOW, p));

/** Mean over the batch. */
export function lossOf(
  loss: LossName,
  activation: OutputActivationName,
  logits: Matrix,
  output: Matrix,
  y: Matrix,
): number {
  const rows = logits.map((z, i) => {
    if (loss === 'categoricalCrossentropy' && activation === 'softmax') {
      const top = Math.max(...z);
      const logSum = top + Math.log(z.reduce((sum, value) => sum + Math.exp(value - top), 0));
      return z.reduce((sum, value, j) => sum + y[i]![j]! * (logSum - value), 0);
    }
    const a = output[i]!;
    if (loss === 'categoricalCrossentropy') {
      const total = a.reduce((sum, value) => sum + value, 0);
      return a.reduce((sum, value, j) => sum - y[i]![j]! * Math.log(clip(value / total)), 0);
    }
    const each = z.map((value, j) => {
      const [said, wanted] = [a[j]!, y[i]![j]!];
      const error = Math.abs(said - wanted);
      if (loss === 'binaryCrossentropy' && activation === 'sigmoid')
        return ACTIVATIONS.softplus.f(value) - wanted * value;
      if (loss === 'binaryCrossentropy')
        return -wanted * Math.log(clip(said)) - (1 - wanted) * Math.log(1 - clip(said));
      if (loss === 'meanAbsoluteError') return error;
      if (loss === 'huber') return error <= 1 ? error ** 2 / 2 : error - 0.5;
      return error ** 2;
    });
    return each.reduce((sum, value) => sum + value, 0) / z.length;
  });
  return rows.reduce((sum, value) => sum + value, 0) / rows.length;
}

export const says = (row: readonly number[]): number =>
  row.length === 1 ? Number(row[0]! > 0.5) : row.indexOf(Math.max(...row));
