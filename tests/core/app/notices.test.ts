// Notices: one for each alarm and each end.
import { expect, it } from 'vitest';
import { noticeInWords, Notices } from '../../../src/core/app/notices.js';
import type { GradtopEvent } from '../../../src/core/run/events.js';

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
