// A line of styled text. Ink renders it in the terminal; a page or a picture paints it into cells.
import { BOLD, DEFAULT, text, type Canvas, type Style } from '../../core/screen/canvas.js';
import { textWidth } from '../../core/text/width.js';
import { wrap } from '../../core/text/wrap.js';
import type { Theme } from '../themes/theme.js';

export interface Span {
  readonly text: string;
  readonly style?: Style;
}
export type Row = readonly Span[];

/** Colours of a theme; none in a colourless one. */
export const tone = (colour: number, { colourless }: Theme, bold = false): Style => ({
  fg: colourless === true ? DEFAULT : colour,
  ...(bold ? { attributes: BOLD } : {}),
});

export const rowWidth = (row: Row): number => row.reduce((sum, span) => sum + textWidth(span.text), 0);

/** The row, cut to `width` cells; the ellipsis has the style of what is cut. */
export function fitRow(row: Row, width: number): Row {
  if (rowWidth(row) <= width) return row;
  const fitting: Span[] = [];
  let room = width - 1;
  for (const span of row) {
    let kept = '';
    for (const character of span.text) {
      room -= textWidth(character);
      if (room < 0) return [...fitting, { ...span, text: `${kept}…` }];
      kept += character;
    }
    fitting.push(span);
  }
  return fitting;
}

/** The row in lines of at most `width` cells, broken at spaces. */
export function wrapRow(row: Row, width: number): Row[] {
  const whole = row.map((span) => span.text).join('');
  let at = 0;
  return wrap(whole, width).map((line) => {
    at = whole.indexOf(line, at);
    const from = at;
    at += line.length;
    return piece(row, from, at);
  });
}

/** The part of the row between two offsets of its text. */
function piece(row: Row, from: number, to: number): Row {
  let begin = 0;
  return row.flatMap((span) => {
    const text = span.text.slice(Math.max(0, from - begin), Math.max(0, to - begin));
    begin += span.text.length;
    return text === '' ? [] : [{ ...span, text }];
  });
}

export function paintRow(canvas: Canvas, y: number, row: Row): void {
  let x = 0;
  for (const span of row) x = text(canvas, x, y, span.text, span.style);
}
