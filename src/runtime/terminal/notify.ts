// Desktop notifications through the terminal: OSC 9 (iTerm2), 777 (urxvt, foot) or 99 (kitty), else the bell.
import { sanitizeLine } from '../../core/text/sanitize.js';

/** `unfocused`: only while the window does not have the keyboard, if the terminal reports that (mode 1004). */
export const NOTIFY_WHEN = ['unfocused', 'always', 'never'] as const;
export type NotifyWhen = (typeof NOTIFY_WHEN)[number];

const BELL = '\u0007';
const END = '\u001b\\';
const NINE = /^(?:iTerm\.app|WezTerm|ghostty)$/;
const SEVENS = /^(?:foot|contour|rxvt-unicode)/;

/** The bytes that make this terminal notify. A multiplexer passes on only the bell. */
export function notification(text: string, environment: Readonly<Record<string, string | undefined>>): string {
  const { TERM = '', TERM_PROGRAM = '', TMUX, STY } = environment;
  // Semicolons separate the fields of these sequences.
  const words = sanitizeLine(text, 200).replaceAll(';', ',');
  if (TMUX !== undefined || STY !== undefined) return BELL;
  if (TERM === 'xterm-kitty') return `\u001b]99;;gradtop: ${words}${END}`;
  if (NINE.test(TERM_PROGRAM) || TERM === 'xterm-ghostty') return `\u001b]9;gradtop: ${words}${END}`;
  if (SEVENS.test(TERM)) return `\u001b]777;notify;gradtop;${words}${END}`;
  return BELL;
}
