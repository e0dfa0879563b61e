// Which cause is named if several findings hold, and how large a change the measured figures call for.
import { describe, expect, it } from 'vitest';
import type { PresetFile } from '../../../src/core/config/schema.js';
import { worst } from '../../../src/core/diagnosis/verdict.js';
import type { FindingEvent } from '../../../src/core/run/events.js';
import { LEARNING, Patient, slopeOf, STUCK } from './helpers.js';

const named = ({ findings }: Patient): FindingEvent | null => {
  const active = new Map(findings.map((one) => [one.rule, one]));
  for (const [rule, { level }] of active) if (level === 'cleared') active.delete(rule);
  return worst(active);
};

describe('a gradient that fades from the first step on', () => {
  // Large steps of the output layer keep the loss at chance level, or above it.
  const rough = (slope: number, loss: number) =>
    new Patient({ activation: 'sigmoid', depth: 7 }).steps(400, {
      gradRms: slopeOf(slope),
      loss,
      ratio: [...Array<number>(7).fill(1e-3), 0.5],
    });

  it.each([
    [0.58, STUCK, 'vanishing'],
    [0.58, 1.2 * STUCK, 'vanishing'],
    [0.58, 2 * STUCK, 'vanishing'],
    [0, 2 * STUCK, 'exploding'],
    [0.58, NaN, 'exploding'],
    // Ten times chance level is no noise.
    [0.58, 11 * STUCK, 'exploding'],
  ])('%f decades a layer, loss %f: %s', (slope, loss, rule) => {
    expect(named(rough(slope, loss))?.rule).toBe(rule);
  });

  it('is not blamed on a rate that moves the layers next to the output', () => {
    const small = (last: number) =>
      new Patient({ depth: 7 }).steps(300, {
        gradRms: slopeOf(0.58),
        loss: STUCK,
        ratio: [...Array<number>(7).fill(1e-7), last],
      });
    expect(named(small(1e-3))?.rule).toBe('vanishing');
    expect(named(small(1e-7))?.rule).toBe('rate-too-small');
  });
});

describe('the size of another rate', () => {
  const exploded = (config: PresetFile & { learningRate: number }, ratio: number) =>
    named(
      new Patient({ depth: 3, ...config })
        .steps(1, { ratio, learningRate: config.learningRate })
        .steps(20, { loss: NaN }),
    )?.remedy;

  // The first update of a usual rate is 0.1 of the weights under SGD, 0.012 under Adam.
  it.each([
    [{ learningRate: 0.3 }, 0.1, 0.03],
    [{ learningRate: 30 }, 10, 0.3],
    [{ learningRate: 30 }, 1000, 0.003],
    [{ optimizer: 'momentum', learningRate: 3 }, 3, 0.01],
    [{ optimizer: 'adam', learningRate: 1 }, 3, 0.003],
  ] as const)('too high, %o: updates of %f of the weights call for %f', (config, ratio, learningRate) => {
    expect(exploded(config, ratio)).toEqual({ learningRate });
  });

  it.each([
    [{ learningRate: 3e-5 }, 3e-6, 0.3],
    [{ learningRate: 3e-6 }, 3e-6, 0.1],
    [{ optimizer: 'adam', learningRate: 1e-6 }, 3e-6, 0.003],
  ] as const)('too low, %o: updates of %f of the weights call for %f', (config, ratio, learningRate) => {
    const patient = new Patient({ depth: 3, ...config }).steps(100, {
      ratio,
      loss: STUCK,
      learningRate: config.learningRate,
    });
    expect(named(patient)).toMatchObject({ rule: 'rate-too-small', remedy: { learningRate } });
  });

  it('takes momentum into account where it ends: at 0.1 the largest usual rate is that of plain SGD, nearly', () => {
    const patient = new Patient({ depth: 3, optimizer: 'momentum', momentum: 0.1, learningRate: 3e-6 }).steps(100, {
      ratio: 3e-8,
      loss: STUCK,
      learningRate: 3e-6,
    });
    expect(named(patient)?.remedy).toEqual({ learningRate: 0.3 });
  });

  it('suggests a still lower rate after an explosion', () => {
    const found = named(new Patient({ depth: 3 }).steps(5, {}).steps(20, { loss: NaN }));
    expect(found).toMatchObject({ remedy: { learningRate: 0.03 }, alternatives: [{ learningRate: 0.003 }] });
  });

  it('is named as too small if all updates of the run add up to less than a twentieth of the weights', () => {
    const run = (ratio: number) => new Patient({ depth: 3 }, { totalSteps: 500 }).steps(100, { ratio, loss: STUCK });
    expect(named(run(0.9e-4))?.rule).toBe('rate-too-small');
    expect(run(1.1e-4).of('rate-too-small')).toEqual([]);
  });
});

