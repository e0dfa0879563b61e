// Whole graphs on the native TensorFlow backend beside the reference engine: only where it has been built (GRADTOP_TEST_NATIVE=1).
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { ACTIVATION_NAMES } from '../../src/core/config/activations.js';
import { RECURRENT_CELLS, type CellName } from '../../src/core/config/cells.js';
import type { PresetFile } from '../../src/core/config/schema.js';
import { BATCH_NORM_NAMES } from '../../src/core/config/names.js';
import { initialParameters } from '../../src/core/network/initializers.js';
import type { Batch, EngineRequest, GradientEngine } from '../../src/training/engine.js';
import { createTfEngine } from '../../src/training/tf/engine.js';
import { createGraphExecutor } from '../../src/training/tf/graph.js';
import type { NativeBackend } from '../../src/training/tf/native.js';
import type { Executor } from '../../src/training/tf/programs.js';
import { engineOf, relativeError, requestOf, type NetworkRequest } from '../helpers/engines.js';

const wanted = process.env['GRADTOP_TEST_NATIVE'] === '1';
const TOLERANCE = 1e-4;

const TARGETS: readonly (NetworkRequest['fields'] & { readonly outputs: number })[] = [
  { outputs: 1, outputActivation: 'sigmoid', loss: 'binaryCrossentropy' },
  { outputs: 3, outputActivation: 'softmax', loss: 'categoricalCrossentropy' },
  { outputs: 2, outputActivation: 'tanh', loss: 'meanSquaredError' },
];
const recurrent = (cell: CellName): NetworkRequest => ({
  fields: { cell, dataset: 'sequenceSum', depth: 2, width: 5, activation: 'tanh' },
  features: 1,
  timesteps: 6,
});

/** Values that are no pattern: each call of a program with other ones. */
const values = (size: number, seed: number): Float32Array =>
  Float32Array.from({ length: size }, (_, i) => Math.sin(1 + i * (seed + 0.7)));

function batchOf({ features, timesteps, outputs }: EngineRequest, size: number, seed: number): Batch {
  const y = new Float32Array(size * outputs);
  for (let row = 0; row < size; row += 1)
    if (outputs > 1 || row % 2 === 0) y[row * outputs + ((row + seed) % outputs)] = 1;
  return { size, x: values(size * timesteps * features, seed), y };
}

/** Everything an engine says of the network, one vector a question. */
function answers(engine: GradientEngine, request: EngineRequest, size: number, seed: number): Float32Array[] {
  const { layout, config } = request;
  const parameters = initialParameters(config, layout).map((value, i) => value + 0.1 * Math.sin(i + seed));
  const batch = batchOf(request, size, seed);
  const gradient = new Float32Array(layout.parameterCount);
  const batchState = new Float32Array(layout.stateCount);
  const { loss, correct } = engine.gradient(parameters, batch, gradient, batchState);
  const state = values(layout.stateCount, seed).map((value) => 1.5 + value);
  const seen = engine.forward(parameters, state, batch, true);
  return [
    gradient,
    batchState,
    Float32Array.of(loss, correct, seen.loss, seen.correct),
    seen.output,
    ...(seen.layers ?? []).flatMap(({ pre, post }) => [pre, post]),
    ...(engine.throughTime === undefined ? [] : [engine.throughTime(parameters, batch)]),
  ];
}

interface Graphs {
  readonly engine: GradientEngine;
  readonly executor: Executor;
}

async function graphsFor(request: EngineRequest): Promise<Graphs> {
  // Loads the backend, and becomes the active one.
  (await engineOf('node', request)).dispose();
  const executor = createGraphExecutor(tf.backend() as unknown as NativeBackend);
  return { engine: createTfEngine('node', 'tensorflow', request, executor), executor };
}

/** Two calls make a graph; the third, with other numbers, is compared. */
async function compare(network: NetworkRequest): Promise<void> {
  const request = requestOf(network);
  const { engine, executor } = await graphsFor(request);
  const told = JSON.stringify(network.fields);
  for (const seed of [1, 2]) answers(engine, request, 9, seed);
  const actual = answers(engine, request, 9, 3);
  expect(executor.trouble(), told).toBeNull();
  expect(executor.held(), told).toBe(engine.throughTime === undefined ? 2 : 3);
  engine.dispose();
  const expected = answers(await engineOf('wasm', request), request, 9, 3);
  expect(actual.length).toBe(expected.length);
  actual.forEach((one, i) => expect(relativeError(one, expected[i]!), `${told}, ${i}`).toBeLessThan(TOLERANCE));
}

