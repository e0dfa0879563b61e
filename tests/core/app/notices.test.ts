// Notices: one for each alarm and each end.
import { expect, it } from 'vitest';
import { noticeInWords, Notices } from '../../../src/core/app/notices.js';
import { applyEvent, createRunState } from '../../../src/core/run/applyEvent.js';
import type { GradtopEvent } from '../../../src/core/run/events.js';
import type { RunState } from '../../../src/core/run/runState.js';

const finding = (level: string): GradtopEvent =>
  ({ type: 'finding', runId: 'r', rule: 'vanishing', step: 3, level, message: 'gradient vanishes' }) as GradtopEvent;
const end = { type: 'end', runId: 'r', step: 9, reason: 'completed' } as GradtopEvent;

it('names a rule at its first alarm, and the end', () => {
  const notices = new Notices();
  const words = (event: GradtopEvent): string[] => notices.of([event], 'relu').map(noticeInWords);
  expect(words(finding('warning'))).toEqual([]);
  expect(words(finding('alarm'))).toEqual(['relu: gradient vanishes']);
  expect([...words(finding('cleared')), ...words(finding('alarm'))]).toEqual([]);
  expect(words(end)).toEqual(['relu: completed']);
  expect(words(end)).toEqual([]);
});

it('an alarm has its rule, an end its reason, both have run and step', () => {
  const [alarm, ended] = new Notices().of([finding('alarm'), end], 'relu');
  expect(alarm).toMatchObject({ kind: 'alarm', runId: 'r', what: 'vanishing', step: 3 });
  expect(ended).toMatchObject({ kind: 'end', what: 'completed', step: 9 });
});

/** A run of another program whose losses are these. */
function foreign(losses: readonly number[]): RunState {
  const run = createRunState('r', null);
  applyEvent(run, { type: 'run', runId: 'r', schema: 1, name: 'torch', totalSteps: 1000 });
  losses.forEach((loss, i) => applyEvent(run, { type: 'step', runId: 'r', step: i + 1, loss }));
  return run;
}
const notify = (notices: Notices, run: RunState): string[] => notices.ofWatched(run, 'torch').map(noticeInWords);

it('names an alarm in the log of another program once', () => {
  const notices = new Notices();
  const losses = Array.from({ length: 60 }, (_, i) => 1 - i / 100);
  expect(notify(notices, foreign(losses))).toEqual([]);
  const run = foreign([...losses, NaN, NaN]);
  expect(notify(notices, run)).toEqual([expect.stringMatching(/^torch: .*(NaN|finite)/)]);
  expect(notify(notices, run)).toEqual([]);
});

it('names a writer that has gone quiet, again only after it has written, and not if the log was old at the start', () => {
  const notices = new Notices();
  const run = foreign([1, 0.9, 0.8]);
  run.silentSeconds = 3600;
  expect(notify(notices, run)).toEqual([]);
  run.silentSeconds = null;
  expect(notify(notices, run)).toEqual([]);
  for (const expected of [/nothing new for .*: last step 3 of 1000/, null]) {
    run.silentSeconds = 60;
    expect(notify(notices, run)).toEqual(expected === null ? [] : [expect.stringMatching(expected)]);
  }
  run.silentSeconds = null;
  notify(notices, run);
  run.silentSeconds = 60;
  expect(notices.ofWatched(run, 'torch')).toMatchObject([{ kind: 'alarm', what: 'quiet', step: 3 }]);
});

it('names a training process that has failed as an end, once', () => {
  const notices = new Notices();
  const run = foreign([1]);
  run.failure = 'exit code 1: no memory';
  expect(notices.ofFailure(run, 'relu')).toMatchObject([{ kind: 'end', what: 'crashed', text: run.failure }]);
  expect(notices.of([end], 'relu')).toEqual([]);
});
