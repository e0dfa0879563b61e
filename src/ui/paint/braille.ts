// A canvas of dots, 2 x 4 per cell (braille), with an ASCII fallback, for curves and scatter plots.
import type { Place } from '../../core/screen/area.js';
import { put, type Canvas } from '../../core/screen/canvas.js';

/** Bit of the dot at (column, row) within a cell: Unicode's numbering of braille dots. */
const BITS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;

export interface Dots {
  /** Cells. */
  readonly width: number;
  readonly height: number;
  readonly bits: Uint8Array;
  /** Colour of the cell: that of its last dot. */
  readonly colour: Int32Array;
}

export function createDots(width: number, height: number): Dots {
  const w = Math.max(0, Math.floor(width));
  const h = Math.max(0, Math.floor(height));
  return { width: w, height: h, bits: new Uint8Array(w * h), colour: new Int32Array(w * h) };
}

/** Sets dot (x, y), 0 <= x < 2 width, 0 <= y < 4 height from the top; ignores dots outside. */
export function dot(dots: Dots, x: number, y: number, colour: number): void {
  if (!(x >= 0 && y >= 0 && x < 2 * dots.width && y < 4 * dots.height)) return;
  const column = Math.floor(x);
  const row = Math.floor(y);
  const at = (row >> 2) * dots.width + (column >> 1);
  dots.bits[at] = (dots.bits[at] ?? 0) | (BITS[row & 3]?.[column & 1] ?? 0);
  dots.colour[at] = colour;
}

/** A straight line of dots (Bresenham), clipped to the canvas; non-finite ends draw nothing. */
export function dotLine(dots: Dots, from: Place, to: Place, colour: number): void {
  if (![from.x, from.y, to.x, to.y].every(Number.isFinite)) return;
  // Clamp to a margin around the canvas, because a far end would cost millions of dots.
  const margin = 4 * (dots.width + dots.height) + 8;
  const clamp = (value: number, size: number): number => Math.min(size + margin, Math.max(-margin, Math.round(value)));
  let x = clamp(from.x, 2 * dots.width);
  let y = clamp(from.y, 4 * dots.height);
  const endX = clamp(to.x, 2 * dots.width);
  const endY = clamp(to.y, 4 * dots.height);
  const dx = Math.abs(endX - x);
  const dy = -Math.abs(endY - y);
  const stepX = x < endX ? 1 : -1;
  const stepY = y < endY ? 1 : -1;
  let error = dx + dy;
  for (;;) {
    dot(dots, x, y, colour);
    if (x === endX && y === endY) return;
    const twice = 2 * error;
    if (twice >= dy) {
      error += dy;
      x += stepX;
    }
    if (twice <= dx) {
      error += dx;
      y += stepY;
    }
  }
}

/** Plain characters by which rows of a cell hold dots: top, middle, bottom. */
function plainGlyph(bits: number): number {
  const top = (bits & 0x09) !== 0;
  const upper = (bits & 0x12) !== 0;
  const lower = (bits & 0x24) !== 0;
  const bottom = (bits & 0xc0) !== 0;
  const rows = Number(top) + Number(upper) + Number(lower) + Number(bottom);
  if (rows >= 3) return 124; // |
  if (rows === 2 && top && upper) return 39; // '
  if (rows === 2 && lower && bottom) return 46; // .
  if (rows === 2) return top && !bottom ? 39 : bottom && !top ? 46 : 45;
  if (top) return 39;
  if (bottom) return 95; // _
  return 45; // -
}

/** Copies cells with dots onto the canvas, keeping its background colours. */
export function paintDots(canvas: Canvas, { x, y }: Place, dots: Dots, ascii: boolean, attributes = 0): void {
  for (let row = 0; row < dots.height; row += 1) {
    for (let column = 0; column < dots.width; column += 1) {
      const at = row * dots.width + column;
      const bits = dots.bits[at] ?? 0;
      if (bits === 0) continue;
      const under = canvas.bg[(y + row) * canvas.width + x + column];
      const inside = x + column >= 0 && x + column < canvas.width && y + row >= 0 && y + row < canvas.height;
      put(canvas, x + column, y + row, ascii ? plainGlyph(bits) : 0x2800 + bits, {
        fg: dots.colour[at] ?? -1,
        ...(inside && under !== undefined ? { bg: under } : {}),
        attributes,
      });
    }
  }
}
