// Bars in eighths of a cell: horizontal for tables, vertical for histograms.
import type { Area, Span } from '../../core/screen/area.js';
import { put, type Canvas, type Style } from '../../core/screen/canvas.js';
import { code, glyphs } from './glyphs.js';

/** A horizontal bar, `fraction` 0..1 of a span. A positive value shows at least the thinnest glyph. */
export function lyingBar(canvas: Canvas, span: Span, fraction: number, ascii: boolean, style: Style = {}): void {
  const { x, y, width } = span;
  const { lying } = glyphs(ascii);
  const steps = lying.length;
  const clamped = Math.min(1, Math.max(0, Number.isNaN(fraction) ? 0 : fraction));
  const units = Math.max(clamped > 0 ? 1 : 0, Math.round(clamped * width * steps));
  for (let column = 0; column * steps < units && column < width; column += 1) {
    const part = Math.min(steps, units - column * steps);
    put(canvas, x + column, y, code(lying[part - 1] ?? ' '), style);
  }
}

/** A vertical bar, `fraction` 0..1 of a column, from its lowest cell up. */
export function standingBar(
  canvas: Canvas,
  column: Pick<Area, 'x' | 'y' | 'height'>,
  fraction: number,
  ascii: boolean,
  style: Style = {},
): void {
  const { x, y, height } = column;
  const { bars } = glyphs(ascii);
  const steps = bars.length;
  const clamped = Math.min(1, Math.max(0, Number.isNaN(fraction) ? 0 : fraction));
  const units = Math.max(clamped > 0 ? 1 : 0, Math.round(clamped * height * steps));
  for (let row = 0; row * steps < units && row < height; row += 1) {
    const part = Math.min(steps, units - row * steps);
    put(canvas, x, y + height - 1 - row, code(bars[part - 1] ?? ' '), style);
  }
}

/** Resamples counts into `columns` equal bins, as shares of the largest; all 0 without counts. */
export function binShares(counts: ArrayLike<number>, columns: number): number[] {
  const bins = counts.length;
  const sums = Array.from({ length: Math.max(0, columns) }, () => 0);
  if (bins === 0) return sums;
  if (bins >= columns) {
    for (let i = 0; i < bins; i += 1) {
      const at = Math.min(columns - 1, Math.floor((i * columns) / bins));
      sums[at] = (sums[at] ?? 0) + positive(counts[i]);
    }
  } else for (let at = 0; at < columns; at += 1) sums[at] = positive(counts[Math.floor((at * bins) / columns)]);
  const largest = Math.max(...sums, 0);
  return largest > 0 ? sums.map((sum) => sum / largest) : sums;
}

const positive = (count: number | undefined): number =>
  count !== undefined && count > 0 && Number.isFinite(count) ? count : 0;
