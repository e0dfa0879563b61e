// The bounded cache: what is used stays, the rest is dropped.
import { expect, it } from 'vitest';
import { RecentlyUsed } from '../../src/core/recentlyUsed.js';

it('keeps what is used, and drops the rest a generation at a time', () => {
  const cache = new RecentlyUsed<string>(2);
  for (const [key, value] of ['a', 'b', 'c'].entries()) cache.set(key, value);
  expect([0, 1, 2].map((key) => cache.get(key))).toEqual(['a', 'b', 'c']);
  // Only 1 is used from here on.
  for (let key = 3; key < 20; key += 1) {
    cache.set(key, `value ${key}`);
    expect(cache.get(1)).toBe('b');
  }
  expect(cache.get(0)).toBeUndefined();
});
