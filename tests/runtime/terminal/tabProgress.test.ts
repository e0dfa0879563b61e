// Progress in the tab as a sequence.
import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { beyondTmux, terminalOf } from '../../../src/runtime/terminal/identity.js';
import { tabProgress, tabProgressIn } from '../../../src/runtime/terminal/tabProgress.js';
import { tmuxClient } from '../../../src/runtime/tmux.js';
import { scratch } from '../../helpers/scratch.js';

it('sends the state and whole per cent', () => {
  expect(tabProgress({ fraction: 0.254, state: 'running' })).toBe('\u001b]9;4;1;25\u001b\\');
  expect(tabProgress({ fraction: 1, state: 'failed' })).toBe('\u001b]9;4;2;100\u001b\\');
  expect(tabProgress(null)).toBe('\u001b]9;4;0;0\u001b\\');
});

const { at } = scratch('tmux');
const TMUX = { TMUX: '/tmp/t,1,0', TMUX_PANE: '%3', TERM: 'tmux-256color' };

it.each([
  ['iTerm2 3.6.6', true],
  ['iTerm2 3.6.5', false],
  ['ghostty 1.2.0', true],
  ['WezTerm 20250710-123456-abcdef', true],
  ['WezTerm 20240203-110809-5046fc22', false],
  ['VTE(8000)', true],
  ['kitty(0.42.1)', false],
  ['XTerm(390)', false],
  ['tmux 3.4', false],
  ['', false],
])('beyond tmux in %j: %s', (client, progress) => {
  const terminal = beyondTmux(terminalOf(TMUX), client);
  expect([terminal.name, terminal.progress]).toEqual(['tmux', progress]);
});

it('goes through tmux in its envelope', () => {
  const terminal = beyondTmux(terminalOf(TMUX), 'ghostty 1.2.0');
  expect(tabProgressIn(terminal, { fraction: 0.5, state: 'running' })).toBe(
    '\u001bPtmux;\u001b\u001b]9;4;1;50\u001b\u001b\\\u001b\\',
  );
  expect(tabProgressIn(terminalOf({ WT_SESSION: 'x', TERM: 'xterm' }), 'busy')).toBe('\u001b]9;4;3;0\u001b\\');
});

/** A `tmux` that answers so. */
function environmentWith(answer: string): Readonly<Record<string, string>> {
  writeFileSync(
    at('tmux'),
    `#!/bin/sh\n[ "$1 $2 $3 $4" = "display-message -p -t %3" ] && printf '%s\\n' '${answer}'\n`,
  );
  chmodSync(at('tmux'), 0o755);
  return { ...TMUX, PATH: path.dirname(at('tmux')) };
}

it.runIf(process.platform !== 'win32').each([
  ['1 ghostty 1.2.0', 'ghostty 1.2.0'],
  ['on iTerm2 3.6.6', 'iTerm2 3.6.6'],
  ['0 ghostty 1.2.0', null],
  ['1 ', null],
  ['', null],
])('tmux answers %j', (answer, client) => {
  expect(tmuxClient(environmentWith(answer))).toBe(client);
});

it('asks no tmux outside of it', () => {
  const { PATH = '' } = environmentWith('1 ghostty 1.2.0');
  expect(tmuxClient({ PATH, TERM: 'tmux-256color' })).toBeNull();
  expect(tmuxClient({ ...TMUX, PATH: '/nowhere' })).toBeNull();
});
