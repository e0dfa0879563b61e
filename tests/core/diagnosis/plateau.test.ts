// A constant loss: the rules for plateaus and for weights that hardly move, at and around their limits, on synthetic runs.
import { describe, expect, it } from 'vitest';
import { lossWindow } from '../../../src/core/diagnosis/diagnose.js';
import { LN2 } from '../run/events.js';
import { LEARNING, Patient, slopeOf, STUCK } from './helpers.js';

describe('plateau', () => {
  it.each([
    [1.009, true],
    [0.991, true],
    // Large steps keep a constant loss a little above chance level.
    [1.011, true],
    [1.07, false],
    [0.989, false],
  ])('loss at %f of the label entropy: %s', (factor, speaks) => {
    const patient = new Patient().steps(200, { loss: factor * LN2 });
    expect(patient.of('plateau').length > 0).toBe(speaks);
  });

  it('compares with the entropy of the data, not with ln 2', () => {
    const entropy = 0.3251;
    expect(new Patient({}, { labelEntropy: entropy }).steps(200, { loss: entropy }).of('plateau')).toHaveLength(1);
    expect(new Patient({}, { labelEntropy: entropy }).steps(200, { loss: LN2 }).of('plateau')).toHaveLength(0);
  });

  it('is a warning without a gradient fault, and an alarm late in the run', () => {
    const early = new Patient().steps(390, { loss: STUCK });
    expect(early.told).toEqual(['plateau warning@96']);
    expect(early.findings[0]?.message).toMatch(/no gradient fault found$/);
    expect(early.findings[0]?.remedy).toBeUndefined();
    expect(
      new Patient()
        .steps(480, { loss: STUCK })
        .of('plateau')
        .map((one) => one.level),
    ).toEqual(['warning', 'alarm']);
  });

  it('suggests a higher rate only if the weights hardly move', () => {
    expect(new Patient().steps(120, { loss: STUCK, ratio: 1e-4 }).of('plateau')[0]?.remedy).toEqual({
      learningRate: 3,
    });
    expect(new Patient().steps(120, { loss: STUCK, ratio: 1e-2 }).of('plateau')[0]?.remedy).toBeUndefined();
  });

  it('suggests what cures depth, not a higher rate, if the signal fades before training', () => {
    const faded = new Patient({ depth: 3, activation: 'relu' })
      .probe({ preStd: [1, 0.1, 0.01, 0.01] })
      .steps(120, { loss: STUCK, ratio: 1e-4 })
      .of('plateau')[0];
    expect(faded?.message).toMatch(/the signal fades over depth$/);
    expect(faded?.remedy).toEqual({ initializer: 'heNormal' });
  });

  it('names its cause', () => {
    const patient = new Patient().steps(200, { loss: STUCK, gradRms: slopeOf(0.6) });
    expect(patient.of('plateau')[0]).toMatchObject({ level: 'alarm' });
    expect(patient.of('plateau')[0]?.message).toMatch(/the gradient vanishes$/);
  });

  it('is silent while the loss falls, even after a slow start', () => {
    const falling = new Patient().steps(300, (step) => ({ loss: LN2 * (1 - step / 400) }));
    expect(falling.of('plateau')).toEqual([]);
  });

  it('clears when the loss falls below chance level', () => {
    const patient = new Patient().steps(150, { loss: STUCK }).steps(150, { loss: 0.3 });
    expect(patient.of('plateau').map((one) => one.level)).toEqual(['warning', 'cleared']);
  });

  it.each([
    [20, 32],
    [800, 80],
    [1e6, 512],
    [NaN, 32],
  ])('of %f steps: the window is %i steps', (total, window) => {
    expect(lossWindow(total)).toBe(window);
  });
});

describe('starved', () => {
  const patient = (ratio: number | number[], loss = STUCK, config = {}) =>
    new Patient({ depth: 3, ...config }).steps(200, { ratio, loss });

  it.each([
    [9e-6, STUCK, true],
    [1.1e-5, STUCK, false],
    [9e-6, LEARNING, false],
  ])('ratio %f at loss %f: %s', (ratio, loss, speaks) => {
    expect(patient(ratio, loss).of('starved').length > 0).toBe(speaks);
  });

  it('is reported only if most layers hardly move', () => {
    expect(patient([1e-6, 1e-6, 1e-3, 1e-3]).of('starved')).toEqual([]);
    expect(patient([1e-6, 1e-6, 1e-6, 1e-3]).of('starved')).toHaveLength(1);
  });

  it('suggests a higher rate, or what cures depth if the signal fades before training', () => {
    expect(patient(1e-6).of('starved')[0]?.remedy).toEqual({ learningRate: 3 });
    const faded = new Patient({ depth: 3, activation: 'relu' })
      .probe({ preStd: [1, 0.1, 0.01, 0.01] })
      .steps(200, { ratio: 1e-6, loss: STUCK });
    expect(faded.of('starved')[0]?.remedy).toEqual({ initializer: 'heNormal' });
  });
});
