// The predicted border of depth, and the agreement of measured cells with it.
import { describe, expect, it } from 'vitest';
import { agreementOf, depthBorder } from '../../../src/core/sweep/depthBorder.js';
import { cellKey, summarizeCell } from '../../../src/core/sweep/map.js';
import { sweepSentences } from '../../../src/core/sweep/words.js';
import { depthScalesOf } from '../../../src/core/theory/depthScale.js';
import { BASE, depths, emptyMap, gains, planOf, rates, type FilledMap } from '../../helpers/sweepMaps.js';

const plan = planOf(depths(40), gains(8));

/** A map whose cells train up to a depth of `border(row)`. */
function trainedTo(border: (row: number) => number): FilledMap {
  const map = emptyMap(plan);
  for (const cell of map.order) {
    const trains = (plan.x.values[cell.column] ?? NaN) <= border(cell.row);
    const run = { seed: 0, steps: 9, loss: trains ? 0.01 : 0.69, accuracy: 1, R: null, slope: null, initialR: null };
    const seeds = [{ ...run, diverged: false, labelEntropy: 0.6931, classes: 2 }];
    map.cells.set(cellKey(plan, cell), summarizeCell(plan, cell, seeds));
  }
  return map;
}

describe('the border', () => {
  const border = depthBorder(plan);
  it('is six scales of the correlation at each value of the other axis', () => {
    expect(border?.along).toBe('x');
    plan.y.values.forEach((initializerGain, row) => {
      const { correlation } = depthScalesOf({ ...BASE, initializerGain }) ?? {};
      expect(border?.values[row]).toBe(6 * (correlation ?? NaN));
    });
    // Far from criticality it is shallow, near it beyond the map.
    expect(border?.values[0]).toBeLessThan(border?.values[1] ?? NaN);
  });

  it('is interpolated on a long axis', () => {
    const long = depthBorder(planOf(depths(10), gains(200)));
    const middle = 100;
    const { correlation } = depthScalesOf({ ...BASE, initializerGain: gains(200).values[middle]! }) ?? {};
    expect((long?.values[middle] ?? NaN) / (6 * (correlation ?? NaN))).toBeCloseTo(1, 1);
  });

  it('needs an axis of depth, and the theory', () => {
    expect(depthBorder(planOf(rates(4), gains(4)))).toBeNull();
    expect(depthBorder(planOf(depths(4), rates(4)))).toBeNull();
    expect(depthBorder({ ...plan, config: { ...BASE, batchNorm: 'before' } })).toBeNull();
  });

  it('agrees with cells that train up to it, and not with those that train beyond', () => {
    if (border === null) throw new Error('no border');
    const exact = agreementOf(
      trainedTo((row) => border.values[row] ?? NaN),
      border,
    );
    expect(exact.same).toBe(exact.cells);
    expect(exact.ratio).toBeGreaterThan(0.8);
    expect(exact.ratio).toBeLessThanOrEqual(1);
    const double = agreementOf(
      trainedTo((row) => 2 * (border.values[row] ?? NaN)),
      border,
    );
    expect(double.same).toBeLessThan(double.cells);
    expect(double.ratio).toBeGreaterThan(1.6);
  });

  it('is stated with its agreement when the map is whole', () => {
    const map = trainedTo(() => 10);
    expect(sweepSentences(map).join(' ')).toMatch(/6 xi; \d+ of 320 cells agree/);
    expect(sweepSentences(trainedTo(() => Infinity)).join(' ')).not.toContain('6 xi');
    map.cells.delete(0);
    expect(sweepSentences(map).join(' ')).not.toContain('6 xi');
  });
});
