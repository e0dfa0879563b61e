// Rules that judge a whole run: the schedule of the rate, and a loss that rises at the end.
import { describe, expect, it } from 'vitest';
import type { PresetFile } from '../../../src/core/config/schema.js';
import { bornDead } from '../../../src/core/diagnosis/remedies.js';
import { LEARNING, Patient, slopeOf, STUCK } from './helpers.js';

const last = (patient: Patient, rule: string) => patient.of(rule).at(-1);

describe('a schedule that does not fit the run', () => {
  it.each([
    ['a warm-up beyond the end', { warmupSteps: 5000 }, STUCK, { level: 'alarm', remedy: { warmupSteps: 80 } }],
    ['a warm-up beyond the end of a run that learns slowly', { warmupSteps: 900 }, 0.5, { level: 'warning' }],
    [
      'a rate that has fallen to nothing',
      { schedule: 'step', decayEpochs: 2, epochs: 100 },
      STUCK,
      { level: 'alarm', remedy: { decayEpochs: 34 }, alternatives: [{ schedule: 'cosine' }] },
    ],
    ['a rate that has fallen to nothing, half way', { schedule: 'step', decayEpochs: 2 }, 0.3, { level: 'warning' }],
  ] as const)('%s', (_, config, loss, expected) => {
    const patient = new Patient({ depth: 3, ...config }).probe({}).steps(200, { loss, learningRate: 0 });
    expect(last(patient, 'rate-schedule')).toMatchObject(expected);
  });

  it.each([
    ['a warm-up that ends', { warmupSteps: 400 }, STUCK, 0],
    ['a run that learns during its warm-up', { warmupSteps: 5000 }, 0.1, 0],
    ['a cosine', { schedule: 'cosine' }, STUCK, 0],
    ['one cycle', { schedule: 'oneCycle', warmupSteps: 5000 }, STUCK, 0],
    ['three steps of a tenth', { schedule: 'step', decayEpochs: 33, epochs: 100 }, STUCK, 0],
    ['a solved task', { schedule: 'step', decayEpochs: 2 }, 0.01, 0],
    ['a rate that was set by hand', { schedule: 'step', decayEpochs: 2 }, STUCK, 0.1],
  ] as const)('is none of %s', (_, config, loss, learningRate) => {
    const patient = new Patient({ depth: 3, ...config }).steps(700, { loss, learningRate });
    expect(last(patient, 'rate-schedule')?.level ?? 'cleared').toBe('cleared');
  });
});

describe('a loss that rises at the end', () => {
  const run = (config: PresetFile, least: number, end: number, ratio = 1e-3, rest = least) =>
    new Patient({ depth: 3, ...config })
      .epochs(24, (epoch) => ({ loss: epoch > 20 ? rest : least }), { loss: least, ratio })
      .end(end);

  it.each([
    ['above chance level', {}, 0.4, 0.8, 1e-3, 'alarm'],
    ['near chance level', {}, 0.3, 0.6, 1e-3, 'warning'],
  ] as const)('%s', (_, config, least, end, ratio, level) => {
    const found = last(run(config, least, end, ratio), 'rising-loss');
    expect(found).toMatchObject({ level, remedy: { learningRate: 0.1 }, alternatives: [{ schedule: 'cosine' }] });
    expect(found?.measured).toMatchObject({ finalLoss: end, leastLoss: least });
  });

  it('names the rate where the steps are large', () => {
    expect(last(run({}, 0.4, 0.8, 0.05), 'rising-loss')?.message).toMatch(/learning rate 0\.3/);
    expect(last(run({}, 0.4, 0.8, 1e-3), 'rising-loss')?.message).not.toMatch(/learning rate/);
  });

  it('names the largest ratio of rate and highest stable rate of the last epochs', () => {
    const patient = new Patient({ depth: 3 })
      .epochs(21, () => ({ loss: 0.4 }), { loss: 0.4, ratio: 1e-3 })
      .steps(1, { loss: 0.4, ratio: 1e-3, scalars: { stability: 1.3 } })
      .steps(2, { loss: 0.4, ratio: 1e-3, scalars: { stability: 0.2 } });
    const found = last(patient.end(0.8), 'rising-loss');
    expect(found).toMatchObject({ measured: { steepest: 1.3, steepestStep: 169 }, limit: { steepest: 1 } });
    expect(found?.message).toMatch(/learning rate 0\.3/);
  });

  it.each([
    ['a small rise', {}, 0.5, 0.6, 0.5],
    ['a network that knows much', {}, 0.1, 0.45, 0.1],
    ['the evaluation of batch normalization', { batchNorm: 'before' }, 0.4, 0.8, 0.4],
    ['another rule', { dropout: 0.95 }, 0.4, 0.8, 0.8],
  ] as const)('is none of %s', (_, config, least, end, rest) => {
    expect(run(config, least, end, 1e-3, rest).of('rising-loss')).toEqual([]);
  });

  it('is a run that stopped too early if it was short', () => {
    const short = (totalSteps: number) =>
      new Patient({ depth: 3, epochs: totalSteps / 8 }, { totalSteps })
        .epochs(totalSteps / 8, (epoch) => ({ loss: 0.69 - epoch / 30 }), { loss: 0.6 })
        .end(0.9)
        .findings.at(-1)?.rule;
    expect([short(32), short(120), short(800)]).toEqual(['stopped-early', 'stopped-early', 'rising-loss']);
  });
});

