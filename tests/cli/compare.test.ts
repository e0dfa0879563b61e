// What `compare` races.
import { expect, it } from 'vitest';
import { runnersOf } from '../../src/cli/commands/dashboard.js';

const seedsOf = (names: readonly string[], args = {}) =>
  new Set(runnersOf(names, args).map(({ config }) => config.seed));

it('races the cures from one seed, or from the one that is asked for', () => {
  expect(runnersOf(['cures'], {})).toHaveLength(6);
  expect(seedsOf(['cures'])).toEqual(new Set([13]));
  expect(seedsOf(['cures'], { seed: '4' })).toEqual(new Set([4]));
});

it('takes presets as they are', () => {
  expect(runnersOf(['relu', 'batch-norm'], {}).map(({ config }) => config.seed)).toEqual([0, 13]);
});
