// The loop's promises: reproducible to the bit, no tensor leaked, an honest stream.
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { BackendName } from '../../src/core/config/backends.js';
import { parseConfig } from '../../src/core/config/presets.js';
import type { PresetFile } from '../../src/core/config/schema.js';
import type { GradtopEvent, OwnEvent, SnapshotEvent, StepEvent } from '../../src/core/run/events.js';
import { chooseEngine } from '../../src/training/backends.js';
import { train, type TrainOptions } from '../../src/training/loop.js';
import { moveStatistics } from '../../src/training/stepGradient.js';
import { initialParameters, initialState } from '../../src/core/network/initializers.js';
import { engineOf, relativeError, requestOf } from '../helpers/engines.js';
import { rms } from '../../src/training/statistics.js';
import { noTable } from '../helpers/noTable.js';

async function run(
  fields: PresetFile,
  backend: BackendName,
  more: Partial<TrainOptions> = {},
): Promise<GradtopEvent[]> {
  const events: GradtopEvent[] = [];
  const options: TrainOptions = {
    runId: 'r',
    config: parseConfig(fields, 'test'),
    createEngine: (request) => chooseEngine(backend, request, () => performance.now()),
    readTable: noTable,
    nodeVersion: 'v0',
    startedAt: '2020-01-01T00:00:00Z',
    now: () => 0,
    ...more,
  };
  await train(options, (event) => void events.push(event));
  return events;
}
const of = <T extends GradtopEvent['type']>(events: readonly GradtopEvent[], type: T) =>
  events.filter((event): event is Extract<OwnEvent, { type: T }> => event.type === type);

describe.each(['compiled', 'wasm', 'cpu'] as const)('%s', (backend) => {
  it('gives the same bits for the same seed and other ones for another', { tags: ['long'] }, async () => {
    const fields: PresetFile = { epochs: 2, activation: 'tanh', optimizer: 'adam', batchNorm: 'before', residual: 1 };
    const [a, b, other] = [
      await run(fields, backend),
      await run(fields, backend),
      await run({ ...fields, seed: 9 }, backend),
    ];
    expect(a).toEqual(b);
    expect(of(other, 'step')[0]?.loss).not.toBe(of(a, 'step')[0]?.loss);
  });
});

it('draws the same units for the same seed, and drops none in evaluation', async () => {
  const fields: PresetFile = { epochs: 3, activation: 'tanh', dropout: 0.3, validationSplit: 0.2 };
  const [a, b, none] = [
    await run(fields, 'compiled'),
    await run(fields, 'compiled'),
    await run({ ...fields, dropout: 0 }, 'compiled'),
  ];
  expect(a).toEqual(b);
  const first = (events: readonly GradtopEvent[]): number | undefined => of(events, 'step')[0]?.loss;
  expect(first(a)).not.toBe(first(none));
  // Before the first update nothing but the units dropped differs.
  expect(of(a, 'probe')[0]).toEqual(of(none, 'probe')[0]);
});

it('measures the noise scale beside the training, and changes no bit of it', async () => {
  for (const more of [{}, { dropout: 0.2 }, { accumulate: 2 }] as const) {
    const fields: PresetFile = { epochs: 12, activation: 'tanh', noise: 0.3, ...more };
    const [plain, measured] = [await run(fields, 'compiled'), await run({ ...fields, noiseScale: 'on' }, 'compiled')];
    const withoutFigures = of(measured, 'step').map(({ scalars: _, ...step }) => step);
    expect(withoutFigures).toEqual(of(plain, 'step'));
    const figures = of(measured, 'step').flatMap(({ scalars }) => (scalars === undefined ? [] : [scalars]));
    expect(figures).toHaveLength(Math.ceil(withoutFigures.length / 16));
    expect(figures.at(-1)?.['noiseScale']).toBeGreaterThan(0);
  }
});

it('measures the sharpness beside the training, and changes no bit of it', async () => {
  const fields: PresetFile = { epochs: 10, activation: 'tanh' };
  const [plain, measured] = [await run(fields, 'compiled'), await run({ ...fields, sharpness: 'on' }, 'compiled')];
  expect(of(measured, 'step').map(({ scalars: _, ...step }) => step)).toEqual(of(plain, 'step'));
  const figures = of(measured, 'step').flatMap(({ scalars }) => (scalars === undefined ? [] : [scalars]));
  expect(figures.length).toBeGreaterThanOrEqual(39);
  for (const { sharpness = NaN, stability = NaN, stableRate = NaN } of figures) {
    expect(sharpness * stableRate).toBeCloseTo(2, 9);
    expect(stability).toBeCloseTo(0.3 / stableRate, 9);
  }
  const declined = of(await run({ ...fields, epochs: 1, sharpness: 'on' }, 'cpu'), 'run')[0];
  expect(declined?.engine.why).toContain('no sharpness: ');
});

