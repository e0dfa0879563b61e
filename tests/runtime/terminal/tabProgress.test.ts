// Progress in the tab: only for terminals that are known to show it, since others take the sequence for a notification.
import { expect, it } from 'vitest';
import { hasTabProgress, tabProgress } from '../../../src/runtime/terminal/tabProgress.js';

it.each([
  [{ WT_SESSION: 'x' }, true],
  [{ ConEmuANSI: 'ON' }, true],
  [{ TERM_PROGRAM: 'iTerm.app', TERM_PROGRAM_VERSION: '3.6.1' }, true],
  [{ TERM_PROGRAM: 'iTerm.app', TERM_PROGRAM_VERSION: '3.5.14' }, false],
  [{ TERM_PROGRAM: 'ghostty', TERM_PROGRAM_VERSION: '1.2.0' }, true],
  [{ TERM_PROGRAM: 'WezTerm', TERM_PROGRAM_VERSION: '20240203-110809-5046fc22' }, false],
  [{ TERM_PROGRAM: 'WezTerm' }, false],
  [{ VTE_VERSION: '8001' }, true],
  [{ VTE_VERSION: '7600' }, false],
  [{ TERM: 'xterm-256color' }, false],
  [{ TERM: 'dumb' }, false],
  [{ WT_SESSION: 'x', TMUX: '/tmp/tmux' }, false],
])('%j: %s', (environment, expected) => expect(hasTabProgress(environment)).toBe(expected));

it('sends the state and whole per cent', () => {
  expect(tabProgress({ fraction: 0.254, state: 'running' })).toBe('\u001b]9;4;1;25\u001b\\');
  expect(tabProgress({ fraction: 1, state: 'failed' })).toBe('\u001b]9;4;2;100\u001b\\');
  expect(tabProgress(null)).toBe('\u001b]9;4;0;0\u001b\\');
});
