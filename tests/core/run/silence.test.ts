// How long a run has been without a step, on a clock that is an argument.
import { expect, it } from 'vitest';
import { measureSilence } from '../../../src/core/run/speed.js';
import { runEvent, stepEvent } from './events.js';
import { runOf } from '../../ui/panels/views.js';

/** Looks each second from `from` to `to`. */
const watch = (run: ReturnType<typeof runOf>, from: number, to: number, expectedMs = 0): number | null => {
  for (let second = from; second <= to; second += 1) measureSilence(run, 1000 * second, expectedMs);
  return run.silentSeconds;
};
const begun = (): ReturnType<typeof runOf> => runOf([runEvent({}, {}), stepEvent(1)]);

it('is counted from five seconds on, and ends with the next step', () => {
  const run = begun();
  expect(watch(run, 0, 4)).toBeNull();
  expect(watch(run, 5, 7)).toBe(7);
  run.step = 2;
  expect(watch(run, 8, 8)).toBeNull();
});

it('is not counted at a live pace slower than that', () => {
  const run = begun();
  expect(watch(run, 0, 25, 10_000)).toBeNull();
  expect(watch(run, 26, 30, 10_000)).toBe(30);
});

it('is not counted for a paused run, nor while the reader was stopped', () => {
  const run = begun();
  run.status = 'paused';
  expect(watch(run, 0, 20)).toBeNull();
  run.status = 'running';
  expect(watch(run, 21, 24)).toBeNull();
  expect(watch(run, 60, 62)).toBeNull();
  expect(watch(run, 63, 66)).toBe(6);
});

it('a long silence changes every ten seconds, then every minute, so that a quiet run redraws seldom', () => {
  const run = begun();
  const seen = new Set<number | null>();
  for (let second = 0; second <= 420; second += 1) seen.add(watch(run, second, second));
  expect([...seen].slice(-3)).toEqual([300, 360, 420]);
  expect(seen.size).toBeLessThan(60);
});
