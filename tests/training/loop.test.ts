// The loop: reproducible to the bit, and an honest stream.
import { describe, expect, it } from 'vitest';
import type { PresetFile } from '../../src/core/config/schema.js';
import type { GradtopEvent, SnapshotEvent, StepEvent } from '../../src/core/run/events.js';
import { chooseEngine } from '../../src/training/backends.js';
import { type TrainOptions } from '../../src/training/loop.js';
import { rms } from '../../src/training/statistics.js';
import { of, run } from '../helpers/training.js';

describe.each(['compiled', 'wasm', 'cpu'] as const)('%s', (backend) => {
  it('gives the same bits for the same seed and others for another seed', { tags: ['long'] }, async () => {
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

it('dropout drops the same units for the same seed, and none in evaluation', async () => {
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

it('stops once the task is solved; without improvement it keeps the best weights', async () => {
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

it('names the engine that throws during a run', async () => {
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
  await expect(run({}, 'cpu', { createEngine }, events)).rejects.toThrow('backend cpu failed: no such kernel');
  expect(of(events, 'step')).toHaveLength(2);
});

describe('probes', () => {
  it('fill the sampled figures of their own step alone', async () => {
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

  it('keeps values that are not finite and ends as diverged', async () => {
    const events = await run({ activation: 'linear', depth: 6, learningRate: 1000, epochs: 50 }, 'compiled');
    expect(of(events, 'end')[0]?.reason).toBe('diverged');
    expect(of(events, 'step').some((event) => !Number.isFinite(event.loss))).toBe(true);
    expect(of(events, 'step').length).toBeLessThan(400);
  });

  it('has the pictures of a step once, also if the last due step is the end', async () => {
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

  it('has null, not NaN, for the mean derivative of softmax', async () => {
    const events = await run({ dataset: 'blobs', classes: 3, depth: 2, epochs: 1 }, 'compiled');
    for (const { layers } of of(events, 'probe')) {
      const [first, second, output] = layers.meanDerivative;
      expect([typeof first, typeof second, output]).toEqual(['number', 'number', null]);
      expect(first).not.toBeNaN();
    }
  });

  it('holds out a validation set', async () => {
    const events = await run({ epochs: 2, validationSplit: 0.2 }, 'compiled');
    expect(of(events, 'run')[0]?.dataset?.samples).toBe(200);
    expect(of(events, 'epoch')[0]?.valLoss).toBeGreaterThan(0);
  });
});

it('training on equals a run with twice the epochs', async () => {
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
