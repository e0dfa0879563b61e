// The native TensorFlow backend, truly trained: only where it has been built (GRADTOP_TEST_NATIVE=1).
import { describe, expect, it } from 'vitest';
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
