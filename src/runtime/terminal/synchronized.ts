// Synchronized output: the terminal shows what lies between begin and end of an update at once (private mode 2026).

export const BEGIN_UPDATE = '\u001b[?2026h';
export const END_UPDATE = '\u001b[?2026l';

const TERMS = /^(?:xterm-kitty|xterm-ghostty|ghostty|alacritty|foot|contour|wezterm|rio)\b/;
const PROGRAMS = new Set(['WezTerm', 'ghostty', 'iTerm.app', 'vscode', 'contour', 'rio']);

/**
 * Whether the terminal is known to have it. Asking the terminal would be exact, but one without the request prints part of
 * it. A multiplexer in between is what counts: tmux and screen take the outer terminal's place.
 */
export function canSynchronize(environment: Readonly<Record<string, string | undefined>>): boolean {
  const { TERM = '', TERM_PROGRAM = '', TMUX, STY } = environment;
  if (TMUX !== undefined || STY !== undefined) return false;
  return TERMS.test(TERM) || PROGRAMS.has(TERM_PROGRAM);
}
