// Each rule at and around its limits, by synthetic runs; limits and words as docs say.
import { describe, expect, it } from 'vitest';
import { lossWindow } from '../../../src/core/diagnosis/diagnose.js';
import type { PresetFile } from '../../../src/core/config/schema.js';
import { LN2, type StepFigures } from '../run/events.js';
import { LEARNING, Patient, slopeOf, STUCK } from './helpers.js';

const healthyRatio = 1e-3;

describe('vanishing', () => {
  const patient = (slope: number, loss: number, more = {}) =>
    new Patient(more).steps(200, { gradRms: slopeOf(slope), loss, ratio: healthyRatio });

  it('warns below the plateau and alarms on it', () => {
    const learning = patient(0.58, LEARNING);
    expect(learning.told).toEqual(['vanishing warning@16']);
    const stuck = patient(0.58, STUCK);
    expect(stuck.of('vanishing').map((one) => one.level)).toEqual(['warning', 'alarm']);
    expect(stuck.of('vanishing').at(-1)).toMatchObject({
      layer: 0,
      remedy: { activation: 'relu' },
      limit: { slope: 0.3, R: 0.01 },
    });
    expect(stuck.of('vanishing').at(-1)?.measured['slope']).toBeCloseTo(0.58, 6);
    expect(stuck.of('vanishing').at(-1)?.message).toMatch(
      /^gradient vanishes: layer 1 of 7 gets 3\.3e-6, 0\.58 decades less/,
    );
  });

  it.each([
    // R = 10^(-6 slope)
    [0.34, LEARNING, true],
    [0.33, LEARNING, false],
    [0.301, STUCK, true],
    [0.299, STUCK, false],
    [0.05, STUCK, false],
    [-0.5, LEARNING, false],
  ])('slope %f at loss %f: %s', (slope, loss, speaks) => {
    expect(patient(slope, loss).of('vanishing').length > 0).toBe(speaks);
  });

  it('needs the slope and R both: a small first layer alone is none', () => {
    const gradRms = [1e-6, 1e-2, 1e-2, 1e-2, 1e-2, 1e-2, 1e-2, 1e-2];
    const slope = new Patient().steps(200, { gradRms, loss: LEARNING });
    expect(slope.of('vanishing')).toHaveLength(1);
    const milder = new Patient().steps(200, {
      gradRms: [2e-4, 1e-2, 1e-2, 1e-2, 1e-2, 1e-2, 1e-2, 1e-2],
      loss: LEARNING,
    });
    // R = 0.02 but the slope is 0.18.
    expect(milder.of('vanishing')).toHaveLength(0);
  });

  it('does not mind single batches', () => {
    const wandering = new Patient().steps(300, (step) => ({
      gradRms: slopeOf(step % 5 === 0 ? 1.2 : 0.05),
      loss: LEARNING,
    }));
    expect(wandering.told).toEqual([]);
  });

  it('clears when the gradient comes back', () => {
    const cured = new Patient()
      .steps(100, { gradRms: slopeOf(0.6), loss: LEARNING })
      .steps(200, { gradRms: slopeOf(0.05), loss: LEARNING });
    expect(cured.of('vanishing').map((one) => one.level)).toEqual(['warning', 'cleared']);
    expect(cured.findings.at(-1)?.remedy).toBeUndefined();
  });

  it.each([
    [{ activation: 'sigmoid' }, { activation: 'relu' }],
    [{ activation: 'tanh' }, { activation: 'relu' }],
    // At twelve layers ReLU with Glorot kernels dies in seven of eight seeds, ELU learns in all.
    [{ depth: 12 }, { activation: 'elu' }],
    // Kernels that start too small starve ReLU as they do tanh.
    [{ activation: 'tanh', initializerGain: 0.3 }, { initializerGain: 1 }],
    [{ initializer: 'randomNormal' }, { activation: 'relu', initializer: 'heNormal' }],
    [{ activation: 'relu' }, { initializer: 'heNormal' }],
    [{ activation: 'relu', initializerGain: 0.2 }, { initializerGain: 1 }],
    [{ activation: 'gelu', initializer: 'heNormal' }, { batchNorm: 'before' }],
    [{ activation: 'elu', initializer: 'heUniform', batchNorm: 'before' }, { residual: 1 }],
    [{ activation: 'elu', initializer: 'heUniform', batchNorm: 'after', residual: 2 }, { depth: 3 }],
  ] as const)('%o is cured by %o', (config, remedy) => {
    const gradRms = slopeOf(0.6, 'depth' in config ? config.depth : 7);
    const stuck = new Patient(config).steps(200, { gradRms, loss: STUCK, ratio: healthyRatio });
    expect(stuck.of('vanishing').at(-1)?.remedy).toEqual(remedy);
  });

  it('leaves zeros below a dead ReLU layer to the dying rule', () => {
    const gradRms = [0, 0, 0, 1e-3, 1e-3, 1e-3, 1e-3, 1e-3];
    expect(new Patient({ activation: 'relu' }).steps(200, { gradRms, loss: STUCK }).of('vanishing')).toEqual([]);
    expect(new Patient().steps(200, { gradRms, loss: STUCK }).of('vanishing')).not.toEqual([]);
  });

  it('says where updates are below the spacing of float32', () => {
    const tiny = { gradRms: slopeOf(1.1), loss: STUCK };
    const computed = new Patient().steps(100, tiny).of('vanishing').at(-1);
    expect(computed?.message).toMatch(/most updates there are below the spacing of float32/);
    const seen = new Patient()
      .steps(100, tiny, { percentChange: [0, 0, 0, 1, 1, 1, 1, 1] })
      .of('vanishing')
      .at(-1);
    expect(seen?.message).toMatch(/most of its weights have not changed in a single bit/);
    // A silent unit's weights stand still whatever the size of its updates.
    const silent = new Patient({ activation: 'relu' })
      .steps(100, tiny, { percentChange: Array(8).fill(0), dead: [0.6, 0, 0, 0, 0, 0, 0, null] })
      .of('vanishing')
      .at(-1);
    expect(silent?.message).toMatch(/: most of its weights have not moved, 60 % of its units are silent$/);
    // Adam's update is not the rate times the gradient.
    const adam = new Patient({ optimizer: 'adam' }).steps(100, tiny).of('vanishing').at(-1);
    expect(adam?.message).not.toMatch(/float32/);
    const moved = new Patient().steps(
      100,
      { gradRms: slopeOf(0.58), loss: STUCK },
      { percentChange: Array(8).fill(0.18) },
    );
    expect(moved.of('vanishing').at(-1)?.message).toMatch(/its weights moved 0\.18 % \(median\)$/);
  });
});

