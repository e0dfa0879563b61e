// Facts about the data for the diagnosis: sizes of features and target, range of the output, share of the largest class.
import type { OutputActivationName } from '../core/config/names.js';
import { classCounts, type Dataset } from '../core/data/dataset.js';

interface DataFacts {
  readonly featureRms: number;
  readonly targetRms?: number;
  readonly unreachable?: number;
  readonly majority?: number;
}

/** Range of the output activation: lower and upper end. */
const RANGES: Readonly<Record<OutputActivationName, readonly [number, number]>> = {
  sigmoid: [0, 1],
  softmax: [0, 1],
  tanh: [-1, 1],
  relu: [0, Infinity],
  linear: [-Infinity, Infinity],
};

export function dataFacts(dataset: Dataset, output: OutputActivationName): DataFacts {
  const { x, y, features, classes } = dataset;
  const squares = new Float64Array(features);
  for (let i = 0; i < x.length; i += 1) squares[i % features]! += x[i]! * x[i]!;
  const rows = x.length / features;
  const featureRms = Math.sqrt(squares.reduce((most, sum) => Math.max(most, sum / rows), 0));
  if (classes > 0) return { featureRms, majority: Math.max(...classCounts(dataset)) / dataset.samples };
  const [low, high] = RANGES[output];
  const outside = y.reduce((count, value) => (value < low || value > high ? count + 1 : count), 0);
  const targetRms = Math.sqrt(y.reduce((sum, value) => sum + value * value, 0) / y.length);
  return { featureRms, targetRms, unreachable: outside / y.length };
}
