// Progress in the tab as a sequence.
import { expect, it } from 'vitest';
import { tabProgress } from '../../../src/runtime/terminal/tabProgress.js';

it('sends the state and whole per cent', () => {
  expect(tabProgress({ fraction: 0.254, state: 'running' })).toBe('\u001b]9;4;1;25\u001b\\');
  expect(tabProgress({ fraction: 1, state: 'failed' })).toBe('\u001b]9;4;2;100\u001b\\');
  expect(tabProgress(null)).toBe('\u001b]9;4;0;0\u001b\\');
});
