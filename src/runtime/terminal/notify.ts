// Desktop notifications through the terminal: OSC 9 (iTerm2), 777 (urxvt, foot) or 99 (kitty), else the bell.
import { sanitizeLine } from '../../core/text/sanitize.js';
import type { NotifyForm } from './identity.js';

/** `unfocused`: only while the window does not have the keyboard, if the terminal reports that (mode 1004). */
export const NOTIFY_WHEN = ['unfocused', 'always', 'never'] as const;
export type NotifyWhen = (typeof NOTIFY_WHEN)[number];

const BELL = '\u0007';
const END = '\u001b\\';

/** The bytes that make a terminal notify. */
export function notification(text: string, form: NotifyForm): string {
  // Semicolons separate the fields of these sequences.
  const words = sanitizeLine(text, 200).replaceAll(';', ',');
  if (form === 99) return `\u001b]99;;gradtop: ${words}${END}`;
  if (form === 9) return `\u001b]9;gradtop: ${words}${END}`;
  if (form === 777) return `\u001b]777;notify;gradtop;${words}${END}`;
  return BELL;
}
