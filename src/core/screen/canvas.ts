// A rectangle of cells as typed arrays. Panels paint into it; the terminal surface compares and writes it.
import { isWide, isZeroWidth } from '../text/width.js';
import type { Place, Span } from './area.js';
import type { PlacedPicture } from './picture.js';

/** Colours are 0xRRGGBB, or DEFAULT for the terminal's own. The surface reduces them to what the terminal can show. */
export const DEFAULT = -1;
export const BOLD = 1;
export const DIM = 2;
export const INVERSE = 4;
export const UNDERLINE = 8;
const SPACE = 32;
/** Marks the second cell of a wide character, which is not written. */
export const CONTINUATION = 0;

export interface Style {
  readonly fg?: number;
  readonly bg?: number;
  readonly attributes?: number;
}

export interface Canvas {
  readonly width: number;
  readonly height: number;
  /** Unicode code points; a wide one is followed by CONTINUATION. */
  readonly glyph: Uint32Array;
  readonly fg: Int32Array;
  readonly bg: Int32Array;
  readonly attributes: Uint8Array;
}

/** A canvas at a position; later layers cover earlier ones. */
export interface Layer extends Place {
  readonly canvas: Canvas;
  /** Pixels over cells of the canvas, for a terminal that shows images. */
  readonly pictures?: readonly PlacedPicture[];
}

export function createCanvas(width: number, height: number): Canvas {
  const w = Math.max(0, Math.floor(width));
  const h = Math.max(0, Math.floor(height));
  const canvas: Canvas = {
    width: w,
    height: h,
    glyph: new Uint32Array(w * h),
    fg: new Int32Array(w * h),
    bg: new Int32Array(w * h),
    attributes: new Uint8Array(w * h),
  };
  clear(canvas);
  return canvas;
}

/** The first rows; all of them if there are no more. */
export function topRows(canvas: Canvas, rows: number): Canvas {
  if (rows >= canvas.height) return canvas;
  const cells = canvas.width * rows;
  const [glyph, attributes] = [canvas.glyph.slice(0, cells), canvas.attributes.slice(0, cells)];
  const [fg, bg] = [canvas.fg.slice(0, cells), canvas.bg.slice(0, cells)];
  return { width: canvas.width, height: rows, glyph, fg, bg, attributes };
}

export function clear(canvas: Canvas): void {
  canvas.glyph.fill(SPACE);
  canvas.fg.fill(DEFAULT);
  canvas.bg.fill(DEFAULT);
  canvas.attributes.fill(0);
}

/** Sets one cell; ignores cells outside the canvas. */
export function put(canvas: Canvas, x: number, y: number, codePoint: number, style: Style = {}): void {
  if (x < 0 || y < 0 || x >= canvas.width || y >= canvas.height) return;
  const i = y * canvas.width + x;
  canvas.glyph[i] = codePoint;
  canvas.fg[i] = style.fg ?? DEFAULT;
  canvas.bg[i] = style.bg ?? DEFAULT;
  canvas.attributes[i] = style.attributes ?? 0;
}

/** Writes text from x to the right, cut at the edge. Returns the x after the text. */
export const text = (canvas: Canvas, x: number, y: number, value: string, style: Style = {}): number =>
  textIn(canvas, { x, y, width: Infinity }, value, style);

/**
 * Writes text into a span, cut at its end. Control characters become '?', combining marks are dropped, and a wide
 * character that does not fit becomes a space. Returns the x after the text.
 */
export function textIn(canvas: Canvas, { x, y, width }: Span, value: string, style: Style = {}): number {
  let column = x;
  const end = Math.min(canvas.width, x + width);
  for (const character of value) {
    if (column >= end) break;
    const code = character.codePointAt(0) ?? SPACE;
    if (isZeroWidth(code)) continue;
    const wide = isWide(code);
    const shown = code < SPACE || (code >= 127 && code < 160) ? 63 : code;
    put(canvas, column, y, wide && (column < 0 || column + 1 >= end) ? SPACE : shown, style);
    if (wide && column + 1 < end) put(canvas, column + 1, y, column < 0 ? SPACE : CONTINUATION, style);
    column += wide ? 2 : 1;
  }
  return Math.min(column, end);
}

/** The canvas as lines of plain text: for goldens and `--txt`. */
export function toLines(canvas: Canvas): string[] {
  const lines: string[] = [];
  for (let y = 0; y < canvas.height; y += 1) {
    let line = '';
    for (let x = 0; x < canvas.width; x += 1) {
      const code = canvas.glyph[y * canvas.width + x] ?? SPACE;
      if (code !== CONTINUATION) line += String.fromCodePoint(code);
    }
    lines.push(line.trimEnd());
  }
  return lines;
}
