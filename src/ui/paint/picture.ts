// Grey pictures: two pixels a cell, one above the other; without a ramp of colours one glyph for both.
import type { Place } from '../../core/screen/area.js';
import { put, type Canvas } from '../../core/screen/canvas.js';
import type { Look } from '../themes/theme.js';
import { mix } from './colour.js';
import { code, glyphs } from './glyphs.js';

/** Greys that every theme can show; a theme's ramp means magnitudes. */
const DARK = 0x101010;
const BRIGHT = 0xf0f0f0;
const grey = (value: number): number => mix(DARK, BRIGHT, Math.min(1, Math.max(0, value)));

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** 0 (dark) to 1 of a pixel. */
  readonly at: (x: number, y: number) => number;
}

/** Rows of cells that a picture of so many rows of pixels takes. */
export const cellRows = (height: number): number => Math.ceil(height / 2);

/** Rows of pixels that a row of cells keeps apart: one where a cell has a single shade. */
export const rowsApart = ({ theme, ascii }: Look): number => (theme.rampless || ascii ? 1 : 2);

export function paintPicture(canvas: Canvas, place: Place, { width, height, at }: Picture, look: Look): void {
  const { theme, ascii } = look;
  const { shades, upperHalf } = glyphs(ascii);
  for (let row = 0; row < cellRows(height); row += 1)
    for (let x = 0; x < width; x += 1) {
      const upper = at(x, 2 * row);
      const lower = 2 * row + 1 < height ? at(x, 2 * row + 1) : null;
      const mean = lower === null ? upper : (upper + lower) / 2;
      const [to, down] = [place.x + x, place.y + row];
      if (theme.rampless) {
        const shade = shades[Math.min(shades.length - 1, Math.max(0, Math.floor(mean * shades.length)))];
        put(canvas, to, down, code(shade ?? ' '), { fg: theme.text });
      } else if (ascii) put(canvas, to, down, 32, { bg: grey(mean) });
      else
        put(canvas, to, down, code(upperHalf), {
          fg: grey(upper),
          ...(lower === null ? {} : { bg: grey(lower) }),
        });
    }
}
