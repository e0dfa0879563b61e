// The palette as a list: key, name and description of each action that matches the typed text.
import type { Findable } from '../../core/keys/find.js';
import { sanitizeLine } from '../../core/text/sanitize.js';
import { textWidth } from '../../core/text/width.js';
import { shorten } from '../paint/words.js';
import type { Look } from '../themes/theme.js';
import type { OverlayBox, OverlayLine } from './frame.js';

export interface PaletteList {
  readonly found: readonly Findable[];
  readonly text: string;
  readonly chosen: number;
  readonly size: { readonly columns: number; readonly rows: number };
}

/** Wide enough for most descriptions. */
const WIDEST = 96;
/** Rows and columns of the box around its lines. */
const AROUND = { rows: 5, columns: 6 } as const;
const NAME = 16;
const KEY = 9;

/** With blanks up to a width in cells. */
const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - textWidth(text)));

/** The box keeps its size while the list gets shorter. */
export function paletteBox({ found, text, chosen, size }: PaletteList, { theme, ascii }: Look): OverlayBox {
  const room = Math.max(1, size.rows - AROUND.rows);
  const width = Math.min(WIDEST, size.columns - AROUND.columns);
  const lines = found.map(({ id, keys, label, disabled }, at): OverlayLine => {
    const words = disabled === null || disabled === '' ? label : `${label} (${disabled})`;
    const whole = `${padded(keys.slice(0, 2).join(' '), KEY)} ${padded(id, NAME)} ${sanitizeLine(words)}`;
    const line = shorten(whole, width, ascii);
    const style = { fg: disabled === null ? theme.text : theme.muted };
    return at === chosen ? { text: line, selected: true } : { text: line, style };
  });
  if (lines.length === 0) lines.push({ text: 'nothing matches', style: { fg: theme.muted } });
  const blank = Array.from({ length: room - lines.length }, () => ({ text: '' }));
  const [first = { text: '' }, ...rest] = lines;
  return {
    title: `find: ${text}_`,
    keys: 'type a name or a key, enter runs it, esc closes',
    lines: [{ ...first, text: padded(first.text, width) }, ...rest, ...blank],
    scroll: Math.max(0, chosen - Math.floor(room / 2)),
  };
}