describe('a network so narrow that ReLU is dead from the start in one of five', () => {
  it.each([
    [5, 9, true],
    [5, 6, false],
    [10, 12, false],
    [2, 1, true],
    [3, 1, false],
  ])('width %i, depth %i: %s', (width, depth, dead) => {
    expect(bornDead({ width, depth, layerWidths: null } as never)).toBe(dead);
  });

  const scale = (config: PresetFile) =>
    new Patient({ activation: 'relu', initializer: 'randomNormal', ...config })
      .probe({ backwardGain: Array.from({ length: 10 }, () => 0.05) })
      .of('initial-scale')[0]?.remedy;
  it('changes the activation beside the kernels', () => {
    expect(scale({ width: 5, depth: 9 })).toEqual({ initializer: 'heNormal', activation: 'elu' });
    expect(scale({ width: 10, depth: 9 })).toEqual({ initializer: 'heNormal' });
  });

  it.each([
    [2, 'leakyRelu'],
    [10, 'relu'],
  ])('asks for an activation that keeps a layer of %i units alive: %s', (width, activation) => {
    const patient = new Patient({ activation: 'linear', depth: 1, width }).probe({});
    expect(last(patient, 'no-activation')?.remedy).toEqual({ activation });
  });
});

it('gives no percentage for the fall of a loss that rose before', () => {
  const run = new Patient({}, { totalSteps: 240 })
    .epochs(30, (epoch) => ({ loss: epoch < 20 ? 0.6 + epoch / 50 : 1.3 - epoch / 42 }), { loss: 0.6 })
    .end(0.6);
  const found = last(run, 'stopped-early');
  expect(found?.measured['lateFall']).toBe(1);
  expect(found?.message).not.toContain('%');
});

describe('a loss that still falls at the end', () => {
  const run = (noise: number, valLoss?: (epoch: number) => number) =>
    new Patient({}, { totalSteps: 320 })
      .epochs(
        40,
        (epoch) => ({
          loss: 0.69 - epoch / 500 + noise * Math.sin(9 * epoch),
          ...(valLoss ? { valLoss: valLoss(epoch) } : {}),
        }),
        { loss: 0.65 },
      )
      .end(0.61);
  const leastAtEnd = (epoch: number) => (epoch === 40 ? 0.58 : 0.66 + 0.05 * Math.sin(9 * epoch));
  it.each([
    ['falls', run(0), 'warning'],
    ['falls with little noise', run(0.005), 'warning'],
    ['falls by less than it fluctuates', run(0.06), undefined],
    ['falls on held-out samples too', run(0, (epoch) => 0.69 - epoch / 600), 'warning'],
    ['rises on held-out samples', run(0, (epoch) => 0.69 + epoch / 600), undefined],
    ['fluctuates on held-out samples, least at the end', run(0, leastAtEnd), undefined],
    ['stands on held-out samples', run(0, () => 0.6), undefined],
  ])('%s: %s', (_, patient, level) => {
    expect(last(patient, 'stopped-early')?.level).toBe(level);
  });
});

describe('held-out samples', () => {
  const run = (loss: number, valLoss: (epoch: number) => number, epochs = 20) =>
    last(
      new Patient().epochs(epochs, (epoch) => ({
        loss: 0.69 - ((0.69 - loss) * epoch) / epochs,
        valLoss: valLoss(epoch),
      })),
      'overfitting',
    );
  it.each([
    [
      'above chance level and rising while the training loss falls',
      0.6,
      (epoch: number) => 0.69 + epoch / 300,
      'alarm',
    ],
    ['above chance level since the start, at the same height', 0.6, () => 0.72, undefined],
    ['above chance level while the training loss is there too', 0.68, (epoch: number) => 0.69 + epoch / 300, undefined],
    ['below chance level, rising little', 0.4, (epoch: number) => 0.5 + epoch / 300, undefined],
    ['below chance level, rising by a fifth', 0.4, (epoch: number) => 0.4 + epoch / 150, 'warning'],
  ] as const)('%s', (_, loss, valLoss, level) => {
    expect(run(loss, valLoss)?.level).toBe(level);
  });
});

it.each([
  [800, 8 + 3 * 8],
  // A long window judges steps every 32, and epochs no more often.
  [1e6, 8 + 3 * 32],
])('judges epochs no more often than steps: of a run of %i steps, the fourth at step %i', (totalSteps, step) => {
  const patient = new Patient({}, { totalSteps }).epochs(30, (epoch) => ({ loss: 0.6 / epoch, valLoss: 0.5 * epoch }));
  expect(patient.of('overfitting')[0]?.step).toBe(step);
});

describe('batch normalization in a deep stack', () => {
  const run = (config: PresetFile, slope: number, loss: number) =>
    last(
      new Patient({ depth: 8, batchNorm: 'before', ...config }).steps(100, { loss, gradRms: slopeOf(slope, 8) }),
      'batch-norm-depth',
    );
  it('explodes where the first gradient grows a thousandfold', () => {
    expect(run({}, -0.6, STUCK)).toMatchObject({ level: 'alarm', remedy: { residual: 1 } });
  });
  it.each([
    ['a gradient that grows less', {}, -0.4, STUCK],
    ['skips', { residual: 1 }, -0.6, STUCK],
    ['no normalization', { batchNorm: 'none' }, -0.6, STUCK],
  ] as const)('is none of %s', (_, config, slope, loss) => {
    expect(run(config, slope, loss)).toBeUndefined();
  });
  it('clears once the network learns', () => {
    expect(run({}, -0.6, LEARNING)).toMatchObject({ level: 'cleared' });
  });
});
