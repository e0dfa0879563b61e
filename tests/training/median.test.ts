// The median by selection against the median of the sorted values.
import { expect, it } from 'vitest';
import { medianOf } from '../../src/training/median.js';
import { fc, runs } from '../helpers/property.js';

const sortedMedian = (values: readonly number[]): number => {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

it('is that of the sorted values, NaN last', () => {
  const value = fc.oneof(
    fc.double({ min: -1e300, max: 1e300, noNaN: true }),
    fc.integer({ min: -3, max: 3 }),
    fc.constantFrom(NaN, Infinity, -Infinity, 0),
  );
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 60 }), (values) => {
      const wanted = sortedMedian(values);
      expect(medianOf(Float64Array.from(values)) + 0).toBe(wanted + 0);
    }),
    { numRuns: runs(2000) },
  );
  expect(medianOf(new Float64Array(0))).toBeNaN();
});