describe('plateau', () => {
  it.each([
    [1.009, true],
    [0.991, true],
    // Large steps keep a loss that stands a little above chance level.
    [1.011, true],
    [1.07, false],
    [0.989, false],
  ])('loss at %f of the label entropy: %s', (factor, speaks) => {
    const patient = new Patient().steps(200, { loss: factor * LN2 });
    expect(patient.of('plateau').length > 0).toBe(speaks);
  });

  it('takes the entropy of these data, not ln 2', () => {
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

  it('suggests a higher rate only where the weights hardly move', () => {
    expect(new Patient().steps(120, { loss: STUCK, ratio: 1e-4 }).of('plateau')[0]?.remedy).toEqual({
      learningRate: 3,
    });
    expect(new Patient().steps(120, { loss: STUCK, ratio: 1e-2 }).of('plateau')[0]?.remedy).toBeUndefined();
  });

  it('suggests the cure of depth where the signal fades before training: a higher rate kills ReLU units there', () => {
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

  it('is none while the loss falls, however slowly it began', () => {
    const falling = new Patient().steps(300, (step) => ({ loss: LN2 * (1 - step / 400) }));
    expect(falling.of('plateau')).toEqual([]);
  });

  it('clears when the loss leaves', () => {
    const patient = new Patient().steps(150, { loss: STUCK }).steps(150, { loss: 0.3 });
    expect(patient.of('plateau').map((one) => one.level)).toEqual(['warning', 'cleared']);
  });

  it.each([
    [20, 32],
    [800, 80],
    [1e6, 512],
    [NaN, 32],
  ])('of a run of %f steps looks at %i', (total, window) => {
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

  it('needs most layers', () => {
    expect(patient([1e-6, 1e-6, 1e-3, 1e-3]).of('starved')).toEqual([]);
    expect(patient([1e-6, 1e-6, 1e-6, 1e-3]).of('starved')).toHaveLength(1);
  });

  it('suggests a higher rate, or the cure of depth where the signal fades before training', () => {
    expect(patient(1e-6).of('starved')[0]?.remedy).toEqual({ learningRate: 3 });
    const faded = new Patient({ depth: 3, activation: 'relu' })
      .probe({ preStd: [1, 0.1, 0.01, 0.01] })
      .steps(200, { ratio: 1e-6, loss: STUCK });
    expect(faded.of('starved')[0]?.remedy).toEqual({ initializer: 'heNormal' });
  });
});

describe('exploding', () => {
  it('alarms at once on anything that is not finite, once', () => {
    const patient = new Patient().steps(8, {}).steps(100, { loss: NaN });
    expect(patient.told).toEqual(['exploding alarm@9']);
    expect(patient.findings[0]?.message).toMatch(
      /^exploding: the loss is NaN since step 9; the learning rate 0.3 is too high$/,
    );
    expect(patient.findings[0]?.measured).toEqual({ nonFinite: NaN, nonFiniteStep: 9 });
  });

  it('names the layer of the first infinity', () => {
    const gradRms = [0.1, Infinity, 0.1, 0.1];
    const patient = new Patient({ depth: 3 }).steps(3, { gradRms });
    expect(patient.findings[0]).toMatchObject({ layer: 1, step: 1 });
    expect(patient.findings[0]?.message).toMatch(/gradient of layer 2 is infinite/);
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

  it('calls large steps of a net that learns what they are', () => {
    const patient = new Patient({ depth: 3 }).steps(100, { ratio: 0.2, loss: 0.5 });
    expect(patient.findings[0]?.message).toMatch(
      /^steps too large: layer 1 of 3 moves by 20 % of its weights per step/,
    );
  });

  it('does not mind one bad batch, nor a spike while the loss is small', () => {
    const spike = (step: number) =>
      step % 50 === 0 ? { gradNorm: 100, loss: 1.5, ratio: 0.5 } : { gradNorm: 0.1, loss: 0.01, ratio: 1e-3 };
    expect(new Patient().steps(400, spike).told).toEqual([]);
    const grows = (step: number) => ({ gradNorm: 0.01 * 1.05 ** step, loss: LN2 * 0.99 ** step });
    expect(new Patient().steps(150, grows).of('exploding')).toEqual([]);
  });

  it('tells a norm beyond ten times its median while the loss gets worse', () => {
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
    expect(measured).toMatchObject({ measured: { stability: 2.5 }, limit: { stability: 1 } });
    expect(measured?.message).toContain('2.5 times the highest stable rate');
    expect(jumps({ scalars: { stability: 0.5 } })?.message).not.toContain('stable');
    expect(jumps({})?.measured).not.toHaveProperty('stability');
  });

  it('tells a first layer with a thousand times the gradient of the last', () => {
    expect(new Patient().steps(60, { gradRms: slopeOf(-0.51), loss: 0.5 }).of('exploding')[0]).toMatchObject({
      limit: { R: 1e3, depthGrowth: 10 },
    });
    expect(new Patient().steps(60, { gradRms: slopeOf(-0.49), loss: 0.5 }).of('exploding')).toEqual([]);
  });

  const rnn = { cell: 'simpleRnn', depth: 1, activation: 'tanh', learningRate: 0.2 } as const;
  const blowUp = { loss: 50, ratio: 1, gradNorm: 100, gradRms: [1, 1] };

  it('tells growth through time from a rate that is too high', () => {
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

  it('advises a third of the rate where a clipped net learns by large steps, a tenth where it is lost', () => {
    const clipped = { ...rnn, clipNorm: 1 };
    const learns = new Patient(clipped).steps(100, { ratio: 0.2, loss: 0.5, gradRms: [1, 1] });
    expect(learns.findings[0]).toMatchObject({ level: 'warning', remedy: { learningRate: 0.07 } });
    expect(learns.findings[0]?.message).toMatch(/the learning rate 0\.2 may be too high$/);
    const lost = new Patient(clipped).steps(10, { ...blowUp, loss: NaN });
    expect(lost.findings[0]).toMatchObject({ level: 'alarm', remedy: { learningRate: 0.02 } });
  });

  it('advises a feed-forward net with large steps nothing until its loss stands', () => {
    const rough = new Patient({ depth: 3 }).steps(10, { ratio: 0.5, loss: 1.5 });
    expect(rough.findings[0]?.message).toMatch(/^steps too large: loss 1\.5000 .* may be too high$/);
    expect(rough.findings[0]?.remedy).toBeUndefined();
    rough.steps(200, { ratio: 0.2, loss: 0.5 });
    expect(rough.findings.every(({ remedy }) => remedy === undefined)).toBe(true);
    rough.steps(300, { ratio: 0.2, loss: STUCK });
    expect(rough.of('exploding').at(-1)).toMatchObject({ level: 'alarm', remedy: { learningRate: 0.03 } });
  });

  it('tells growth over depth', () => {
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

  it('alarms when a layer is gone, warns while the net learns', () => {
    expect(patient([0.1, 0.1, 0.1], [0.4, 0.4, 0.4]).told).toEqual(['dying-relu warning@16']);
    const gone = patient([0.1, 0.1, 0.1], [0.2, 1, 0.2]);
    expect(gone.told).toEqual(['dying-relu alarm@16']);
    expect(gone.findings[0]).toMatchObject({ layer: 1, remedy: { activation: 'leakyRelu' } });
    expect(gone.findings[0]?.message).toMatch(/100 % of the units of layer 2 of 3 are dead/);
  });

  it('advises a slope below zero only where that would not blow up in turn', () => {
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

  it('has no meaning for other activations', () => {
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

describe('masked by Adam', () => {
  const patient = (optimizer: 'adam' | 'sgd' | 'rmsprop', loss: number, ratio: number) =>
    new Patient({ optimizer }).steps(
      200,
      { gradRms: slopeOf(0.6), loss, ratio },
      { percentChange: Array(8).fill(47.6) },
    );

  it.each([
    ['adam', STUCK, 1e-3, true],
    ['rmsprop', STUCK, 1e-3, true],
    ['adam', STUCK, 1.1e-4, true],
    ['adam', STUCK, 0.9e-4, false],
    ['adam', LEARNING, 1e-3, false],
    ['sgd', STUCK, 1e-3, false],
  ] as const)('%s at loss %f moving by %f: %s', (optimizer, loss, ratio, speaks) => {
    expect(patient(optimizer, loss, ratio).of('masked-by-adam').length > 0).toBe(speaks);
  });

  it('does not say 0 % of a layer that moves, though most of its weights stand still', () => {
    const still = new Patient({ optimizer: 'adam', activation: 'relu' }).steps(
      200,
      { gradRms: slopeOf(0.6), loss: STUCK, ratio: 1e-3 },
      { percentChange: Array(8).fill(0) },
    );
    expect(still.of('masked-by-adam')[0]?.message).toMatch(/layer 1 moves \(10\^-3\.0 of its weights a step\)/);
  });

  it('says how far the kernel moved', () => {
    const finding = patient('adam', STUCK, 1e-3).of('masked-by-adam')[0];
    expect(finding?.message).toBe(
      'masked by Adam: layer 1 moves (48 % since step 0) but its gradient vanishes (0.60 decades a layer) and the loss stays at 0.6931',
    );
    expect(finding?.remedy).toEqual({ activation: 'relu' });
  });
});

describe('all rules', () => {
  it('are quiet on a healthy run, from the first step to a solved task', () => {
    const healthy = new Patient({ activation: 'relu' })
      .probe({ dead: [0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, null] })
      .steps(
        800,
        (step) => ({
          loss: LN2 * 0.99 ** step,
          gradRms: slopeOf(0.02 * Math.sin(step)),
          gradNorm: 0.1 * 0.995 ** step,
        }),
        { dead: [0.45, 0.4, 0.4, 0.4, 0.5, 0.4, 0.4, null] },
      );
    expect(healthy.told).toEqual([]);
  });

  it('wait while there are too few steps, and survive logs without layers', () => {
    expect(new Patient().steps(15, { loss: STUCK, gradRms: slopeOf(2) }).told).toEqual([]);
    const bare = new Patient({}, { layers: [] }).steps(300, { loss: STUCK, gradRms: [] });
    expect(bare.told[0]).toBe('plateau warning@96');
  });
});
