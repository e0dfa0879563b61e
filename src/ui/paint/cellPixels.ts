// Cells of a map as pixels: the same colours, with lines and marks as thin strokes. Pure.
import type { Area } from '../../core/screen/area.js';
import { DEFAULT, INVERSE, type Canvas } from '../../core/screen/canvas.js';
import { pictureOf, type CellPixels, type PlacedPicture } from '../../core/screen/picture.js';

const SPACE = ' ';
/** Half the width of a stroke, as a share of the cell's width and height. */
const [THIN_X, THIN_Y] = [0.1, 0.05];
const isMiddle = (at: number, thin: number): boolean => Math.abs(at - 0.5) <= thin;
const isDash = (at: number): boolean => (3 * at) % 1 < 0.5;

/** Whether a mark covers a position in its cell, both from 0 to 1. */
const MARKS: Readonly<Record<string, (x: number, y: number) => boolean>> = {
  '─': (_, y) => isMiddle(y, THIN_Y),
  '│': (x) => isMiddle(x, THIN_X),
  '┄': (x, y) => isMiddle(y, THIN_Y) && isDash(x),
  '┆': (x, y) => isMiddle(x, THIN_X) && isDash(y),
  '[': (x, y) => x <= 2 * THIN_X || (x <= 0.7 && (y <= 2 * THIN_Y || y >= 1 - 2 * THIN_Y)),
  ']': (x, y) => x >= 1 - 2 * THIN_X || (x >= 0.3 && (y <= 2 * THIN_Y || y >= 1 - 2 * THIN_Y)),
  '+': (x, y) => isMiddle(x, THIN_X) || isMiddle(y, THIN_Y),
  '×': (x, y) =>
    y >= 0.2 && y <= 0.8 && Math.min(Math.abs(x - (y - 0.2) / 0.6), Math.abs(x - (0.8 - y) / 0.6)) <= THIN_X,
  '·': (x, y) => isMiddle(x, 2 * THIN_X) && isMiddle(y, 2 * THIN_Y),
};

/** Empty if a cell has a character that is no mark, or a style that has no colour of its own. `ink`: the terminal's own foreground. */
export function cellsAsPicture(canvas: Canvas, area: Area, cell: CellPixels, ink: number): readonly PlacedPicture[] {
  const glyphs: string[] = [];
  for (let y = area.y; y < area.y + area.height; y += 1)
    for (let x = area.x; x < area.x + area.width; x += 1) {
      const i = y * canvas.width + x;
      const glyph = String.fromCodePoint(canvas.glyph[i] ?? 0);
      if ((glyph !== SPACE && MARKS[glyph] === undefined) || ((canvas.attributes[i] ?? 0) & INVERSE) !== 0) return [];
      glyphs.push(glyph);
    }
  const picture = pictureOf(area, cell, (x, y) => {
    const [column, row] = [Math.floor(x), Math.floor(y)];
    const i = (area.y + row) * canvas.width + area.x + column;
    const marked = MARKS[glyphs[row * area.width + column] ?? SPACE]?.(x - column, y - row) === true;
    const fg = canvas.fg[i] ?? DEFAULT;
    return marked ? (fg === DEFAULT ? ink : fg) : (canvas.bg[i] ?? DEFAULT);
  });
  return [{ area, picture }];
}
