// Work in small parts: in beats, and given up.
import { expect, it } from 'vitest';
import { atOnce, inBeats, type Gradual } from '../../../src/runtime/log/gradual.js';

/** Ten parts of `ms` milliseconds each, on a clock that only they and its sleeps move. */
function worker(ms: number) {
  const { signal, abort } = { signal: new AbortController(), abort: { after: Infinity } };
  let [now, slept, closed] = [0, 0, false];
  const clock = {
    now: () => now,
    sleep: () => {
      slept += 1;
      if (slept >= abort.after) signal.abort();
      return Promise.resolve();
    },
  };
  function* work(): Gradual<string | null> {
    try {
      for (let part = 0; part < 10; part += 1) {
        now += ms;
        yield;
      }
      return 'done';
    } finally {
      closed = true;
    }
  }
  return { work, clock, signal: signal.signal, abort, slept: () => slept, closed: () => closed };
}

it.each([
  [1, 1],
  [4, 3],
  [25, 10],
])('parts of %d ms: %d pauses', async (ms, pauses) => {
  const one = worker(ms);
  expect(await inBeats(one.work(), one)).toBe('done');
  expect([one.slept(), one.closed()]).toEqual([pauses, true]);
  expect(atOnce(worker(ms).work())).toBe('done');
});

it('gives up when the signal aborts, and closes what is open', async () => {
  const one = worker(25);
  one.abort.after = 2;
  expect(await inBeats(one.work(), one)).toBeNull();
  expect([one.slept(), one.closed()]).toEqual([2, true]);
});
