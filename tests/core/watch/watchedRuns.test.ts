// The runs behind `--until-end` without a screen.
import { expect, it } from 'vitest';
import { WatchedRuns } from '../../../src/core/watch/watchedRuns.js';

const step = (runs: WatchedRuns, runId: string, at = 1): void =>
  runs.take({ type: 'events', runId, events: [{ type: 'step', runId, step: at, loss: 1 }] });
const seen = (runs: WatchedRuns): string[] => runs.all.map(({ runId, step: at, status }) => `${runId} ${at} ${status}`);

it('keeps a run whose id a later one shares, and more runs than fit on a screen', () => {
  const runs = new WatchedRuns();
  runs.take({
    type: 'events',
    runId: 'run-1',
    events: [{ type: 'end', runId: 'run-1', step: 0, reason: 'completed' }],
  });
  step(runs, 'run-1 (2)');
  for (let i = 0; i < 20; i += 1) step(runs, `other ${i}`);
  for (let i = 0; i < 20; i += 1) step(runs, `other ${i}`, 2);
  expect(seen(runs).slice(0, 3)).toEqual(['run-1 0 ended', 'run-1 (2) 1 running', 'other 0 2 running']);
  expect(seen(runs)).toHaveLength(22);
});

it('ends runs and forgets those of a log that begins again', () => {
  const runs = new WatchedRuns();
  for (const runId of ['a', 'b', 'c']) step(runs, runId);
  runs.take({ type: 'writerEnded', runIds: ['b', 'none'] });
  runs.take({ type: 'forget', runIds: ['a'] });
  expect(seen(runs)).toEqual(['b 1 ended', 'c 1 running']);
  step(runs, 'a', 5);
  expect(seen(runs).at(-1)).toBe('a 5 running');
});
