// Names of keys, as the terminal layer spells them.
import { textWidth } from '../text/width.js';

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];
/** In the usual encoding these are backspace, enter and tab. */
const SAME_BYTE = new Set(['h', 'i', 'j', 'm']);

/** Keys with a name of their own. Any other key is named by its character. */
export const NAMED_KEYS: readonly string[] = [
  ...['space', 'enter', 'tab', 'shift-tab', 'esc', 'backspace', 'delete', 'insert'],
  ...['up', 'down', 'left', 'right', 'home', 'end', 'pageup', 'pagedown'],
  ...Array.from({ length: 12 }, (_, i) => `f${i + 1}`),
  ...LETTERS.filter((letter) => !SAME_BYTE.has(letter)).map((letter) => `ctrl-${letter}`),
];

/** A printable character other than the space, in one cell. */
export const isCharacter = (key: string): boolean =>
  [...key].length === 1 && !/[\s\p{C}]/u.test(key) && textWidth(key) === 1;

/** A character that a field takes: also one of two cells. */
export const isTyped = (key: string): boolean => [...key].length === 1 && !/[\s\p{C}]/u.test(key) && textWidth(key) > 0;

/** Names that other programs use. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  pgup: 'pageup',
  pgdn: 'pagedown',
  pgdown: 'pagedown',
  escape: 'esc',
  return: 'enter',
  del: 'delete',
  ins: 'insert',
  bksp: 'backspace',
  backtab: 'shift-tab',
};

/** The name that another spelling means, for a suggestion; the spelling itself if none is known. */
export const usualName = (key: string): string => ELSEWHERE[key.toLowerCase()] ?? key;

export const isKeyName = (key: string): boolean => NAMED_KEYS.includes(key) || isCharacter(key);
