// `npm run test:all` has every case, also in the projects of Vitest.
import { expect, it } from 'vitest';
import { runs, some, spread } from './property.js';

it('gives every case where the long tests run', { tags: ['long'] }, () => {
  expect(runs(3)).toBe(30);
  expect(some([1, 2, 3], 1)).toEqual([1, 2, 3]);
  expect(spread([1, 2, 3], 2)).toEqual([1, 2, 3]);
});
