// The middle of a list, where it is odd, even, empty, or not finite.
import { expect, it } from 'vitest';
import { median, medianNaNLast, upperMedian } from '../../src/core/median.js';
import { fc, runs } from '../helpers/property.js';

it.each<[readonly number[], number]>([
  [[3, 1, 2], 2],
  [[10, 9, 1, 2], 5.5],
  [[NaN, 4, NaN], 4],
  [[Infinity, 1, Infinity], Infinity],
  [[-Infinity, 0, Infinity], 0],
  [[], NaN],
  [[NaN], NaN],
])('median of %j', (values, middle) => {
  const before = [...values];
  expect(median(values)).toBe(middle);
  expect(values).toEqual(before);
});

const sortedMedian = (values: readonly number[]): number => {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

it('by selection is that of the sorted values, NaN last', () => {
  const value = fc.oneof(
    fc.double({ min: -1e300, max: 1e300, noNaN: true }),
    fc.integer({ min: -3, max: 3 }),
    fc.constantFrom(NaN, Infinity, -Infinity, 0),
  );
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 60 }), (values) => {
      const wanted = sortedMedian(values);
      expect(medianNaNLast(Float64Array.from(values)) + 0).toBe(wanted + 0);
    }),
    { numRuns: runs(2000) },
  );
  expect(medianNaNLast(new Float64Array(0))).toBeNaN();
});

it('the upper one of an even number is one of the values', () => {
  expect(upperMedian([3, 1, 2, 4])).toBe(3);
  expect(upperMedian([-Infinity, NaN, -5])).toBe(-5);
  expect(upperMedian([])).toBeUndefined();
});
