// The best cells: their order, what is left out, and a command line each.
import { describe, expect, it } from 'vitest';
import { bestCells, bestLines } from '../../../src/core/sweep/best.js';
import { cellDiverged } from '../../../src/core/sweep/results.js';
import { BASE, depths, gains, mapOf, planOf } from '../../helpers/sweepMaps.js';

const map = mapOf(planOf(depths(10), gains(8)));

describe('the best cells', () => {
  it('have the smallest loss or the highest accuracy, and none diverged', () => {
    const losses = bestCells(map, 'loss', 20).map(({ loss }) => loss);
    expect(losses).toHaveLength(20);
    expect(losses).toEqual(losses.toSorted((a, b) => a - b));
    expect(losses[0]).toBe(Math.min(...[...map.cells.values()].flatMap(({ loss }) => (loss > 0 ? loss : []))));
    const accuracies = bestCells(map, 'accuracy', 1000).map(({ accuracy }) => accuracy ?? NaN);
    expect(accuracies).toEqual(accuracies.toSorted((a, b) => b - a));
    expect(bestCells(map, 'loss', 1000).some(cellDiverged)).toBe(false);
  });

  it('need a metric with a better end', () => {
    expect(() => bestCells(map, 'slope', 3)).toThrow(/neither end of slope is better; allowed: loss, accuracy/);
  });

  it('are a table with the settings and the command of each', () => {
    const [head, first, ...rest] = bestLines(map, 'loss', 3, BASE);
    expect(head).toMatch(/loss +depth +initializer-gain +command$/);
    expect(first).toMatch(/^1 +0\.0100 .*gradtop tanh/);
    expect(rest).toHaveLength(2);
  });

  it('include zoomed ones', () => {
    const cell = { ...[...map.cells.values()][0]!, column: -1, row: -1, x: 3, y: 1.2345678901234567, loss: 1e-9 };
    const zoomed = { ...map, zoomed: new Map([['k', cell]]) };
    expect(bestCells(zoomed, 'loss', 1)).toEqual([cell]);
    expect(bestLines(zoomed, 'loss', 1, BASE)[1]).toContain('--initializer-gain 1.2345678901234567');
  });
});
