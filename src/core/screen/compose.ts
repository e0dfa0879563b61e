// Lays canvases over each other.
import { isWide } from '../text/width.js';
import { CONTINUATION, DEFAULT, type Canvas, type Layer } from './canvas.js';

const SPACE = 32;

/** Copies `base`, which has the same size, and the layers over it. */
export function compose(to: Canvas, base: Canvas, layers: readonly Layer[]): void {
  to.glyph.set(base.glyph);
  to.fg.set(base.fg);
  to.bg.set(base.bg);
  to.attributes.set(base.attributes);
  for (const { x, y, canvas } of layers) blit(to, canvas, x, y);
}

/** Whether two canvases of one size have the same cell `i`. */
export const sameCell = (a: Canvas, b: Canvas, i: number): boolean =>
  a.glyph[i] === b.glyph[i] && a.fg[i] === b.fg[i] && a.bg[i] === b.bg[i] && a.attributes[i] === b.attributes[i];

export function copyCell(from: Canvas, to: Canvas, i: number): void {
  to.glyph[i] = from.glyph[i] ?? SPACE;
  to.fg[i] = from.fg[i] ?? DEFAULT;
  to.bg[i] = from.bg[i] ?? DEFAULT;
  to.attributes[i] = from.attributes[i] ?? 0;
}

/** Copies `from` over `to` at (x, y); a wide character cut in half becomes a space. */
function blit(to: Canvas, from: Canvas, x: number, y: number): void {
  for (let row = 0; row < from.height; row += 1) {
    const ty = y + row;
    if (ty < 0 || ty >= to.height) continue;
    const left = ty * to.width + x;
    if (to.glyph[left] === CONTINUATION && x > 0) to.glyph[left - 1] = 32;
    for (let column = 0; column < from.width; column += 1) {
      const tx = x + column;
      if (tx < 0 || tx >= to.width) continue;
      const i = row * from.width + column;
      const j = ty * to.width + tx;
      const code = from.glyph[i] ?? 32;
      const whole =
        !isWide(code) || (tx + 1 < to.width && column + 1 < from.width && from.glyph[i + 1] === CONTINUATION);
      const half = code === CONTINUATION && (column === 0 || tx === 0 || !isWide(from.glyph[i - 1] ?? 32));
      to.glyph[j] = whole && !half ? code : 32;
      to.fg[j] = from.fg[i] ?? DEFAULT;
      to.bg[j] = from.bg[i] ?? DEFAULT;
      to.attributes[j] = from.attributes[i] ?? 0;
    }
    const behind = left + from.width;
    if (x + from.width < to.width && to.glyph[behind] === CONTINUATION) to.glyph[behind] = 32;
  }
}
