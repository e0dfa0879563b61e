// Axes of charts: labels left of a plot, and a line with ticks below it.
import { put, text, type Canvas, type Style } from '../../core/screen/canvas.js';
import { code, glyphs } from './glyphs.js';
import type { Tick } from './scale.js';
import { textRight } from './words.js';

/** A rectangle of cells inside a canvas. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The vertical axis in the column left of `area`, with labels. `rowOf`: row of a value from the top of the area (0..height-1).
 * Labels never share a row.
 */
export function paintVerticalAxis(
  canvas: Canvas,
  area: Area,
  ticks: readonly Tick[],
  rowOf: (value: number) => number,
  ascii: boolean,
  style: Style,
): void {
  const set = glyphs(ascii);
  for (let row = 0; row < area.height; row += 1) put(canvas, area.x - 1, area.y + row, code(set.vertical), style);
  const taken = new Set<number>();
  for (const tick of ticks) {
    const row = Math.round(rowOf(tick.value));
    if (!(row >= 0 && row < area.height) || taken.has(row)) continue;
    taken.add(row);
    put(canvas, area.x - 1, area.y + row, code(set.tickRight), style);
    textRight(canvas, area.x - 1, area.y + row, tick.label, style);
  }
}

/**
 * The horizontal axis: a line with ticks in row `y` and labels in the row below (without `line`, only labels in row `y`).
 * `columnOf`: column from the left of the area. Labels never touch each other.
 */
export function paintHorizontalAxis(
  canvas: Canvas,
  area: Area,
  y: number,
  ticks: readonly Tick[],
  columnOf: (value: number) => number,
  options: { readonly ascii: boolean; readonly line: boolean; readonly style: Style; readonly unit?: string },
): void {
  const set = glyphs(options.ascii);
  const { style } = options;
  if (options.line) {
    put(canvas, area.x - 1, y, code(set.corner), style);
    for (let column = 0; column < area.width; column += 1) put(canvas, area.x + column, y, code(set.horizontal), style);
  }
  const labelRow = options.line ? y + 1 : y;
  const unit = options.unit ?? '';
  // Keep labels clear of the unit at the right end.
  const unitAt = area.width - unit.length;
  const showUnit = unit !== '' && unitAt > 8;
  let free = -Infinity;
  for (const tick of ticks) {
    const column = Math.round(columnOf(tick.value));
    if (!(column >= 0 && column < area.width)) continue;
    const limit = showUnit ? unitAt - 1 : area.width;
    const start = Math.max(0, Math.min(limit - tick.label.length, column - Math.floor((tick.label.length - 1) / 2)));
    const end = start + tick.label.length;
    // Drop a label near the unit if it would not stay at its tick.
    if (start <= free || end > limit || column > limit) continue;
    if (options.line) put(canvas, area.x + column, y, code(set.tickDown), style);
    text(canvas, area.x + start, labelRow, tick.label, style);
    free = end;
  }
  if (showUnit) text(canvas, area.x + unitAt, labelRow, unit, style);
}
