// Synchronized output: the terminal shows an update at once between its begin and end marks (private mode 2026).

export const BEGIN_UPDATE = '\u001b[?2026h';
export const END_UPDATE = '\u001b[?2026l';

const TERMS = /^(?:xterm-kitty|xterm-ghostty|ghostty|alacritty|foot|contour|wezterm|rio)\b/;
const PROGRAMS = new Set(['WezTerm', 'ghostty', 'iTerm.app', 'vscode', 'contour', 'rio']);

/**
 * Whether the terminal is known to support it. A query would be exact, but some terminals print part of a query that they do not
 * know. Inside tmux or screen the multiplexer decides, not the outer terminal.
 */
export function canSynchronize(environment: Readonly<Record<string, string | undefined>>): boolean {
  const { TERM = '', TERM_PROGRAM = '', TMUX, STY } = environment;
  if (TMUX !== undefined || STY !== undefined) return false;
  return TERMS.test(TERM) || PROGRAMS.has(TERM_PROGRAM);
}