it('stops where the task is solved, and keeps the best weights where nothing improves', async () => {
  const easy: PresetFile = {
    activation: 'tanh',
    depth: 2,
    optimizer: 'adam',
    learningRate: 0.03,
    dataset: 'blobs',
    epochs: 200,
  };
  const solved = of(await run({ ...easy, stop: 'solved' }, 'compiled'), 'end')[0];
  expect(solved).toMatchObject({ reason: 'completed', accuracy: 1 });
  expect(solved?.step).toBeLessThan(of(await run({ ...easy, epochs: 1 }, 'compiled'), 'run')[0]!.totalSteps * 200);
  const patient = await run(
    { ...easy, noise: 2, stop: 'no-improvement', patience: 2, validationSplit: 0.3 },
    'compiled',
  );
  const end = of(patient, 'end')[0];
  const held = of(patient, 'epoch').map(({ valLoss = NaN, step }) => ({ valLoss, step }));
  const best = held.reduce((least, one) => (one.valLoss < least.valLoss ? one : least));
  expect(end?.keptStep).toBe(best.step);
  expect(end?.step).toBe(best.step + 2 * (held[0]?.step ?? 0));
});

it('names the engine that throws amid a run', async () => {
  const events: GradtopEvent[] = [];
  const createEngine: TrainOptions['createEngine'] = async (request) => {
    const choice = await chooseEngine('cpu', request, () => 0);
    let calls = 0;
    const gradient: typeof choice.engine.gradient = (...given) => {
      if ((calls += 1) === 3) throw new TypeError('no such kernel');
      return choice.engine.gradient(...given);
    };
    return { ...choice, engine: { ...choice.engine, gradient } };
  };
  const options: TrainOptions = {
    runId: 'r',
    config: parseConfig({}, 'test'),
    createEngine,
    readTable: noTable,
    nodeVersion: 'v0',
    startedAt: '2020-01-01T00:00:00Z',
    now: () => 0,
  };
  await expect(train(options, (event) => void events.push(event))).rejects.toThrow(
    'backend cpu failed: no such kernel',
  );
  expect(of(events, 'step')).toHaveLength(2);
});

