// The native TensorFlow backend, truly trained: only where it has been built (GRADTOP_TEST_NATIVE=1).
import { describe, expect, it } from 'vitest';
import { ACTIVATION_NAMES } from '../../src/core/config/activations.js';
import { RECURRENT_CELLS } from '../../src/core/config/cells.js';
import { OPTIMIZER_NAMES } from '../../src/core/config/names.js';
import type { GradtopEvent, LossStep } from '../../src/core/run/events.js';
import { initialParameters } from '../../src/core/network/initializers.js';
import { parseConfig } from '../../src/core/config/presets.js';
import { prepare } from '../../src/training/loop.js';
import { firstRows } from '../../src/training/pictures.js';
import { engineOf, relativeError, requestOf } from '../helpers/engines.js';
import { trainedEvents } from '../helpers/lesson.js';
import { referenceGradient } from '../helpers/referenceNet.js';

const wanted = process.env['GRADTOP_TEST_NATIVE'] === '1';

const losses = (events: readonly GradtopEvent[]): number[] =>
  events.filter((event): event is LossStep => event.type === 'step').map((event) => event.loss);

describe.runIf(wanted)('native backend', () => {
  it('runs forward as wasm does', async () => {
    const { request, dataset, layout, config } = prepare(
      parseConfig({ activation: 'gelu', batchNorm: 'after' }, 'test'),
    );
    const parameters = initialParameters(config, layout);
    const state = new Float32Array(layout.stateCount).fill(1);
    const [native, wasm] = [await engineOf('node', request), await engineOf('wasm', request)];
    const a = native.forward(parameters, state, firstRows(dataset, 100), true);
    const b = wasm.forward(parameters, state, firstRows(dataset, 100), true);
    expect(relativeError(a.output, b.output)).toBeLessThan(1e-4);
    expect(Math.abs(a.loss - b.loss)).toBeLessThan(1e-4);
  });

  it('computes the gradients of finite differences', async () => {
    const request = requestOf({
      fields: { depth: 3, width: 4, activation: 'prelu', batchNorm: 'before', residual: 1 },
    });
    const { layout, config } = request;
    const parameters = initialParameters(config, layout).map((value, i) => value + 0.1 * Math.sin(i));
    const batch = {
      size: 5,
      x: Float32Array.from({ length: 10 }, (_, i) => Math.cos(i)),
      y: Float32Array.of(0, 1, 1, 0, 1),
    };
    const gradient = new Float32Array(layout.parameterCount);
    (await engineOf('node', request)).gradient(parameters, batch, gradient, new Float32Array(layout.stateCount));
    const expected = referenceGradient(
      { layout, outputActivation: 'sigmoid', loss: 'binaryCrossentropy' },
      parameters,
      batch,
    );
    expect(relativeError(gradient, expected)).toBeLessThan(1e-3);
  });

  it('computes convolutions, with batch normalization and skips, as the compiled engine does', async () => {
    const image = { height: 5, width: 4, channels: 2 };
    const fields = { cell: 'conv', dataset: 'digits', outputActivation: 'softmax', activation: 'elu' } as const;
    const request = requestOf({
      fields: { ...fields, depth: 4, width: 3, batchNorm: 'before', residual: 2 },
      image,
      outputs: 3,
    });
    const { layout, config } = request;
    const parameters = initialParameters(config, layout).map((value, i) => value + 0.1 * Math.sin(i));
    const batch = {
      size: 7,
      x: Float32Array.from({ length: 280 }, (_, i) => Math.cos(i)),
      y: Float32Array.from({ length: 21 }, (_, i) => Number(i % 3 === Math.floor(i / 3) % 3)),
    };
    const [native, compiled] = [await engineOf('node', request), await engineOf('compiled', request)].map((engine) => {
      const gradient = new Float32Array(layout.parameterCount);
      const state = new Float32Array(layout.stateCount);
      // The native library records a graph in its first calls and runs it from then on.
      for (let i = 0; i < 4; i += 1) engine.gradient(parameters, batch, gradient, state);
      return { gradient, state, forward: engine.forward(parameters, state, batch, true), remark: engine.remark?.() };
    });
    expect(native!.remark).toBeNull();
    expect(relativeError(native!.gradient, compiled!.gradient)).toBeLessThan(1e-4);
    expect(relativeError(native!.state, compiled!.state)).toBeLessThan(1e-4);
    expect(relativeError(native!.forward.output, compiled!.forward.output)).toBeLessThan(1e-4);
    native!.forward.layers!.forEach(({ pre, post }, i) => {
      expect(relativeError(pre, compiled!.forward.layers![i]!.pre)).toBeLessThan(1e-4);
      expect(relativeError(post, compiled!.forward.layers![i]!.post)).toBeLessThan(1e-4);
    });
  });

  it('trains a residual convolution twice to the same bit', async () => {
    const config = parseConfig(
      { cell: 'conv', dataset: 'digits', rows: 64, depth: 5, width: 4, residual: 2, activation: 'relu', epochs: 3 },
      'test',
    );
    const [a, b] = [await trainedEvents(config, 'node'), await trainedEvents(config, 'node')];
    expect(losses(a)).toEqual(losses(b));
    const compiled = losses(await trainedEvents(config, 'compiled'));
    losses(a).forEach((loss, i) => expect(Math.abs(loss - compiled[i]!)).toBeLessThan(1e-4));
  });

  it.each(ACTIVATION_NAMES.filter((name) => name !== 'prelu'))('multiplies by the Hessian: %s', async (activation) => {
    const request = requestOf({ fields: { activation, depth: 2, width: 3, seed: 3 } });
    const parameters = initialParameters(request.config, request.layout);
    const direction = parameters.map((_, i) => Math.cos(i));
    const batch = {
      size: 8,
      x: Float32Array.from({ length: 16 }, (_, i) => Math.sin(i)),
      y: Float32Array.from({ length: 8 }, (_, i) => i % 2),
    };
    const [native, compiled] = [await engineOf('node', request), await engineOf('compiled', request)].map((engine) => {
      const products = engine.hessian!(batch);
      if (typeof products === 'string') throw new Error(products);
      products.at(parameters);
      const result = new Float32Array(parameters.length);
      for (let i = 0; i < 4; i += 1) products.product(direction, result);
      expect(engine.remark?.() ?? null).toBeNull();
      return result;
    });
    expect(relativeError(native!, compiled!)).toBeLessThan(1e-5);
  });

  it.each(RECURRENT_CELLS)('computes the gradients of %s as the compiled engine does', async (cell) => {
    const fields = { cell, dataset: 'adding', outputActivation: 'linear', activation: 'tanh' } as const;
    const request = requestOf({ fields: { ...fields, depth: 2, width: 4 }, features: 2, timesteps: 6 });
    const parameters = initialParameters(request.config, request.layout);
    const batch = {
      size: 5,
      x: Float32Array.from({ length: 60 }, (_, i) => Math.sin(i)),
      y: Float32Array.from({ length: 5 }, (_, i) => Math.cos(i)),
    };
    const [native, compiled] = [await engineOf('node', request), await engineOf('compiled', request)].map((engine) => {
      const gradient = new Float32Array(parameters.length);
      for (let i = 0; i < 4; i += 1) engine.gradient(parameters, batch, gradient, new Float32Array(0));
      return gradient;
    });
    expect(relativeError(native!, compiled!)).toBeLessThan(1e-4);
  });

  it.each(OPTIMIZER_NAMES)('%s: 100 steps within 1e-4 of wasm', async (optimizer) => {
    const config = parseConfig(
      { activation: 'tanh', depth: 3, epochs: 12, optimizer, learningRate: optimizer === 'sgd' ? 0.3 : 0.01 },
      'test',
    );
    const native = losses(await trainedEvents(config, 'node'));
    const wasm = losses(await trainedEvents(config, 'wasm'));
    expect(native).toHaveLength(96);
    native.forEach((loss, i) => expect(Math.abs(loss - (wasm[i] ?? NaN))).toBeLessThan(1e-4));
  });

  it('trains a recurrent net', async () => {
    const config = parseConfig(
      {
        cell: 'simpleRnn',
        dataset: 'sequenceSum',
        depth: 1,
        width: 8,
        activation: 'tanh',
        samples: 64,
        sequenceLength: 10,
        noise: 0,
        learningRate: 0.05,
        epochs: 10,
      },
      'test',
    );
    const native = losses(await trainedEvents(config, 'node'));
    const wasm = losses(await trainedEvents(config, 'wasm'));
    native.forEach((loss, i) => expect(Math.abs(loss - (wasm[i] ?? NaN))).toBeLessThan(1e-4));
  });
});

it.runIf(!wanted)('is tested where it has been built: scripts/build-native.sh, then GRADTOP_TEST_NATIVE=1', () => {
  expect(wanted).toBe(false);
});
