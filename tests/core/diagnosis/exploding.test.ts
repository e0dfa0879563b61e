// The exploding gradient at and around its limits, its causes and its remedies, by synthetic runs.
import { describe, expect, it } from 'vitest';
import { LN2, type StepFigures } from '../run/events.js';
import { Patient, slopeOf, STUCK } from './helpers.js';

describe('exploding', () => {
  it('alarms at the first step that is not finite, once', () => {
    const patient = new Patient().steps(8, {}).steps(100, { loss: NaN });
    expect(patient.told).toEqual(['exploding alarm@9']);
    expect(patient.findings[0]?.message).toMatch(
      /^exploding: the loss has been NaN since step 9; the learning rate 0.3 is too high$/,
    );
    expect(patient.findings[0]?.measured).toEqual({ nonFinite: NaN, nonFiniteStep: 9 });
  });

  it('names the layer of the first infinity', () => {
    const gradRms = [0.1, Infinity, 0.1, 0.1];
    const patient = new Patient({ depth: 3 }).steps(3, { gradRms });
    expect(patient.findings[0]).toMatchObject({ layer: 1, step: 1 });
    expect(patient.findings[0]?.message).toMatch(/gradient of layer 2 has been infinite/);
  });

  it.each([
    [0.11, 1, 'warning'],
    [0.09, 1, undefined],
    [0.11, 0.5, 'warning'],
    [0.5, 8, 'alarm'],
  ])('updates of %f of the weights at loss %f: %s', (ratio, loss, level) => {
    const patient = new Patient({ depth: 3 }).steps(100, { ratio, loss });
    expect(patient.of('exploding').at(-1)?.level).toBe(level);
  });

  it('reports large steps of a network that learns as such', () => {
    const patient = new Patient({ depth: 3 }).steps(100, { ratio: 0.2, loss: 0.5 });
    expect(patient.findings[0]?.message).toMatch(
      /^steps too large: layer 1 of 3 moves by 20 % of its weights per step/,
    );
  });

  it('is silent about one bad batch and about a spike while the loss is small', () => {
    const spike = (step: number) =>
      step % 50 === 0 ? { gradNorm: 100, loss: 1.5, ratio: 0.5 } : { gradNorm: 0.1, loss: 0.01, ratio: 1e-3 };
    expect(new Patient().steps(400, spike).told).toEqual([]);
    const grows = (step: number) => ({ gradNorm: 0.01 * 1.05 ** step, loss: LN2 * 0.99 ** step });
    expect(new Patient().steps(150, grows).of('exploding')).toEqual([]);
  });

  it('warns of a norm above ten times its median while the loss rises', () => {
    const patient = new Patient().steps(100, { gradNorm: 0.1, loss: 0.4 }).steps(40, { gradNorm: 1.1, loss: 0.6 });
    expect(patient.of('exploding')[0]).toMatchObject({ level: 'warning', limit: { normRatio: 10 } });
    const less = new Patient().steps(100, { gradNorm: 0.1, loss: 0.4 }).steps(40, { gradNorm: 0.9, loss: 0.6 });
    expect(less.of('exploding')).toEqual([]);
  });

  it('has the measured stability ratio as evidence against the rate', () => {
    const jumps = (more: StepFigures) =>
      new Patient()
        .steps(100, { gradNorm: 0.1, loss: 0.4, ...more })
        .steps(40, { gradNorm: 1.1, loss: 0.6 })
        .of('exploding')[0];
    const measured = jumps({ scalars: { stability: 2.5 } });
    expect(measured).toMatchObject({ measured: { steepest: 2.5 }, limit: { steepest: 1 } });
    expect(measured?.message).toContain('2.5 times the highest stable rate');
    expect(jumps({ scalars: { stability: 0.5 } })?.message).not.toContain('stable');
    expect(jumps({})?.measured).not.toHaveProperty('steepest');
  });

  it('has the ratio from before the explosion, which leaves flat ground behind', () => {
    const course = (step: number): StepFigures => {
      if (step <= 100) return { gradNorm: 0.1, loss: 0.4, ...(step === 60 ? { scalars: { stability: 1.8 } } : {}) };
      const jump = step <= 110 ? { gradNorm: 20, loss: 5, ratio: 0.5 } : { gradNorm: 0.01, loss: LN2 };
      return { ...jump, scalars: { stability: step <= 110 ? 300 : 0.1 } };
    };
    const found = new Patient().steps(400, course).of('exploding');
    expect(found.at(-1)).toMatchObject({ level: 'alarm', measured: { steepest: 1.8, steepestStep: 60 } });
    expect(found.at(-1)?.message).toContain('1.8 times the highest stable rate of step 60');
  });

  it('has the largest of the last four measurements', () => {
    const course = (step: number): StepFigures => ({
      ...(step <= 100 ? { gradNorm: 0.1, loss: 0.4 } : { gradNorm: 1.1, loss: 0.6 }),
      ...(step % 20 === 0 ? { scalars: { stability: step === 20 ? 9 : step === 60 ? 1.4 : 1.1 } } : {}),
    });
    expect(new Patient().steps(140, course).of('exploding')[0]?.measured).toMatchObject({
      steepest: 1.4,
      steepestStep: 60,
    });
  });

  it('reports a first layer with a thousand times the gradient of the last', () => {
    expect(new Patient().steps(60, { gradRms: slopeOf(-0.51), loss: 0.5 }).of('exploding')[0]).toMatchObject({
      limit: { R: 1e3, depthGrowth: 10 },
    });
    expect(new Patient().steps(60, { gradRms: slopeOf(-0.49), loss: 0.5 }).of('exploding')).toEqual([]);
  });

  const rnn = { cell: 'simpleRnn', depth: 1, activation: 'tanh', learningRate: 0.2 } as const;
  const blowUp = { loss: 50, ratio: 1, gradNorm: 100, gradRms: [1, 1] };

  it('distinguishes growth through time from a rate that is too high', () => {
    const time = new Patient(rnn).probe({ layers: 2, throughTime: [0.012, 0.005, 0.0017] }).steps(10, blowUp);
    expect(time.findings[0]?.message).toMatch(/grows 7\.1-fold on its way back through time$/);
    expect(time.findings[0]?.remedy).toEqual({ clipNorm: 1 });
    const rate = new Patient(rnn).probe({ layers: 2, throughTime: [0.0005, 0.001, 0.0017] }).steps(10, blowUp);
    expect(rate.findings[0]?.message).toMatch(/learning rate 0\.2 is too high \(through time the gradient shrinks/);
    // Clipped, such a net ends lower than at a tenth of the rate.
    expect(rate.findings[0]?.remedy).toEqual({ clipNorm: 1 });
    const clipped = new Patient({ ...rnn, clipNorm: 1 }).probe({ layers: 2, throughTime: [2, 1] }).steps(10, blowUp);
    expect(clipped.findings[0]?.remedy).toEqual({ learningRate: 0.02 });
  });

  it.each([
    ['gru', 'relu', [{ activation: 'tanh' }, { clipNorm: 1 }]],
    ['lstm', 'elu', [{ activation: 'tanh' }, { clipNorm: 1 }]],
    ['lstm', 'tanh', [{ clipNorm: 1 }]],
    // Its kernel can keep lengths; tanh in its place saturates.
    ['simpleRnn', 'relu', [{ clipNorm: 1 }]],
  ] as const)('blames unbounded units between gates: %s with %s', (cell, activation, changes) => {
    const patient = new Patient({ ...rnn, cell, activation })
      .probe({ layers: 2, throughTime: [0.0005, 0.001, 0.0017] })
      .steps(10, blowUp);
    const { message, remedy, alternatives = [] } = patient.findings[0]!;
    expect([remedy, ...alternatives]).toEqual(changes);
    expect(/units are not bounded/.test(message)).toBe(changes.length === 2);
  });

  it('suggests a third of the rate to a clipped network that learns, a tenth to one that diverged', () => {
    const clipped = { ...rnn, clipNorm: 1 };
    const learns = new Patient(clipped).steps(100, { ratio: 0.2, loss: 0.5, gradRms: [1, 1] });
    expect(learns.findings[0]).toMatchObject({ level: 'warning', remedy: { learningRate: 0.07 } });
    expect(learns.findings[0]?.message).toMatch(/the learning rate 0\.2 may be too high$/);
    const lost = new Patient(clipped).steps(10, { ...blowUp, loss: NaN });
    expect(lost.findings[0]).toMatchObject({ level: 'alarm', remedy: { learningRate: 0.02 } });
  });

  it('suggests nothing for large steps of a feed-forward network until its loss stands still', () => {
    const rough = new Patient({ depth: 3 }).steps(10, { ratio: 0.5, loss: 1.5 });
    expect(rough.findings[0]?.message).toMatch(/^steps too large: loss 1\.5000 .* may be too high$/);
    expect(rough.findings[0]?.remedy).toBeUndefined();
    rough.steps(200, { ratio: 0.2, loss: 0.5 });
    expect(rough.findings.every(({ remedy }) => remedy === undefined)).toBe(true);
    rough.steps(300, { ratio: 0.2, loss: STUCK });
    expect(rough.of('exploding').at(-1)).toMatchObject({ level: 'alarm', remedy: { learningRate: 0.03 } });
  });

  it('names growth over depth', () => {
    const deep = new Patient({ depth: 3, initializerGain: 3 })
      .probe({ preStd: [1, 10, 100, 100] })
      .steps(10, { loss: 50, ratio: 1, gradNorm: 100 });
    expect(deep.findings[0]?.message).toMatch(/the signal grows 100-fold over depth$/);
    expect(deep.findings[0]?.remedy).toEqual({ initializerGain: 1 });
  });

  it('stays an alarm until the loss is back at chance level, then clears', () => {
    const patient = new Patient({ depth: 3 }).steps(20, { loss: 50, ratio: 1 });
    expect(patient.told).toEqual(['exploding warning@3', 'exploding alarm@3'].slice(-1));
    patient.steps(200, { loss: 1.2 });
    expect(patient.of('exploding').at(-1)?.level).toBe('alarm');
    patient.steps(200, { loss: 0.3 });
    expect(patient.of('exploding').at(-1)?.level).toBe('cleared');
  });
});