describe.runIf(wanted)('whole graphs', () => {
  it.each(ACTIVATION_NAMES)(
    '%s: as the reference, with every normalization, skip and loss',
    async (activation) => {
      for (const batchNorm of BATCH_NORM_NAMES)
        for (const residual of [0, 1, 2])
          for (const { outputs, ...target } of TARGETS) {
            const fields: PresetFile = { depth: 3, width: 4, activation, batchNorm, residual, ...target };
            await compare({ fields, outputs });
          }
    },
    120_000,
  );

  it('a recurrent net as the reference, through time too', async () => {
    for (const cell of RECURRENT_CELLS) await compare(recurrent(cell));
  });

  it('gives the same bits again, from another graph of the same network', async () => {
    const request = requestOf({ fields: { depth: 4, width: 96, activation: 'gelu', batchNorm: 'after' } });
    const run = async (): Promise<Float32Array[]> => {
      const { engine, executor } = await graphsFor(request);
      const [, , third] = [1, 2, 3].map((seed) => answers(engine, request, 200, seed));
      expect(executor.held()).toBe(2);
      engine.dispose();
      return third!;
    };
    expect(await run()).toEqual(await run());
  });

  it('lets NaN and infinity through', async () => {
    const request = requestOf({ fields: { depth: 3, width: 4, activation: 'relu' } });
    const { engine, executor } = await graphsFor(request);
    const { layout } = request;
    const ask = (value: number): readonly [number, Float32Array] => {
      const parameters = new Float32Array(layout.parameterCount).fill(value);
      const gradient = new Float32Array(layout.parameterCount);
      return [engine.gradient(parameters, batchOf(request, 5, 1), gradient, new Float32Array(0)).loss, gradient];
    };
    for (const value of [0.1, 0.1]) ask(value);
    expect(executor.held()).toBe(1);
    expect(ask(NaN)[0]).toBeNaN();
    expect(ask(NaN)[1].some((g) => Number.isNaN(g))).toBe(true);
    // Inputs are of both signs: so are the logits, and their loss.
    expect(Number.isFinite(ask(1e30)[0])).toBe(false);
    expect(Number.isFinite(ask(0.1)[0])).toBe(true);
    engine.dispose();
  });

  it('keeps nothing of a step, and nothing at all when disposed', async () => {
    const request = requestOf({ fields: { depth: 3, width: 64 } });
    const { engine, executor } = await graphsFor(request);
    for (const seed of [1, 2, 3]) answers(engine, request, 100, seed);
    const [tensors, memory] = [engine.footprint(), process.memoryUsage().rss];
    for (let step = 0; step < 2000; step += 1) answers(engine, request, 100, 4);
    expect(engine.footprint()).toBe(tensors);
    // A step reads back 0.3 MB: 600 MB if they were kept.
    expect(process.memoryUsage().rss - memory).toBeLessThan(150e6);
    engine.dispose();
    expect(executor.held()).toBe(0);
  });

  it('goes on operation by operation where a graph cannot be made', async () => {
    const request = requestOf({ fields: { depth: 2, width: 4 } });
    await graphsFor(request);
    const { binding } = tf.backend() as unknown as NativeBackend;
    const refusing = Object.create(binding, {
      loadSavedModel: {
        value: () => {
          throw new Error('no graphs here');
        },
      },
    }) as NativeBackend['binding'];
    const backend = tf.backend() as unknown as NativeBackend;
    backend.binding = refusing;
    try {
      const executor = createGraphExecutor(backend);
      const engine = createTfEngine('node', 'tensorflow', request, executor);
      const [first, again, third] = [1, 1, 1].map((seed) => answers(engine, request, 6, seed));
      expect(again).toEqual(first);
      expect(third).toEqual(first);
      expect([executor.held(), engine.remark?.()]).toEqual([0, 'no graphs here']);
    } finally {
      backend.binding = binding;
    }
  });
});

it.runIf(!wanted)('is tested where it has been built: scripts/build-native.sh, then GRADTOP_TEST_NATIVE=1', () => {
  expect(wanted).toBe(false);
});
