// Sequences for recurrent networks: tasks in which the answer depends on early time steps.
import { RandomState } from '../random/mt19937.js';
import { oneHot, type Drawn, type DrawRequest } from './dataset.js';

/** Numbers N(0, 1), one a time step; the target is their sum / sqrt(length). Predicting 0 costs 1 in mean squared error: the target has variance 1. */
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

/**
 * The adding problem (Hochreiter & Schmidhuber 1997): at each time step a number from 0 to 1 and a mark, which is 1 at one step of
 * each half. The target is the sum of the two marked numbers. Its mean, 1, costs 1/6 in mean squared error.
 */
export function adding({ samples, sequenceLength: length, noise, seed }: DrawRequest): Drawn {
  const random = new RandomState(seed);
  const x = new Float32Array(samples * length * 2);
  const y = new Float32Array(samples);
  const half = Math.floor(length / 2);
  for (let i = 0; i < samples; i += 1) {
    const marked = [random.interval(half - 1), half + random.interval(length - half - 1)];
    for (let t = 0; t < length; t += 1) {
      const value = random.uniform();
      const at = 2 * (i * length + t);
      x[at] = value + (noise > 0 ? random.normal(0, noise) : 0);
      x[at + 1] = marked.includes(t) ? 1 : 0;
      if (marked.includes(t)) y[i] = y[i]! + value;
    }
  }
  return {
    task: 'regression',
    samples,
    features: 2,
    timesteps: length,
    x,
    y,
    outputs: 1,
    classes: 0,
    featureNames: ['value', 'mark'],
    classNames: [],
  };
}

/**
 * Copy memory with one symbol: the first time step shows one of `classes` symbols, the last one asks for it, and nothing but noise
 * lies between. Chance level: ln(classes).
 */
export function copyMemory({ samples, classes, sequenceLength: length, noise, seed }: DrawRequest): Drawn {
  const random = new RandomState(seed);
  const features = classes + 1;
  const x = new Float32Array(samples * length * features);
  const order = random.permutation(samples);
  const symbols = Array.from(order, (place) => place % classes);
  for (let i = 0; i < samples; i += 1) {
    const from = i * length * features;
    if (noise > 0) for (let k = 0; k < length * features; k += 1) x[from + k] = random.normal(0, noise);
    x[from + (symbols[i] ?? 0)]! += 1;
    x[from + length * features - 1]! += 1;
  }
  const names = Array.from({ length: classes }, (_, symbol) => `symbol ${symbol + 1}`);
  return {
    task: classes === 2 ? 'binary' : 'multiclass',
    samples,
    features,
    timesteps: length,
    x,
    y: classes === 2 ? Float32Array.from(symbols) : oneHot(symbols, classes),
    outputs: classes === 2 ? 1 : classes,
    classes,
    featureNames: [...names, 'ask'],
    classNames: names,
  };
}
