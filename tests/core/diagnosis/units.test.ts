// Units without a gradient, dead or saturated, at and around the limits, by synthetic runs.
import { describe, expect, it } from 'vitest';
import type { PresetFile } from '../../../src/core/config/schema.js';
import { type StepFigures } from '../run/events.js';
import { LEARNING, Patient, STUCK } from './helpers.js';

describe('dying ReLU', () => {
  const relu = { activation: 'relu', depth: 3, width: 10 } as const;
  const dead = (a: number, b: number, c: number) => ({ dead: [a, b, c, null] });
  const patient = (start: readonly [number, number, number], now: readonly [number, number, number], loss = LEARNING) =>
    new Patient(relu).probe(dead(...start)).steps(80, { loss }, dead(...now));

  it.each([
    [[0.4, 0.4, 0.4], [0.6, 0.6, 0.6], true],
    [[0.4, 0.4, 0.4], [0.5, 0.6, 0.6], false],
    [[0.5, 0.5, 0.5], [0.5, 0.5, 0.5], false],
    [[0.5, 0.5, 0.5], [0.3, 0.5, 0.9], true],
    [[0.5, 0.5, 0.5], [0.3, 0.5, 0.8], false],
  ] as const)('from %o to %o: %s', (start, now, speaks) => {
    expect(patient(start, now).of('dying-relu').length > 0).toBe(speaks);
  });

  it('alarms when all units of a layer are dead, warns while the network learns', () => {
    expect(patient([0.1, 0.1, 0.1], [0.4, 0.4, 0.4]).told).toEqual(['dying-relu warning@16']);
    const gone = patient([0.1, 0.1, 0.1], [0.2, 1, 0.2]);
    expect(gone.told).toEqual(['dying-relu alarm@16']);
    expect(gone.findings[0]).toMatchObject({ layer: 1, remedy: { activation: 'leakyRelu' } });
    expect(gone.findings[0]?.message).toMatch(/100 % of the units of layer 2 of 3 are dead/);
  });

  it('suggests a slope below zero only if that would not explode in turn', () => {
    const remedy = (config: PresetFile, steps: StepFigures = {}) =>
      new Patient({ ...relu, ...config })
        .probe(dead(0.1, 0.1, 0.1))
        .steps(80, steps, dead(0.2, 1, 0.2))
        .of('dying-relu')[0]?.remedy;
    expect(remedy({ learningRate: 1.9 })).toEqual({ activation: 'leakyRelu' });
    expect(remedy({ learningRate: 2 })).toEqual({ learningRate: 0.2 });
    expect(remedy({ learningRate: 0.3, optimizer: 'momentum' })).toEqual({ learningRate: 0.03 });
    expect(remedy({}, { loss: 50, ratio: 1 })).toEqual({ learningRate: 0.03 });
  });

  it('is silent for other activations', () => {
    const sigmoid = new Patient({ depth: 3 }).probe(dead(0, 0, 0)).steps(80, {}, dead(1, 1, 1));
    expect(sigmoid.told).toEqual([]);
  });
});

describe('saturated', () => {
  const patient = (share: number, loss: number, config = {}) =>
    new Patient({ depth: 3, ...config })
      .probe({ saturated: [0, 0, 0, null] })
      .steps(300, { loss }, { saturated: [0, share, 0, null] });

  it.each([
    // A network that learns may be saturated.
    [0.26, LEARNING, undefined],
    [0.25, STUCK, undefined],
    [0.26, STUCK, 'alarm'],
    [0.9, 0.05, undefined],
  ])('%f of a layer at loss %f: %s', (share, loss, level) => {
    expect(patient(share, loss).of('saturated').at(-1)?.level).toBe(level);
  });

  it('suggests normalization before the activation, then a smaller start, then a lower rate', () => {
    const remedy = (config: object) => patient(0.5, STUCK, config).of('saturated')[0]?.remedy;
    expect(remedy({})).toEqual({ batchNorm: 'before' });
    expect(remedy({ batchNorm: 'before', initializerGain: 4 })).toEqual({ initializerGain: 1 });
    expect(remedy({ batchNorm: 'before' })).toEqual({ learningRate: 0.1 });
    expect(remedy({ cell: 'simpleRnn', activation: 'tanh' })).toEqual({ clipNorm: 1 });
    expect(remedy({ cell: 'simpleRnn', activation: 'tanh', clipNorm: 1 })).toEqual({ learningRate: 0.1 });
    expect(patient(0.5, STUCK, { activation: 'relu' }).of('saturated')).toEqual([]);
  });
});
