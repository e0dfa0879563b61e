// Sizes of pictures and films: in cells, and pixels per unit of the SVG.
import { sanitizeLine } from '../core/text/sanitize.js';
import { UserError } from '../core/userError.js';
import { CELL, type Length } from '../ui/export/svg.js';
import { SMALLEST } from '../ui/layout.js';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** `120x40`. @throws UserError */
export function parseSize(text: string): Size {
  const match = /^(\d{1,3})x(\d{1,3})$/.exec(text);
  const [columns, rows] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || columns < SMALLEST.columns || rows < SMALLEST.rows || columns > 500 || rows > 200)
    throw new UserError([
      `--size: ${sanitizeLine(text, 40)} is not allowed; allowed: columns x rows from ${SMALLEST.columns}x${SMALLEST.rows} to 500x200, for example 120x40`,
    ]);
  return { columns, rows };
}

/** `16cm`. @throws UserError */
export function parseLength(text: string): Length {
  const [, value = '', unit = ''] = /^(\d{1,5}(?:\.\d+)?)(cm|mm|in|pt|px)$/.exec(text) ?? [];
  if (Number(value) > 0) return { value: Number(value), unit };
  throw new UserError([
    `--svg-width: ${sanitizeLine(text, 40)} is not allowed; allowed: a number with cm, mm, in, pt or px, for example 16cm`,
  ]);
}

/** Maximum number of pixels, which take about a gigabyte while drawing. */
const MOST_PIXELS = 100e6;

/** Pixels per unit of the SVG. @throws UserError */
export function parseScale(text: string, { columns, rows }: Size): number {
  const scale = Number(text);
  if (!/^[1-8]$/.test(text))
    throw new UserError([`--scale: ${sanitizeLine(text, 40)} is not allowed; allowed: a whole number from 1 to 8`]);
  if (columns * CELL.width * scale * rows * CELL.height * scale > MOST_PIXELS)
    throw new UserError([
      `--scale: ${scale} at --size ${columns}x${rows} is more than ${MOST_PIXELS / 1e6} million pixels; a smaller one of either`,
    ]);
  return scale;
}
