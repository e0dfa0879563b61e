import { expect, it } from 'vitest';
import { sweepOrder } from '../../../src/core/sweep/order.js';
import { fc } from '../../helpers/property.js';

it('visits every cell of the map exactly once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), (columns, rows) => {
      const keys = sweepOrder(columns, rows).map(({ column, row }) => `${column},${row}`);
      expect(new Set(keys).size).toBe(columns * rows);
      expect(keys).toHaveLength(columns * rows);
    }),
  );
});

it('starts coarse: the first cells span the whole map', () => {
  const first = sweepOrder(30, 30).slice(0, 4);
  expect(Math.max(...first.map((cell) => cell.column))).toBeGreaterThanOrEqual(15);
});
