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
  57416: ',',
  57417: 'left',
  57418: 'right',
  57419: 'up',
  57420: 'down',
  57421: 'pageup',
  57422: 'pagedown',
  57423: 'home',
  57424: 'end',
  57425: 'insert',
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
  const [, code = '', shifted = '', base = '', modifiers = '1', event = '', text = ''] = CSI_U.exec(sequence) ?? [];
  if (code !== '') {
    const key = { code: Number(code), shifted: Number(shifted), base: Number(base), text: Number(text) };
    return event === RELEASED ? '' : keyOf(key, Number(modifiers || '1') - 1);
  }
  const [, otherModifiers = '', other = ''] = /^\[27;(\d+);(\d+)~$/.exec(sequence) ?? [];
  return other === '' ? null : keyOf({ code: Number(other), shifted: 0, base: 0, text: 0 }, Number(otherModifiers) - 1);
}

/** `code:shifted:base;modifiers:event;text`, of which all but the code may be absent; the text may have several characters. */
const CSI_U = /^\[(\d+)(?::(\d*))?(?::(\d*))?(?:;(\d*)(?::(\d+))?)?(?:;(\d*)[\d:]*)?u$/;

interface ReportedKey {
  /** Unicode, of the key without modifiers. */
  readonly code: number;
  /** With shift; 0: not reported, as below. */
  readonly shifted: number;
  /** At the same place of the US layout, for shortcuts on layouts without Latin letters. */
  readonly base: number;
  /** What the key types. */
  readonly text: number;
}

/** A function key's sequence without modifiers (`[1;5C`, `[3;2~`); empty for a released key. */
export function plainFunctionKey(sequence: string): string {
  const [, number = '', event = '', end = ''] = /^\[(\d+);\d*(?::(\d+))?([A-Z~])$/.exec(sequence) ?? [];
  if (end === '') return sequence;
  if (event === RELEASED) return '';
  return end === '~' ? `[${number}~` : `[${end}`;
}

function keyOf({ code, shifted, base, text }: ReportedKey, modifiers: number): string {
  if ((modifiers & ~HARMLESS) !== 0 || Math.max(code, shifted, base, text) > LAST) return '';
  if (code >= KEYPAD_0 && code < KEYPAD_0 + 10) return String(code - KEYPAD_0);
  if (isPrivate(code)) return KEYPAD[code] ?? '';
  const shift = (modifiers & SHIFT) !== 0;
  if (code === 9 && shift) return 'shift-tab';
  const character = String.fromCodePoint(code);
  if ((modifiers & CONTROL) !== 0) return controlOf(code >= 128 && base > 0 ? base : code);
  if (text >= 32) return String.fromCodePoint(text);
  if (shift && shifted > 0) return String.fromCodePoint(shifted);
  const upper = shift !== ((modifiers & CAPS_LOCK) !== 0);
  // xterm sends the shifted character itself, which toUpperCase leaves unchanged.
  return upper ? character.toUpperCase() : character;
}
/** The last code point of Unicode. */
const LAST = 0x10ffff;

/** As terminals have always encoded Ctrl: the low five bits. */
const controlOf = (code: number): string =>
  code >= 64 && code < 128 ? String.fromCharCode(code & 31) : code < 32 ? String.fromCodePoint(code) : '';
