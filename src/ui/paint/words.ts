// Text in a rectangle: shortened, wrapped, centred.
import { fitText, textWidth } from '../../core/text/width.js';
import { wrap } from '../../core/text/wrap.js';
import type { Span } from '../../core/screen/area.js';
import { text, type Canvas, type Style } from '../../core/screen/canvas.js';
import { glyphs } from './glyphs.js';

/** The first of `versions` (longest first) that fits into `width`; else the last one, cut. */
export function fitting(versions: readonly string[], width: number, ascii: boolean): string {
  for (const version of versions) if (textWidth(version) <= width) return version;
  return shorten(versions.at(-1) ?? '', width, ascii);
}

/** Cut with an ellipsis. */
export const shorten = (value: string, width: number, ascii: boolean): string =>
  fitText(value, width, glyphs(ascii).ellipsis);

/**
 * Sentences wrapped into at most `rows` rows. Each gets one, and the first ones more as long as there are some; the last row of a sentence
 * holds what is left of it, cut.
 */
export function wrapInto(sentences: readonly string[], { width, rows, ascii }: Room): string[] {
  const shown = sentences.slice(0, Math.max(0, rows)).map((one) => wrap(one, width));
  let spare = rows - shown.length;
  return shown.flatMap((lines) => {
    const kept = Math.min(lines.length, 1 + spare);
    spare -= kept - 1;
    return [...lines.slice(0, kept - 1), shorten(lines.slice(kept - 1).join(' '), width, ascii)];
  });
}

/** Rows that the sentences need. */
export const rowsOf = (sentences: readonly string[], width: number): number =>
  sentences.reduce((sum, one) => sum + wrap(one, width).length, 0);

interface Room {
  readonly width: number;
  readonly rows: number;
  readonly ascii: boolean;
}

/** Wraps and centres text in the canvas, for an empty panel. */
export function centred(canvas: Canvas, message: string, style: Style): void {
  const lines = wrap(message, Math.max(1, canvas.width - 2)).slice(0, canvas.height);
  const top = Math.max(0, Math.floor((canvas.height - lines.length) / 2));
  lines.forEach((line, index) => {
    text(canvas, Math.max(0, Math.floor((canvas.width - textWidth(line)) / 2)), top + index, line, style);
  });
}

/** Right-aligned text that ends before column `right`, cut at the left edge. */
export const textRight = (canvas: Canvas, right: number, y: number, value: string, style: Style): void =>
  textRightIn(canvas, { x: 0, y, width: right }, value, style);

/** Right-aligned text in a span, cut at its front. */
export function textRightIn(canvas: Canvas, { x, y, width }: Span, value: string, style: Style): void {
  if (width <= 0) return;
  const shown = endOf(value, width);
  text(canvas, x + width - textWidth(shown), y, shown, style);
}

/** The last characters of `value` that fit into `width` cells. */
function endOf(value: string, width: number): string {
  const characters = [...value];
  let used = textWidth(value);
  let from = 0;
  for (; used > width; from += 1) used -= textWidth(characters[from] ?? '');
  return characters.slice(from).join('');
}