describe('a run of few steps', () => {
  const run = (ratio: number, loss: number, totalSteps = 32) =>
    new Patient({ depth: 3, epochs: totalSteps / 8 }, { totalSteps })
      .epochs(totalSteps / 8, () => ({ loss }), { ratio, loss })
      .end(loss);

  it('is known to be too short before it ends', () => {
    const told = (loss: number): string[] =>
      new Patient({ depth: 3 }, { totalSteps: 120 })
        .steps(40, { ratio: 5e-3, loss: STUCK })
        .steps(80, { ratio: 5e-3, loss })
        .end(loss)
        .of('stopped-early')
        .map(
          ({ level, step, message }) => `${level}@${step} ${/^the run is too short/.test(message) ? 'ahead' : 'over'}`,
        );
    expect(told(STUCK)).toEqual(['warning@16 ahead', 'alarm@48 ahead', 'alarm@120 over']);
    expect(told(LEARNING).at(-1)).toMatch(/^cleared/);
  });

  it('has stopped early while its loss falls below three quarters of chance level', () => {
    const falling = (end: number): string | undefined =>
      named(
        new Patient({ depth: 3 }, { totalSteps: 64 })
          .steps(64, (step) => ({ ratio: 5e-3, loss: STUCK - ((STUCK - end) * step) / 64 }))
          .end(end),
      )?.rule;
    expect([falling(0.3), falling(0.1)]).toEqual(['stopped-early', undefined]);
  });

  it.each([
    [1e-2, STUCK, 32, 'stopped-early'],
    [1e-2, STUCK, 16, 'stopped-early'],
    // Layers that moved by their own size had their time.
    [4e-2, STUCK, 32, undefined],
    [1e-2, LEARNING, 32, undefined],
    // At chance level such layers had no time in a longer run either.
    [5e-3, STUCK, 144, 'stopped-early'],
    [9e-3, STUCK, 144, 'plateau'],
    [5e-3, LEARNING, 144, undefined],
  ])('updates of %f, loss %f, %i steps: %s', (ratio, loss, steps, rule) => {
    expect(named(run(ratio, loss, steps))?.rule).toBe(rule);
  });

  it('suggests as many epochs as the layers need to move', () => {
    expect(named(run(1e-2, STUCK))?.remedy).toEqual({ epochs: 4 * 100 });
    expect(named(run(5e-3, STUCK, 120))?.remedy).toEqual({ epochs: 15 * 10 });
  });

  it('asks for a usual rate too where a hundred times the epochs would not do', () => {
    // 32 steps of 5e-4 are a way of 0.016: 3 is 188 times as much. A first update of 0.1 needs 200 times the rate, and 0.3 is the most.
    const short = (learningRate: number) =>
      named(
        new Patient({ depth: 3, epochs: 4, learningRate }, { totalSteps: 32 })
          .epochs(4, () => ({ loss: STUCK }), { ratio: 5e-4, loss: STUCK, learningRate })
          .end(STUCK),
      );
    expect(short(0.001)).toMatchObject({
      rule: 'stopped-early',
      remedy: { epochs: 4 * 100, learningRate: 0.3 },
      alternatives: [{ epochs: 4 * 100 }, { learningRate: 0.01 }],
    });
  });
});

describe('a batch', () => {
  it.each([
    [64, 11, 'alarm'],
    [2, 11, 'warning'],
    [2, 40, 'alarm'],
  ])('of %i samples, loss %i times chance level: %s', (batchSize, times, level) => {
    const patient = new Patient({ depth: 3, batchSize }).steps(6, { loss: times * STUCK, ratio: 0.5 });
    expect(patient.of('exploding').at(-1)?.level).toBe(level);
  });
});
