// The sequences that take the screen and give it back.
import { MOUSE_OFF, MOUSE_ON } from './mouse.js';

// 2004: bracketed paste, so that pasted text does not press keys.
const ENTER = '\u001b[?1049h\u001b[?2004h\u001b[?25l\u001b[0m\u001b[2J\u001b[H';
const LEAVE = '\u001b[0m\u001b[?2004l\u001b[?25h\u001b[?1049l';
const FOCUS_ON = '\u001b[?1004h';
const FOCUS_OFF = '\u001b[?1004l';

/** The events besides keys that the terminal is asked to report. */
export interface TerminalReports {
  readonly mouse: boolean;
  /** Changes of the keyboard focus of its window. */
  readonly focus: boolean;
  /** What clears the progress in its tab; absent: it shows none. */
  readonly tab?: string;
  /** What to ask for images once, and what removes all of them. */
  readonly images?: { readonly query: string; readonly clear: string };
  /** Take the keys only: no screen, no mode. */
  readonly keysAlone?: boolean;
}
export const KEYS_ALONE: TerminalReports = { mouse: false, focus: false };

/** What takes the screen, and what gives it back. */
export function sequencesOf({ mouse, focus, images, tab = '', keysAlone = false }: TerminalReports): {
  readonly on: string;
  readonly off: string;
} {
  if (keysAlone) return { on: '', off: '' };
  return {
    on: ENTER + (mouse ? MOUSE_ON : '') + (focus ? FOCUS_ON : ''),
    off: (images?.clear ?? '') + tab + (focus ? FOCUS_OFF : '') + (mouse ? MOUSE_OFF : '') + LEAVE,
  };
}
