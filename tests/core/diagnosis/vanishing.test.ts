// The vanishing gradient, and the one that Adam masks, at and around their limits, by synthetic runs.
import { describe, expect, it } from 'vitest';
import { LEARNING, Patient, slopeOf, STUCK } from './helpers.js';

const healthyRatio = 1e-3;

describe('a gradient that vanishes after large steps', () => {
  const flat = Array.from({ length: 7 }, () => 0.6);
  const steep = Array.from({ length: 7 }, () => 0.1);
  /** 40 steps with the gradient whole and updates of `ratio`, then a gradient that vanishes in units of which `shares` are saturated. */
  const later = (ratio: number, shares: readonly number[], slope = 0, first = steep, config = {}) =>
    new Patient({ activation: 'tanh', depth: 7, learningRate: 2, ...config })
      .probe({ saturated: [...first, null] })
      .steps(40, { gradRms: slopeOf(slope), loss: LEARNING, ratio, learningRate: 2 })
      .probe({ saturated: [...shares, null] })
      .steps(200, { gradRms: slopeOf(0.6), loss: LEARNING, ratio: 1e-4 });
  const ends = (patient: Patient) =>
    ['exploding', 'vanishing'].filter((rule) => ![undefined, 'cleared'].includes(patient.of(rule).at(-1)?.level));

  it.each([
    ['saturated by large steps', later(0.3, flat), ['exploding']],
    ['small steps', later(0.05, flat), ['vanishing']],
    ['units in their steep middle', later(0.3, steep), ['vanishing']],
    ['faded before the steps', later(0.3, flat, 0.6), ['vanishing']],
    ['saturated before the steps', later(0.3, flat, 0, flat), ['vanishing']],
    ['no flat ends', later(0.3, flat, 0, steep, { activation: 'elu' }), ['vanishing']],
  ] as const)('%s', (_, patient, expected) => {
    expect(ends(patient)).toEqual(expected);
  });

  it('suggests a tenth of the rate or less', () => {
    const finding = later(0.3, flat).of('exploding').at(-1);
    expect(Object.keys(finding?.remedy ?? {})).toEqual(['learningRate']);
    expect(finding?.remedy?.learningRate).toBeLessThanOrEqual(0.2);
    expect(finding?.measured['saturated']).toBe(0.6);
  });
});

describe('vanishing', () => {
  const patient = (slope: number, loss: number, more = {}) =>
    new Patient(more).steps(200, { gradRms: slopeOf(slope), loss, ratio: healthyRatio });

  it('warns while the network learns, alarms on a plateau', () => {
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

  it('needs slope and R both: a small first layer alone is not enough', () => {
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

  it('is silent about single batches', () => {
    const wandering = new Patient().steps(300, (step) => ({
      gradRms: slopeOf(step % 5 === 0 ? 1.2 : 0.05),
      loss: LEARNING,
    }));
    expect(wandering.told).toEqual([]);
  });

  it('clears when the gradient returns', () => {
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

  it('leaves zeros below a dead ReLU layer to the rule dying-relu', () => {
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

describe('a gradient through time', () => {
  const fluctuates = (step: number) => ({ throughTime: [step % 24 === 0 ? 0.1 : 1e-3, 1] });
  const run = (loss: number, probe: (step: number) => { throughTime: number[] }) =>
    new Patient({ cell: 'simpleRnn' }).steps(200, { loss }, probe).of('vanishing-time').at(-1);

  it('is judged by its median, because single probes fluctuate by orders of magnitude', () => {
    const rare = (step: number) => ({ throughTime: [step % 24 === 0 ? 1e-9 : 0.1, 1] });
    expect(run(STUCK, fluctuates)).toMatchObject({
      level: 'alarm',
      measured: { timeShare: 1e-3 },
      limit: { timeShare: 1e-2 },
    });
    expect(run(STUCK, rare)).toBeUndefined();
  });

  it('has a wider limit while the network has learned next to nothing', () => {
    expect(run(0.95 * STUCK, fluctuates)?.level).toBe('warning');
    expect(run(0.85 * STUCK, fluctuates)).toBeUndefined();
    expect(run(0.85 * STUCK, () => ({ throughTime: [1e-5, 1] }))?.level).toBe('warning');
  });
});
