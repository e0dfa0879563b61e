// What counts as read to its end.
import { expect, it } from 'vitest';
import { SETTLED_MS } from '../../../src/runtime/log/beats.js';
import { Unread } from '../../../src/runtime/watch/unread.js';

it('a file is read at its end; an open pipe, once it has been silent for a while', () => {
  const unread = new Unread();
  const [file, pipe] = [{}, {}];
  expect(unread.any(0)).toBe(false);
  unread.more(file);
  unread.more(pipe);
  unread.none(file);
  expect(unread.any(1e9)).toBe(true);
  unread.pausing(pipe, 1000);
  expect([unread.any(1000 + SETTLED_MS - 1), unread.any(1000 + SETTLED_MS)]).toEqual([true, false]);
  unread.more(pipe);
  expect(unread.any(1e9)).toBe(true);
  unread.none(pipe);
  expect(unread.any(0)).toBe(false);
});
