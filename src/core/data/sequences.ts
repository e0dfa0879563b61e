// Sequences for recurrent networks: numbers N(0, 1), one a time step; the target is their sum / sqrt(length).
import { RandomState } from '../random/mt19937.js';
import type { Drawn, DrawRequest } from './dataset.js';

/** Predicting 0 costs 1 in mean squared error: the target has variance 1. */
export function sequenceSum({ samples, sequenceLength: length, noise, seed }: DrawRequest): Drawn {
  const random = new RandomState(seed);
  const x = new Float32Array(samples * length);
  const y = new Float32Array(samples);
  for (let i = 0; i < samples; i += 1) {
    let sum = 0;
    for (let t = 0; t < length; t += 1) {
      const value = random.normal();
      x[i * length + t] = value;
      sum += value;
    }
    y[i] = sum / Math.sqrt(length) + (noise > 0 ? random.normal(0, noise) : 0);
  }
  return {
    task: 'regression',
    samples,
    features: 1,
    timesteps: length,
    x,
    y,
    outputs: 1,
    classes: 0,
    featureNames: ['x'],
    classNames: [],
  };
}
