// The middle of a list, where it is odd, even, empty, or not finite.
import { expect, it } from 'vitest';
import { median } from '../../src/core/median.js';

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
