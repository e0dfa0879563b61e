// Keys as unambiguous sequences: CSI-u (kitty, and terminals that follow it) and xterm's modifyOtherKeys. Pure.

/** Bits of the modifier parameter minus one. */
const SHIFT = 1;
const CONTROL = 4;
const CAPS_LOCK = 64;
const NUM_LOCK = 128;
/** Modifiers that keep a key's meaning. With alt, super, hyper or meta a key has no meaning here. */
const HARMLESS = SHIFT | CONTROL | CAPS_LOCK | NUM_LOCK;
const RELEASED = '3';

/** Keys without a character of their own: numbers from Unicode's private use area. */
const KEYPAD: Readonly<Record<number, string>> = {
  57409: '.',
  57410: '/',
  57411: '*',
  57412: '-',
  57413: '+',
  57414: '\r',
  57415: '=',
  57417: 'left',
  57418: 'right',
  57419: 'up',
  57420: 'down',
  57421: 'pageup',
  57422: 'pagedown',
  57423: 'home',
  57424: 'end',
  57426: 'delete',
};
const KEYPAD_0 = 57399;
const isPrivate = (code: number): boolean => code >= 0xe000 && code <= 0xf8ff;

/**
 * `[99;5u`, `[27;5;99~`: the character that the key has in the usual encoding (Ctrl+C: U+0003), or its name. Null for another
 * sequence; empty for a key without meaning, or a released key.
 * @see https://sw.kovidgoyal.net/kitty/keyboard-protocol/ and https://invisible-island.net/xterm/modified-keys.html
 */
export function extendedKey(sequence: string): string | null {
  const [, code = '', shifted = '', modifiers = '1', event = ''] =
    /^\[(\d+)(?::(\d*))?(?::\d*)?(?:;(\d*)(?::(\d+))?)?(?:;[\d:]*)?u$/.exec(sequence) ?? [];
  if (code !== '') return event === RELEASED ? '' : keyOf(Number(code), Number(shifted), Number(modifiers || '1') - 1);
  const [, otherModifiers = '', other = ''] = /^\[27;(\d+);(\d+)~$/.exec(sequence) ?? [];
  return other === '' ? null : keyOf(Number(other), 0, Number(otherModifiers) - 1);
}

/** A function key's sequence without modifiers (`[1;5C`, `[3;2~`); empty for a released key. */
export function plainFunctionKey(sequence: string): string {
  const [, number = '', event = '', end = ''] = /^\[(\d+);\d*(?::(\d+))?([A-Z~])$/.exec(sequence) ?? [];
  if (end === '') return sequence;
  if (event === RELEASED) return '';
  return end === '~' ? `[${number}~` : `[${end}`;
}

function keyOf(code: number, shifted: number, modifiers: number): string {
  if ((modifiers & ~HARMLESS) !== 0 || code > 0x10ffff) return '';
  if (code >= KEYPAD_0 && code < KEYPAD_0 + 10) return String(code - KEYPAD_0);
  if (isPrivate(code)) return KEYPAD[code] ?? '';
  const shift = (modifiers & SHIFT) !== 0;
  if (code === 9 && shift) return 'shift-tab';
  const character = String.fromCodePoint(code);
  // As terminals have always encoded Ctrl: the low five bits.
  if ((modifiers & CONTROL) !== 0)
    return code >= 64 && code < 128 ? String.fromCharCode(code & 31) : code < 32 ? character : '';
  if (shift && shifted > 0) return String.fromCodePoint(shifted);
  const upper = shift !== ((modifiers & CAPS_LOCK) !== 0);
  // xterm sends the shifted character itself, which toUpperCase leaves unchanged.
  return upper ? character.toUpperCase() : character;
}
