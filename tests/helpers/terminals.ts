// Fourteen terminals: the environment in which each starts a program, and what a program says to it besides drawing.

export interface ScriptedTerminal {
  readonly name: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const XTERM = { TERM: 'xterm-256color' };

export const FOURTEEN: readonly ScriptedTerminal[] = [
  { name: 'xterm', env: { ...XTERM, XTERM_VERSION: 'XTerm(390)' } },
  {
    name: 'tmux',
    env: { TERM: 'tmux-256color', TERM_PROGRAM: 'tmux', TERM_PROGRAM_VERSION: '3.4', TMUX: '/tmp/t,1,0' },
  },
  { name: 'screen', env: { TERM: 'screen-256color', STY: '1.pts-0' } },
  { name: 'linux console', env: { TERM: 'linux' } },
  { name: 'kitty', env: { TERM: 'xterm-kitty', KITTY_WINDOW_ID: '1' } },
  { name: 'Ghostty', env: { TERM: 'xterm-ghostty', TERM_PROGRAM: 'ghostty', TERM_PROGRAM_VERSION: '1.2.0' } },
  { name: 'WezTerm', env: { ...XTERM, TERM_PROGRAM: 'WezTerm', TERM_PROGRAM_VERSION: '20250710-123456-abcdef' } },
  { name: 'iTerm2', env: { ...XTERM, TERM_PROGRAM: 'iTerm.app', TERM_PROGRAM_VERSION: '3.6.6' } },
  { name: 'Windows Terminal', env: { ...XTERM, WT_SESSION: '00000000-0000-0000-0000-000000000000' } },
  { name: 'VS Code', env: { ...XTERM, TERM_PROGRAM: 'vscode', TERM_PROGRAM_VERSION: '1.99.0' } },
  { name: 'foot', env: { TERM: 'foot' } },
  { name: 'Alacritty', env: { TERM: 'alacritty', ALACRITTY_WINDOW_ID: '1' } },
  { name: 'mosh', env: { ...XTERM, NCURSES_NO_UTF8_ACS: '1' } },
  { name: 'dumb', env: { TERM: 'dumb' } },
];

/** Modes, queries and commands of the system, without cursor moves and colours; control characters in words. */
const SPOKEN =
  /\u001b\[[?>=][\d;]*[a-zA-Z]|\u001b\[\d*c|\u001b\[>q|\u001b\[\d+t|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b[P_][^\u001b]*\u001b\\|\u0007/g;

const WORDS: Readonly<Record<string, string>> = { '\u001b': 'ESC ', '\u0007': ' BEL' };

/** What the output says, each sequence once, in order. */
export const spoken = (output: string): string[] => [
  ...new Set(
    [...output.matchAll(SPOKEN)].map(([sequence]) =>
      sequence.replaceAll(/[\u001b\u0007]/g, (c) => WORDS[c] ?? c).trim(),
    ),
  ),
];
