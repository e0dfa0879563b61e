// Scales that fit the values of a map.
import { expect, it } from 'vitest';
import { IndexedCells } from '../../../src/core/sweep/indexedCells.js';
import { cellKey, createSweepMap, summarizeCell, type SweepMap } from '../../../src/core/sweep/map.js';
import { metricFraction, metricOf, type SweepMetric } from '../../../src/core/sweep/metrics.js';
import { spanOf } from '../../../src/core/sweep/span.js';
import { planOf } from '../../helpers/sweepMaps.js';

/** A map whose first cells have these values. */
function mapOf(name: SweepMetric, values: readonly number[]): SweepMap {
  const map = createSweepMap(planOf());
  const run = {
    ...{ seed: 0, steps: 9, loss: 0.1, accuracy: 1, R: 1, slope: 0, initialR: 1, diverged: false },
    ...{ labelEntropy: 0.69, classes: 2 },
  };
  values.forEach((value, i) => {
    const cell = map.order[i]!;
    map.cells.set(cellKey(map.plan, cell), summarizeCell(map.plan, cell, [{ ...run, [name]: value }]));
  });
  return map;
}

it.each([
  ['sharpness', [0.3, 27], { low: 0.2, high: 50 }],
  ['sharpness', [3, 3.1], { low: 1, high: 10 }],
  ['sharpness', [1e-7, 2e9], { low: 1e-7, high: 2e9 }],
  ['stableRate', [0.03, 0, NaN, 4], { low: 0.02, high: 5 }],
  ['noiseScale', [60, 900], { low: 50, high: 1000 }],
  ['jacobian', [0.03, 2], { low: 0.02, high: 50 }],
  ['outputJacobian', [0.9, 1.1], { low: 0.1, high: 10 }],
  ['sharpness', [], null],
  ['loss', [0.1, 0.6], null],
  ['R', [0.1, 3], null],
] as const)('%s of %j', (name, values, span) => {
  expect(spanOf(name, mapOf(name, values))).toEqual(span);
});

it('spreads the values over the scale, with 1 of a Jacobian in the middle', () => {
  const places = (name: SweepMetric, values: readonly number[]): (number | null)[] => {
    const map = mapOf(name, values);
    const span = spanOf(name, map);
    return [...map.cells.values()].map((cell) => metricFraction(name, cell, span));
  };
  const shown = places('sharpness', [0.3, 3, 27]);
  expect(Math.max(...shown.map(Number)) - Math.min(...shown.map(Number))).toBeGreaterThan(0.7);
  expect(places('jacobian', [1, 30]).sort()[0]).toBeCloseTo(0.5, 12);
});

it('names its ends, and grows with the cells', () => {
  const ends = (values: readonly number[]) =>
    metricOf('sharpness').ends(undefined, spanOf('sharpness', mapOf('sharpness', values)));
  expect(ends([0.3, 27])).toEqual(['sharpness 0.2', '50']);
  expect(ends([0.3, 27, 270])).toEqual(['sharpness 0.2', '500']);
});

it('reads no more than 4096 cells of a large map', () => {
  const plan = planOf();
  const values = Array.from({ length: 300 }, (_, i) => i);
  const large = { ...plan, x: { ...plan.x, values }, y: { ...plan.y, values } };
  let read = 0;
  const cells = new IndexedCells(large, () => {
    read += 1;
    return '';
  });
  for (let key = 0; key < 90_000; key += 1) cells.place(key, 0, 0);
  expect(spanOf('sharpness', { plan: large, cells })).toBeNull();
  expect(read).toBeGreaterThan(3000);
  expect(read).toBeLessThanOrEqual(4096);
});
