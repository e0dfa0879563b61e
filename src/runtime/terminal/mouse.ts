// Mouse reports of the terminal in SGR form (mode 1006). Of the older form only the length is known, to skip it. Pure.
import type { PointerEvent } from '../../core/screen/pointer.js';

/** Buttons, motion with a button down, any motion: the terminal uses the last mode that it knows. 1006 selects SGR sequences. */
const MODES = ['1000', '1002', '1003', '1006'] as const;
export const MOUSE_ON = MODES.map((mode) => `\u001b[?${mode}h`).join('');
export const MOUSE_OFF = MODES.toReversed()
  .map((mode) => `\u001b[?${mode}l`)
  .join('');

/** Characters after `ESC [ M` in the form without mode 1006: button, column, row. */
export const OLD_REPORT = 3;

const MOTION = 32;
const WHEEL = 64;
/** Buttons 8 to 11. */
const EXTRA = 128;
/** Low bits with no button down. */
const NONE = 3;

/** `[<0;12;5M`. Null if it is not a mouse report; undefined for other buttons and a sideways wheel, which have no meaning here. */
export function mouseReport(sequence: string): PointerEvent | null | undefined {
  const [, bits = '', column = '', row = '', end = ''] = /^\[<(\d+);(\d+);(\d+)([Mm])$/.exec(sequence) ?? [];
  if (end === '') return null;
  const code = Number(bits);
  const button = code & 3;
  const at = { x: Number(column) - 1, y: Number(row) - 1, turn: 0 as const };
  if ((code & EXTRA) !== 0 || at.x < 0 || at.y < 0) return undefined;
  if ((code & WHEEL) !== 0) return button > 1 ? undefined : { ...at, kind: 'wheel', turn: button === 0 ? -1 : 1 };
  if ((code & MOTION) !== 0)
    return button === NONE ? { ...at, kind: 'move' } : button === 0 ? { ...at, kind: 'drag' } : undefined;
  if (button !== 0) return undefined;
  return { ...at, kind: end === 'M' ? 'press' : 'release' };
}
