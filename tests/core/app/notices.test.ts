// What the user is called back for: each alarm and each end once.
import { expect, it } from 'vitest';
import { Notices } from '../../../src/core/app/notices.js';
import type { GradtopEvent } from '../../../src/core/run/events.js';

const finding = (level: string): GradtopEvent =>
  ({ type: 'finding', runId: 'r', rule: 'vanishing', level, message: 'gradient vanishes' }) as GradtopEvent;
const end = { type: 'end', runId: 'r', reason: 'completed' } as GradtopEvent;

it('names a rule at its first alarm, and the end', () => {
  const notices = new Notices();
  expect(notices.of([finding('warning')], 'relu')).toBeNull();
  expect(notices.of([finding('alarm')], 'relu')).toBe('relu: gradient vanishes');
  expect(notices.of([finding('cleared'), finding('alarm')], 'relu')).toBeNull();
  expect(notices.of([end], 'relu')).toBe('relu: completed');
  expect(notices.of([end], 'relu')).toBeNull();
});
