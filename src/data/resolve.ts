// Resolves `auto` from the data: output activation and loss; also computes chance level.
import type { Config, ResolvedConfig } from '../core/config/schema.js';
import { usualLoss, type LossName, type OutputActivationName } from '../core/config/names.js';
import { type Dataset, type Task } from '../core/data/dataset.js';

const DEFAULT_OUTPUT: Readonly<Record<Task, OutputActivationName>> = {
  binary: 'sigmoid',
  multiclass: 'softmax',
  regression: 'linear',
};
/** Allows any output with any loss; the diagnosis reports pairs that do not fit. */
export function resolveConfig(config: Config, dataset: Dataset): ResolvedConfig {
  const outputActivation = config.outputActivation === 'auto' ? DEFAULT_OUTPUT[dataset.task] : config.outputActivation;
  const loss = config.loss === 'auto' ? usualLoss(outputActivation, dataset.task === 'regression') : config.loss;
  return { ...config, samples: dataset.samples, outputActivation, loss };
}

/**
 * Chance level: the least loss of an output that ignores the input. Entropy of the labels (nats) for cross-entropy; for squared error the
 * variance of the targets, averaged over outputs.
 */
export function labelEntropy(dataset: Dataset, loss: LossName): number {
  const { samples, outputs, y } = dataset;
  const means = Array.from({ length: outputs }, (_, j) => {
    let sum = 0;
    for (let i = 0; i < samples; i += 1) sum += y[i * outputs + j] ?? 0;
    return sum / samples;
  });
  const xlogx = (p: number): number => (p > 0 ? p * Math.log(p) : 0);
  if (loss === 'binaryCrossentropy') return -means.reduce((sum, p) => sum + xlogx(p) + xlogx(1 - p), 0) / outputs;
  if (loss === 'categoricalCrossentropy') return -means.reduce((sum, p) => sum + xlogx(p), 0);
  if (loss === 'meanAbsoluteError' || loss === 'huber') return leastError(dataset, loss);
  let squares = 0;
  for (let i = 0; i < samples * outputs; i += 1) squares += ((y[i] ?? 0) - (means[i % outputs] ?? 0)) ** 2;
  return squares / (samples * outputs);
}

/** Around the median for the absolute error; for the huber loss around the point where its slope is 0, by bisection. */
function leastError({ samples, outputs, y }: Dataset, loss: 'meanAbsoluteError' | 'huber'): number {
  let sum = 0;
  for (let j = 0; j < outputs; j += 1) {
    const values = Float64Array.from({ length: samples }, (_, i) => y[i * outputs + j] ?? 0).sort();
    if (loss === 'meanAbsoluteError') {
      const middle = values[samples >> 1] ?? 0;
      sum += values.reduce((total, value) => total + Math.abs(value - middle), 0);
      continue;
    }
    let [low, high] = [values[0] ?? 0, values.at(-1) ?? 0];
    for (let turn = 0; turn < 60; turn += 1) {
      const centre = (low + high) / 2;
      const slope = values.reduce((total, value) => total + Math.max(-1, Math.min(1, centre - value)), 0);
      if (slope > 0) high = centre;
      else low = centre;
    }
    sum += values.reduce((total, value) => total + huber(value - low), 0);
  }
  return sum / (samples * outputs);
}

const huber = (error: number): number => (Math.abs(error) <= 1 ? 0.5 * error * error : Math.abs(error) - 0.5);
