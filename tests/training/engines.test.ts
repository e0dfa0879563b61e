// The engines beside each other in training: the same losses, moving statistics and evaluation; no tensor is leaked.
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { PresetFile } from '../../src/core/config/schema.js';
import { moveStatistics } from '../../src/training/stepGradient.js';
import { initialParameters, initialState } from '../../src/core/network/initializers.js';
import { engineOf, relativeError, requestOf } from '../helpers/engines.js';
import { some } from '../helpers/property.js';
import { of, run } from '../helpers/training.js';

describe('engines', () => {
  it.each(some(['adam', 'sgd', 'momentum', 'rmsprop', 'adagrad'] as const, 1))(
    '%s: 100 steps agree between compiled, wasm and cpu',
    async (optimizer) => {
      const fields: PresetFile = {
        epochs: 13,
        activation: 'tanh',
        depth: 3,
        optimizer,
        learningRate: optimizer === 'sgd' ? 0.3 : 0.01,
      };
      const [compiled, wasm, cpu] = await Promise.all(
        (['compiled', 'wasm', 'cpu'] as const).map((backend) => run(fields, backend, { untilStep: 100 })),
      );
      of(compiled!, 'step').forEach((step, i) => {
        expect(Math.abs(step.loss - of(wasm!, 'step')[i]!.loss)).toBeLessThan(1e-4);
        expect(Math.abs(step.loss - of(cpu!, 'step')[i]!.loss)).toBeLessThan(1e-4);
      });
    },
  );

  it('leak nothing over 500 steps and 20 restarts', { tags: ['long'] }, async () => {
    const fields: PresetFile = {
      depth: 2,
      width: 3,
      samples: 32,
      batchSize: 16,
      batchNorm: 'before',
      activation: 'prelu',
    };
    await run({ ...fields, epochs: 5 }, 'cpu');
    const before = tf.memory().numTensors;
    await run({ ...fields, epochs: 250 }, 'cpu');
    expect(tf.memory().numTensors).toBe(before);
    for (let i = 0; i < 20; i += 1) await run({ ...fields, epochs: 2, seed: i }, 'cpu');
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('batch normalization', () => {
  const { batchNorm } = JSON.parse(
    readFileSync(new URL('../fixtures/keras/optimizers.json', import.meta.url), 'utf8'),
  ) as {
    batchNorm: { batches: number[][][]; movingMean: number[]; movingVariance: number[] };
  };

  it.each(['compiled', 'wasm', 'cpu'] as const)('%s: moving statistics follow Keras', async (backend) => {
    const request = requestOf({ fields: { depth: 1, width: 3, batchNorm: 'before' }, features: 3 });
    const engine = await engineOf(backend, request);
    const parameters = initialParameters(request.config, request.layout);
    // The kernel passes its inputs on, so that the layer normalises the fixture's own numbers.
    parameters.set([1, 0, 0, 0, 1, 0, 0, 0, 1]);
    const state = initialState(request.layout);
    const batchState = new Float32Array(state.length);
    for (const rows of batchNorm.batches) {
      const batch = { size: rows.length, x: Float32Array.from(rows.flat()), y: new Float32Array(rows.length) };
      engine.gradient(parameters, batch, new Float32Array(parameters.length), batchState);
      moveStatistics(state, batchState);
    }
    expect(relativeError(state.subarray(0, 3), batchNorm.movingMean)).toBeLessThan(1e-5);
    expect(relativeError(state.subarray(3), batchNorm.movingVariance)).toBeLessThan(1e-5);
  });
});

describe('evaluation', () => {
  it('of many rows agrees between compiled and cpu', async () => {
    const request = requestOf({ fields: { depth: 2, width: 3, activation: 'tanh' } });
    const parameters = initialParameters(request.config, request.layout);
    const size = 5000;
    const batch = {
      size,
      x: Float32Array.from({ length: 2 * size }, (_, i) => Math.sin(i)),
      y: Float32Array.from({ length: size }, (_, i) => i % 2),
    };
    const [a, b] = [await engineOf('compiled', request), await engineOf('cpu', request)].map((engine) =>
      engine.forward(parameters, new Float32Array(0), batch, true),
    );
    expect(b!.output).toHaveLength(size);
    expect(relativeError(b!.output, a!.output)).toBeLessThan(1e-5);
    expect(Math.abs(b!.loss - a!.loss)).toBeLessThan(1e-5);
    expect(b!.correct).toBe(a!.correct);
    b!.layers!.forEach((layer, i) => {
      expect(relativeError(layer.pre, a!.layers![i]!.pre)).toBeLessThan(1e-5);
      expect(relativeError(layer.post, a!.layers![i]!.post)).toBeLessThan(1e-5);
    });
  });
});
