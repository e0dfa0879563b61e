// What an explosion is blamed on: the rate, or data and kernels that were wrong before the first step.
import { describe, expect, it } from 'vitest';
import type { PresetFile } from '../../../src/core/config/schema.js';
import { worst } from '../../../src/core/diagnosis/verdict.js';
import type { FindingEvent, RunEvent } from '../../../src/core/run/events.js';
import { resolved, type ProbeFigures } from '../run/events.js';
import { Patient } from './helpers.js';

const RELU = { depth: 3, width: 10, activation: 'relu', optimizer: 'sgd' } as const;
const table = (facts: object): Partial<RunEvent> => ({
  dataset: { name: 'table', samples: 250, features: 2, classes: 2, ...facts },
});

/** No gain is above the right one. */
const RIGHT: ProbeFigures = { backwardGain: [1, 1, 1, 0.3] };

/** A first step with updates of `ratio` of the weights, after which nothing is finite. */
function explodes(
  config: PresetFile,
  ratio: number,
  more: Partial<RunEvent>,
  probe: ProbeFigures = RIGHT,
  loss = 5,
): { named: FindingEvent | null; all: readonly FindingEvent[] } {
  const { findings } = new Patient({ ...RELU, ...config }, more)
    .probe(probe)
    .steps(1, { ratio, loss })
    .steps(30, { loss: NaN });
  const active = new Map(findings.map((one) => [one.rule, one]));
  return { named: worst(active), all: findings };
}

describe('an explosion on data that are not scaled', () => {
  // Inputs of RMS 60 make the gradient of ReLU layers 60 times as large; the limit of what is left is 1.
  it.each([
    [{}, 59, 'unscaled'],
    [{}, 61, 'exploding'],
    // Momentum 0.9 adds up ten steps.
    [{ optimizer: 'momentum' }, 5.9, 'unscaled'],
    [{ optimizer: 'momentum' }, 6.1, 'exploding'],
    // Adam and clipping normalize the step, so the data do not excuse it.
    [{ optimizer: 'adam' }, 0.9, 'unscaled'],
    [{ optimizer: 'adam' }, 1.1, 'exploding'],
    [{ clipNorm: 1 }, 0.9, 'unscaled'],
    [{ clipNorm: 1 }, 1.1, 'exploding'],
    // After tanh the signal has size 1.
    [{ activation: 'tanh' }, 0.9, 'unscaled'],
    [{ activation: 'tanh' }, 1.1, 'exploding'],
  ] as const)('%o, updates of %f of the weights: %s', (config, ratio, rule) => {
    expect(explodes(config, ratio, table({ featureRms: 60 })).named).toMatchObject({ rule, level: 'alarm' });
  });

  it('is sized by the update as it was, where no rule names the data or kernels that enlarge it', () => {
    // Inputs of RMS 16 are within the limit, and 150 times the weights are 16 times as much as the rate alone gives.
    const rate = (featureRms: number) => explodes({}, 150, table({ featureRms })).named?.remedy?.learningRate;
    expect(rate(16)).toBe(1e-4);
    expect(rate(9)).toBe(1e-3);
    // Data that are named will be scaled.
    expect(rate(60)).toBe(0.01);
  });

  it.each([
    [99, 'unscaled'],
    [101, 'exploding'],
  ] as const)('counts the error of a target of RMS 100: %f, %s', (ratio, rule) => {
    const config = { ...resolved(RELU), loss: 'meanSquaredError', outputActivation: 'linear' } as const;
    const more = { ...table({ classes: 0, featureRms: 1, targetRms: 100 }), config, labelEntropy: 1e4 };
    expect(explodes({}, ratio, more, RIGHT, 1e4).named?.rule).toBe(rule);
  });

  it('the explosion names the data too, and suggests to scale them first', () => {
    const { named, all } = explodes({}, 10, table({ featureRms: 60 }));
    expect(named).toMatchObject({ remedy: { standardize: 'features' }, limit: { rateMove: 1 } });
    expect(named?.measured['rateMove']).toBeCloseTo(10 / 60, 9);
    expect(all.find(({ rule }) => rule === 'exploding')?.message).toMatch(/the data are not scaled$/);
    const rate = explodes({}, 100, table({ featureRms: 60 })).all.find(({ rule }) => rule === 'exploding');
    expect(rate?.message).toMatch(/learning rate .* too high for data that are not scaled$/);
  });

  it('does not name data that are scaled', () => {
    const { all } = explodes({}, 10, table({ featureRms: 1 }));
    expect(new Set(all.map(({ rule }) => rule))).toEqual(new Set(['exploding']));
  });
});

describe('an explosion from kernels of the wrong scale', () => {
  const gain = (backwardGain: number): ProbeFigures => ({ backwardGain: [1, 1, 1, 1].map(() => backwardGain) });

  // Gains over the right ones: 10 sqrt(2 / 10) / sqrt(2) = 3.2, 7.1, 7.1 and 31.6 of the output: all together 5000.
  // The output layer decides: 5000 / 31.6^2 = 5.
  it.each([
    [{}, 10, 4.9, 'initial-scale'],
    [{}, 10, 5.1, 'exploding'],
    // Adam's steps have one size: of the right output kernel they are 31.6 times as large a share.
    [{ optimizer: 'adam' }, 10, 0.03, 'initial-scale'],
    [{ optimizer: 'adam' }, 10, 0.04, 'exploding'],
    // Kernels that are too small explain no explosion, but for steps whose size does not depend on the gradient.
    [{}, 0.01, 0.1, 'exploding'],
    [{ optimizer: 'adam' }, 0.01, 0.1, 'initial-scale'],
  ] as const)('%o, gain %f, updates of %f of the weights: %s', (config, gained, ratio, rule) => {
    const { named } = explodes({ initializer: 'randomNormal', ...config }, ratio, table({}), gain(gained));
    expect(named).toMatchObject({ rule, level: 'alarm' });
  });

  it('the explosion names the kernels too', () => {
    const { named, all } = explodes({ initializer: 'randomNormal' }, 1, table({}), gain(10));
    expect(named?.remedy).toEqual({ initializer: 'heNormal' });
    expect(all.find(({ rule }) => rule === 'exploding')?.message).toMatch(/the initial weights are too large$/);
  });

  it('is not named if the log lacks the first step', () => {
    const patient = new Patient({ ...RELU, initializer: 'randomNormal' }).probe(gain(10));
    patient.steps(30, { loss: NaN, ratio: NaN });
    expect(worst(new Map(patient.findings.map((one) => [one.rule, one])))?.rule).toBe('exploding');
  });
});
