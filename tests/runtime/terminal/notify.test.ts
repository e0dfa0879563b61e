// Notifications: the sequence of each terminal, and nothing live in it.
import { expect, it } from 'vitest';
import { notification } from '../../../src/runtime/terminal/notify.js';

it.each([
  [{ TERM: 'xterm-kitty' }, '\u001b]99;;gradtop: relu: a, b\u001b\\'],
  [{ TERM: 'xterm-256color', TERM_PROGRAM: 'iTerm.app' }, '\u001b]9;gradtop: relu: a, b\u001b\\'],
  [{ TERM: 'xterm-ghostty' }, '\u001b]9;gradtop: relu: a, b\u001b\\'],
  [{ TERM: 'foot' }, '\u001b]777;notify;gradtop;relu: a, b\u001b\\'],
  [{ TERM: 'xterm-256color' }, '\u0007'],
  [{ TERM: 'tmux-256color', TERM_PROGRAM: 'iTerm.app', TMUX: 'x' }, '\u0007'],
])('%j', (environment, expected) => expect(notification('relu: a; b', environment)).toBe(expected));

it('removes escape codes that a log contains', () => {
  const sent = notification('a\u001b[2J\u0007b', { TERM: 'foot' });
  expect(sent.slice(2, -2)).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
});
