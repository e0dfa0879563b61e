// The terminal by its environment: what lies between counts first, then TERM, then variables that can be inherited.
import { expect, it } from 'vitest';
import { colourDepth } from '../../../src/runtime/terminal/colour.js';
import { imagesIn, terminalOf } from '../../../src/runtime/terminal/identity.js';
import { FOURTEEN } from '../../helpers/terminals.js';

it.each(FOURTEEN)('$name', ({ name, env }) => expect(terminalOf(env).name).toBe(name));

it.each([
  ['tmux', { TERM: 'xterm-kitty', TMUX: 'x' }],
  ['tmux', { TERM: 'tmux-256color' }],
  ['screen', { TERM: 'xterm-256color', STY: 'x', TERM_PROGRAM: 'iTerm.app' }],
  ['dumb', { TERM: 'dumb', TERM_PROGRAM: 'vscode' }],
  ['foot', { TERM: 'foot', KITTY_WINDOW_ID: '1' }],
  ['VS Code', { TERM: 'xterm-256color', TERM_PROGRAM: 'vscode', KITTY_WINDOW_ID: '1', VTE_VERSION: '8000' }],
  ['Alacritty', { TERM: 'xterm-256color', ALACRITTY_WINDOW_ID: '1' }],
  ['xterm', {}],
])('%s: %j', (name, env) => expect(terminalOf(env).name).toBe(name));

it.each([
  [{ WT_SESSION: 'x' }, true],
  [{ ConEmuANSI: 'ON' }, true],
  [{ TERM_PROGRAM: 'iTerm.app', TERM_PROGRAM_VERSION: '3.6.10' }, true],
  [{ TERM_PROGRAM: 'iTerm.app', TERM_PROGRAM_VERSION: '3.6.5' }, false],
  [{ TERM_PROGRAM: 'ghostty', TERM_PROGRAM_VERSION: '1.1.3' }, false],
  [{ TERM_PROGRAM: 'WezTerm', TERM_PROGRAM_VERSION: '20240203-110809-5046fc22' }, false],
  [{ TERM_PROGRAM: 'WezTerm' }, false],
  [{ TERM_PROGRAM: 'vscode', TERM_PROGRAM_VERSION: '1.96.4' }, false],
  [{ VTE_VERSION: '8001' }, true],
  [{ VTE_VERSION: '7600' }, false],
  [{ WT_SESSION: 'x', TMUX: '/tmp/tmux' }, false],
])('progress in the tab of %j: %s', (env, expected) => expect(terminalOf(env).progress).toBe(expected));

it('knows links of tmux from 3.4 on', () => {
  const links = (version: string): boolean =>
    terminalOf({ TMUX: 'x', TERM_PROGRAM: 'tmux', TERM_PROGRAM_VERSION: version }).links;
  expect([links('3.3a'), links('3.4'), links('3.5a')]).toEqual([false, true, true]);
});

it('gives terminals that have all colours all of them, unless the environment says otherwise', () => {
  expect(colourDepth({ TERM: 'xterm-256color', TERM_PROGRAM: 'vscode' }, true)).toBe('truecolor');
  expect(colourDepth({ TERM: 'xterm-256color', TERM_PROGRAM: 'vscode', NO_COLOR: '1' }, true)).toBe('none');
  expect(colourDepth({ TERM: 'xterm-256color', VTE_VERSION: '7600', TMUX: 'x' }, true)).toBe('256');
});

const ASKED = { since: { name: 'kitty', version: '0.40.0' } };
it.each([
  ['auto', {}, 'kitty'],
  ['auto', { SSH_CONNECTION: '10.0.0.1 5 10.0.0.2 22' }, ASKED],
  ['auto', { TMUX: '/tmp/t,1,0' }, null],
  ['always', { SSH_TTY: '/dev/pts/0' }, 'kitty'],
  ['always', { TMUX: '/tmp/t,1,0' }, null],
  ['never', {}, null],
  ['octants', {}, {}],
  ['octants', { TMUX: '/tmp/t,1,0' }, {}],
] as const)('draws images %s, in %j: %s', (when, more, form) => {
  expect(imagesIn({ TERM: 'xterm-kitty', ...more }, when)).toEqual(form);
});

it.each([
  [{ VTE_VERSION: '7800' }, {}],
  [{ VTE_VERSION: '7603' }, null],
  [{ TERM: 'foot' }, { since: { name: 'foot', version: '1.20.0' } }],
  [{ TERM: 'xterm-kitty', TERM_PROGRAM_VERSION: '1.99.0' }, ASKED],
  [{ TERM_PROGRAM: 'ghostty', TERM_PROGRAM_VERSION: '1.2.3' }, {}],
  [{ TERM_PROGRAM: 'ghostty', TERM_PROGRAM_VERSION: '1.1.3' }, null],
  [{ TERM: 'xterm-ghostty', SSH_TTY: '/dev/pts/1' }, { since: { name: 'Ghostty', version: '1.2.0' } }],
  [{ TERM: 'xterm-kitty', TMUX: 'x' }, null],
  [{ TERM: 'alacritty' }, null],
  [{ TERM: 'xterm-256color' }, null],
])('octants in %j: %j', (env, octants) => {
  expect(terminalOf(env).octants).toEqual(octants);
  expect(imagesIn({ ...env, SSH_TTY: '/dev/pts/1' }, 'auto')).toEqual(octants);
});
