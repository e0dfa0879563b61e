// Memory of removed runs goes back to the system once, after a quiet while.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { collectGarbage, MemoryRelease } from '../../src/runtime/memory.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('waits until nothing more is removed, and collects once', () => {
  const collect = vi.fn();
  const release = new MemoryRelease(collect);
  for (let i = 0; i < 5; i += 1) {
    release.soon();
    vi.advanceTimersByTime(1000);
  }
  expect(collect).not.toHaveBeenCalled();
  vi.advanceTimersByTime(60_000);
  expect(collect).toHaveBeenCalledTimes(1);
});

it('does nothing after the end', () => {
  const collect = vi.fn();
  const release = new MemoryRelease(collect);
  release.soon();
  release.close();
  vi.advanceTimersByTime(60_000);
  expect(collect).not.toHaveBeenCalled();
});

it('collects unreferenced objects on this Node', async () => {
  vi.useRealTimers();
  const big = (() => new WeakRef(new Array<number>(1e6).fill(0.5)))();
  // A weak reference keeps its target until the job that created it ends.
  await new Promise((resolve) => setImmediate(resolve));
  expect(await collectGarbage()).toBe(true);
  expect(big.deref()).toBeUndefined();
});
