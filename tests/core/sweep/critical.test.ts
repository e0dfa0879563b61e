// The critical line against the values that the theory's papers give, and where on the map it lies.
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/core/config/presets.js';
import type { SweepAxis } from '../../../src/core/sweep/axis.js';
import { criticalLine, spotOn } from '../../../src/core/sweep/critical.js';
import type { SweepPlan } from '../../../src/core/sweep/map.js';

const depth: SweepAxis = { field: 'depth', values: [1, 10, 30] };
const gain: SweepAxis = { field: 'initializerGain', values: [0.5, 1, 2] };
const width: SweepAxis = { field: 'width', values: [10, 40] };
const std: SweepAxis = { field: 'initializerStd', values: [0.01, 0.1, 1] };
const planOf = (fields: object, x: SweepAxis = depth, y: SweepAxis = gain): SweepPlan => ({
  preset: 'p',
  config: parseConfig({ name: 'p', ...fields }, 'test'),
  x,
  y,
  seeds: 1,
  backend: 'auto',
});

describe('criticalLine', () => {
  // Poole et al. 2016 and Schoenholz et al. 2017: without biases tanh is critical at sigmaW = 1. He et al. 2015: ReLU at sigmaW² = 2.
  it.each([
    ['tanh', 'glorotUniform', 1],
    ['tanh', 'lecunNormal', 1],
    ['tanh', 'heNormal', Math.SQRT1_2],
    ['relu', 'glorotNormal', Math.SQRT2],
    ['relu', 'heUniform', 1],
    ['linear', 'orthogonal', 1],
  ] as const)('%s with %s: gain %f at every depth', (activation, initializer, value) => {
    const line = criticalLine(planOf({ activation, initializer }));
    expect(line?.along).toBe('y');
    expect(line?.values).toHaveLength(3);
    expect(line?.cells).toEqual(Array(3).fill(spotOn(gain.values)(value)?.cell));
    for (const found of line?.values ?? []) expect(found).toBeCloseTo(value, 3);
  });

  it('falls with the square root of the width if the deviation of the kernels is fixed', () => {
    const normal = { activation: 'tanh', initializer: 'randomNormal', initializerStd: 0.05 };
    const [ten, forty] = criticalLine(planOf(normal, width, gain))?.values ?? [];
    expect(ten).toBeCloseTo(1 / (0.05 * Math.sqrt(10)), 2);
    expect(forty).toBeCloseTo((ten ?? NaN) / 2, 6);
    const deviations = criticalLine(planOf({ ...normal, initializerGain: 2 }, std, width));
    expect(deviations?.along).toBe('x');
    expect(deviations?.values[0]).toBeCloseTo(1 / (2 * Math.sqrt(10)), 3);
  });

  it.each([
    ['a recurrent cell', { cell: 'simpleRnn', dataset: 'sequenceSum' }, depth, gain],
    ['batch normalization', { batchNorm: 'before' }, depth, gain],
    ['skips', { residual: 1 }, depth, gain],
    ['no axis that scales kernels', {}, depth, width],
    ['kernels that stay zero', { initializer: 'zeros' }, depth, gain],
  ])('gives no line for %s', (_what, fields, x, y) => {
    expect(criticalLine(planOf(fields, x, y))).toBeNull();
  });
});

describe('the cell of spotOn', () => {
  it.each([
    [[1, 2, 3], 2.4, 1],
    [[1, 2, 3], 3.5, 2],
    [[1, 2, 3], 3.6, null],
    [[1, 2, 3], 0.4, null],
    [[3, 2, 1], 2.9, 0],
    [[0.001, 0.01, 0.1, 1], 0.04, 2],
    [[0.001, 0.01, 0.1, 1], 0.0001, null],
    [[0.001, 0.01, 0.1, 1], 0.0005, 0],
    [[-1, 0, 1], -0.2, 1],
    [[5], 5, 0],
    [[5], 6, null],
    [[], 1, null],
    [[1, 2], null, null],
  ])('of %j to %f', (values, value, index) => {
    expect(spotOn(values)(value)?.cell ?? null).toBe(index);
  });
});

describe('the place of spotOn', () => {
  it.each([
    [[1, 2, 3], 2.4, 1.4],
    [[1, 2, 3], 3.25, 2.25],
    [[1, 2, 3], 0.75, -0.25],
    [[1, 2, 3], 3.6, null],
    [[3, 2, 1], 2.9, 0.1],
    [[0.2, 1.47, 2.73, 4], 1, 0.8 / 1.27],
    [[0.001, 0.01, 0.1, 1], 0.01 * Math.sqrt(10), 1.5],
    [[1, 8, 4], 5, 1.75],
    [[5], 5, 0],
  ])('of %j to %f', (values, value, place) => {
    const found = spotOn(values)(value)?.place ?? null;
    if (place === null) expect(found).toBeNull();
    else expect(found).toBeCloseTo(place, 9);
  });
});