describe('engines', () => {
  it.each(['sgd', 'momentum', 'rmsprop', 'adagrad', 'adam'] as const)(
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
  it('of many rows is that of its pieces, on either engine', async () => {
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

describe('probes', () => {
  it('fill the sampled figures of their step, and no other', async () => {
    const events = await run({ epochs: 2, samples: 80, batchSize: 8, activation: 'relu' }, 'compiled');
    const probes = new Map(of(events, 'probe').map((probe) => [probe.step, probe.layers]));
    expect([...probes.keys()]).toEqual([0, 10, 20]);
    for (const { step, layers } of of(events, 'step')) {
      const probe = probes.get(step);
      expect(layers?.dead).toEqual(probe === undefined ? new Array(8).fill(null) : probe.dead);
      expect(layers?.activationStd).toEqual(probe === undefined ? new Array(8).fill(null) : probe.activationStd);
    }
  });
});

describe('the stream', () => {
  it('opens with run and probe 0, ends with end, and misses no step', async () => {
    const events = await run({ epochs: 3 }, 'compiled', { pictures: true });
    expect(events[0]?.type).toBe('run');
    expect(events[1]).toMatchObject({ type: 'probe', step: 0 });
    expect(events.at(-1)).toMatchObject({ type: 'end', reason: 'completed', step: 24 });
    expect(of(events, 'step').map((event) => event.step)).toEqual(Array.from({ length: 24 }, (_, i) => i + 1));
    expect(of(events, 'epoch').map((event) => event.step)).toEqual([8, 16, 24]);
    expect(of(events, 'weights').length).toBeGreaterThan(1);
    expect(of(events, 'boundary')[0]?.values).toHaveLength(48 * 24);
  });

  it('snapshots are consistent with the step and with the definitions', async () => {
    const events = await run({ epochs: 2, learningRate: 0.25 }, 'compiled', { snapshotSteps: [1, 10] });
    const snapshots = of(events, 'snapshot') as Required<SnapshotEvent>[];
    expect(snapshots.map((event) => event.step)).toEqual([1, 10]);
    for (const snapshot of snapshots) {
      const step = of(events, 'step').find((event) => event.step === snapshot.step) as StepEvent;
      expect(snapshot.loss).toBe(step.loss);
      const kernels = snapshot.gradients.filter((tensor) => tensor.name.endsWith('/kernel'));
      kernels.forEach((kernel, i) =>
        expect(rms(kernel.values as Float32Array) / step.layers!.gradRms[i]!).toBeCloseTo(1, 14),
      );
      snapshot.parameters.forEach((tensor, i) => {
        const after = snapshot.parametersAfter[i]!.values;
        const gradient = snapshot.gradients[i]!.values;
        Array.from(tensor.values).forEach((old, k) => expect(after[k]).toBe(Math.fround(old - 0.25 * gradient[k]!)));
      });
    }
  });

  it('the epoch’s loss is the mean over steps, weighted by batch size', async () => {
    const events = await run({ epochs: 1 }, 'compiled');
    const losses = of(events, 'step').map((event) => event.loss);
    const weighted = losses.reduce((sum, loss, i) => sum + loss * (i === 7 ? 26 : 32), 0) / 250;
    expect(of(events, 'epoch')[0]?.loss).toBeCloseTo(weighted, 12);
  });

  it('keeps what is not finite and ends as diverged', async () => {
    const events = await run({ activation: 'linear', depth: 6, learningRate: 1000, epochs: 50 }, 'compiled');
    expect(of(events, 'end')[0]?.reason).toBe('diverged');
    expect(of(events, 'step').some((event) => !Number.isFinite(event.loss))).toBe(true);
    expect(of(events, 'step').length).toBeLessThan(400);
  });

  it('shows pictures of a step once, also where the last due step is the end', async () => {
    let steps = 0;
    const events = await run({ epochs: 50 }, 'compiled', { pictures: true, permission: () => (steps += 1) <= 16 });
    expect(of(events, 'weights').map((event) => event.step)).toEqual([0, 8, 16]);
    expect(of(events, 'boundary').map((event) => event.step)).toEqual([0, 8, 16]);
  });

  it('stops when permission is refused', async () => {
    let steps = 0;
    const events = await run({ epochs: 50 }, 'compiled', { permission: () => (steps += 1) <= 5 });
    expect(of(events, 'end')[0]).toMatchObject({ reason: 'stopped', step: 5 });
  });

  it('tells no mean derivative of softmax, which has none unit by unit: null, and not a number that broke', async () => {
    const events = await run({ dataset: 'blobs', classes: 3, depth: 2, epochs: 1 }, 'compiled');
    for (const { layers } of of(events, 'probe')) {
      const [first, second, output] = layers.meanDerivative;
      expect([typeof first, typeof second, output]).toEqual(['number', 'number', null]);
      expect(first).not.toBeNaN();
    }
  });

  it('holds a validation set out', async () => {
    const events = await run({ epochs: 2, validationSplit: 0.2 }, 'compiled');
    expect(of(events, 'run')[0]?.dataset?.samples).toBe(200);
    expect(of(events, 'epoch')[0]?.valLoss).toBeGreaterThan(0);
  });
});

it('trains on as a run with twice the epochs', async () => {
  const fields: PresetFile = { activation: 'tanh', optimizer: 'adam', batchNorm: 'before', dropout: 0.2 };
  const asked = [8, 16, null];
  const more = (): Promise<number | null> => Promise.resolve(asked.shift() ?? null);
  const [on, whole] = [
    await run({ ...fields, epochs: 4 }, 'compiled', { more }),
    await run({ ...fields, epochs: 16 }, 'compiled'),
  ];
  const figures = (events: readonly GradtopEvent[]): unknown =>
    of(events, 'step').map(({ step, loss, gradNorm, layers }) => [step, loss, gradNorm, layers?.updateRms]);
  expect(figures(on)).toEqual(figures(whole));
  expect(of(on, 'epoch')).toEqual(of(whole, 'epoch'));
  expect(of(on, 'end').at(-1)).toEqual(of(whole, 'end')[0]);
  const perEpoch = of(on, 'run')[0]?.stepsPerEpoch ?? NaN;
  expect(of(on, 'run').map(({ resumes, totalSteps }) => [resumes, totalSteps])).toEqual([
    [undefined, 4 * perEpoch],
    [4 * perEpoch, 8 * perEpoch],
    [8 * perEpoch, 16 * perEpoch],
  ]);
});
