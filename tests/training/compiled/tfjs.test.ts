// A hundred steps of training with the compiled engine and with TensorFlow.js from the same weights on the same batches.
import { some, spread } from '../../helpers/property.js';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { ACTIVATION_NAMES } from '../../../src/core/config/activations.js';
import { RECURRENT_CELLS } from '../../../src/core/config/cells.js';
import type { Config } from '../../../src/core/config/schema.js';
import { BATCH_NORM_NAMES } from '../../../src/core/config/names.js';
import { createCompiledEngine } from '../../../src/training/compiled/index.js';
import type { GradientEngine } from '../../../src/training/engine.js';
import { createTfEngine } from '../../../src/training/tf/engine.js';
import { makeCase, type Case, type Shape } from './helpers.js';

const STEPS = 100;
const RATE = 0.05;

/** Parameters and last loss after plain gradient descent. */
function descend(engine: GradientEngine, { request, parameters, batch }: Case): { w: Float32Array; loss: number } {
  const w = parameters.slice();
  const gradient = new Float32Array(w.length);
  const state = new Float32Array(request.layout.stateCount);
  let loss = NaN;
  for (let step = 0; step < STEPS; step += 1) {
    loss = engine.gradient(w, batch, gradient, state).loss;
    for (let i = 0; i < w.length; i += 1) w[i] = w[i]! - RATE * gradient[i]!;
  }
  return { w, loss };
}

function compare(change: Partial<Config>, head: Parameters<typeof makeCase>[0], shape: Shape = {}): void {
  const one = makeCase({ ...change, ...head }, { size: 12, features: 2, ...shape });
  const ours = descend(createCompiledEngine(one.request), one);
  const theirs = descend(createTfEngine('cpu', 'cpu', one.request), one);
  expect(Math.abs(ours.loss - theirs.loss)).toBeLessThan(1e-4);
  ours.w.forEach((value, i) => expect(Math.abs(value - theirs.w[i]!)).toBeLessThan(1e-4));
}

describe('compiled and TensorFlow.js agree after 100 steps', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });
  const binary = { outputActivation: 'sigmoid', loss: 'binaryCrossentropy' } as const;
  it.each(
    spread(
      ACTIVATION_NAMES.flatMap((activation) => BATCH_NORM_NAMES.map((batchNorm) => ({ activation, batchNorm }))),
      8,
    ),
  )('$activation, batch normalization $batchNorm', (net) =>
    // Towers of exponentials diverge.
    compare({ ...net, depth: net.activation === 'exponential' ? 1 : 3, width: 6, residual: 1 }, binary),
  );
  it('softmax', () =>
    compare(
      { activation: 'tanh', depth: 2, width: 5 },
      { outputActivation: 'softmax', loss: 'categoricalCrossentropy' },
      { outputs: 4 },
    ));
  it.each(['linear', 'tanh', 'sigmoid'] as const)('squared error, %s output', (outputActivation) =>
    compare({ activation: 'swish', depth: 2, width: 5 }, { outputActivation, loss: 'meanSquaredError' }),
  );
  it.each(some(RECURRENT_CELLS, 1))('%s', (cell) =>
    compare(
      { cell, activation: 'tanh', depth: 2, width: 4 },
      { outputActivation: 'linear', loss: 'meanSquaredError' },
      { timesteps: 6 },
    ),
  );
  it.each(['softmax', 'tanh', 'linear'] as const)('saturated %s: clipped at the same float32 numbers', (name) => {
    const loss = 'binaryCrossentropy';
    const made = makeCase({ outputActivation: name, loss, depth: 1, width: 4 }, { outputs: 3, size: 12 });
    const parameters = made.parameters.map((value) => 100 * value);
    const y = Float32Array.from({ length: 36 }, (_, i) => Number(i % 3 === 0));
    const at = (engine: GradientEngine) =>
      engine.forward(parameters, new Float32Array(0), { ...made.batch, y }, false).loss;
    const theirs = at(createTfEngine('cpu', 'cpu', made.request));
    expect(theirs).toBeGreaterThan(1);
    expect(Math.abs(at(createCompiledEngine(made.request)) / theirs - 1)).toBeLessThan(1e-4);
  });
});
