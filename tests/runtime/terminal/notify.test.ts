// Notifications: the sequence of each form, and nothing live in it.
import { expect, it } from 'vitest';
import { notification } from '../../../src/runtime/terminal/notify.js';

it.each([
  [99, '\u001b]99;;gradtop: relu: a, b\u001b\\'],
  [9, '\u001b]9;gradtop: relu: a, b\u001b\\'],
  [777, '\u001b]777;notify;gradtop;relu: a, b\u001b\\'],
  ['bell', '\u0007'],
] as const)('%s', (form, expected) => expect(notification('relu: a; b', form)).toBe(expected));

it('removes escape codes that a log contains', () => {
  const sent = notification('a\u001b[2J\u0007b', 777);
  expect(sent.slice(2, -2)).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
});
