// Thinned lists: bounded, evenly strided, first and newest always there.
import { describe, expect, it } from 'vitest';
import { appendThinned, latestAtOrBefore, newThinning } from '../../../src/core/run/thinning.js';
import { fc } from '../../helpers/property.js';

describe('appendThinned', () => {
  it('keeps the first, the last, and multiples of the stride, within the limit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 2, max: 40 }), (count, entries) => {
        const list: number[] = [];
        const thinning = newThinning();
        for (let i = 0; i < count; i += 1) {
          appendThinned(list, i, thinning, { entries });
          if (list.length > entries || list[0] !== 0 || list.at(-1) !== i)
            expect.fail(`${list.length} entries, ${list[0]} .. ${list.at(-1)}`);
        }
        expect(list.slice(0, -1).filter((kept) => kept % thinning.stride !== 0)).toEqual([]);
        // No gap: all multiples below the last are present.
        expect(list.length).toBe(Math.ceil((count - 1) / thinning.stride) + 1);
      }),
    );
  });

  it('keeps within a limit of weight, down to the first and the last', () => {
    const list: { size: number }[] = [];
    const thinning = newThinning();
    const limit = { entries: 100, weight: { total: 10, weigh: (entry: { size: number }) => entry.size } };
    for (let i = 0; i < 50; i += 1) appendThinned(list, { size: 3 }, thinning, limit);
    expect(list.length).toBeLessThanOrEqual(3);
    for (let i = 0; i < 5; i += 1) appendThinned(list, { size: 1000 }, thinning, limit);
    expect(list).toHaveLength(2);
    expect(list[0]).toEqual({ size: 3 });
  });
});

describe('latestAtOrBefore', () => {
  const list = [{ step: 2 }, { step: 5 }, { step: 9 }];
  it.each([
    [1, undefined],
    [2, 2],
    [4, 2],
    [5, 5],
    [8, 5],
    [100, 9],
  ])('at step %i finds %s', (step, found) => {
    expect(latestAtOrBefore(list, step)?.step).toBe(found);
  });
  it('finds nothing in an empty list', () => {
    expect(latestAtOrBefore([], 3)).toBeUndefined();
  });
});
