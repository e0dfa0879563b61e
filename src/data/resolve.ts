// Resolves `auto` from the data: output activation and loss; also computes chance level.
import type { Config, ResolvedConfig } from '../core/config/schema.js';
import type { LossName, OutputActivationName } from '../core/config/names.js';
import { UserError } from '../core/userError.js';
import { type Dataset, type Task } from './dataset.js';

const DEFAULT_OUTPUT: Readonly<Record<Task, OutputActivationName>> = {
  binary: 'sigmoid',
  multiclass: 'softmax',
  regression: 'linear',
};
/** Two classes keep targets 0 and 1 for every output: tanh and linear regress on them, and 0.5 separates the classes. */
const ALLOWED_OUTPUT: Readonly<Record<Task, readonly OutputActivationName[]>> = {
  binary: ['sigmoid', 'tanh', 'linear'],
  multiclass: ['softmax'],
  regression: ['linear', 'tanh'],
};
/** The first is the default. */
const ALLOWED_LOSS: Readonly<Record<OutputActivationName, readonly LossName[]>> = {
  sigmoid: ['binaryCrossentropy', 'meanSquaredError'],
  softmax: ['categoricalCrossentropy'],
  linear: ['meanSquaredError'],
  tanh: ['meanSquaredError'],
};

/** @throws UserError naming the combination and what is allowed. */
export function resolveConfig(config: Config, dataset: Dataset): ResolvedConfig {
  const outputActivation = config.outputActivation === 'auto' ? DEFAULT_OUTPUT[dataset.task] : config.outputActivation;
  if (!ALLOWED_OUTPUT[dataset.task].includes(outputActivation))
    throw new UserError(
      `outputActivation ${outputActivation} does not fit ${dataset.name} (${taskInWords(dataset)}); allowed: auto, ${ALLOWED_OUTPUT[dataset.task].join(', ')}`,
    );
  const losses = ALLOWED_LOSS[outputActivation];
  const loss = config.loss === 'auto' ? losses[0] : losses.find((name) => name === config.loss);
  if (loss === undefined)
    throw new UserError(
      `loss ${config.loss} does not fit output ${outputActivation}; allowed: auto, ${losses.join(', ')}`,
    );
  const samples = dataset.samples;
  return { ...config, samples, outputActivation, loss };
}

const taskInWords = (dataset: Dataset): string =>
  dataset.task === 'regression' ? 'a numeric target' : `${dataset.classes} classes`;

/** Entropy of the labels (nats) for cross-entropy; variance of the targets, averaged over outputs, for squared error. */
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
  let squares = 0;
  for (let i = 0; i < samples * outputs; i += 1) squares += ((y[i] ?? 0) - (means[i % outputs] ?? 0)) ** 2;
  return squares / (samples * outputs);
}
