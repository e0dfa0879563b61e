// Axes of charts: the labels left of a plot, and the line with ticks below it.
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
 * The vertical axis in the column left of `area`, labels before it. `rowOf`: row of a value counted from the area's top (0..height-1).
 * A label whose row is taken already is left out.
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
 * The horizontal axis: a line in row `y` with ticks, labels in the row below it (only the labels when `line` is false: then in row `y`).
 * `columnOf`: column counted from the area's left. Labels never touch each other.
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
  // The unit stands at the right end; labels keep clear of it.
  const unitAt = area.width - unit.length;
  const showUnit = unit !== '' && unitAt > 8;
  let free = -Infinity;
  for (const tick of ticks) {
    const column = Math.round(columnOf(tick.value));
    if (!(column >= 0 && column < area.width)) continue;
    const limit = showUnit ? unitAt - 1 : area.width;
    const start = Math.max(0, Math.min(limit - tick.label.length, column - Math.floor((tick.label.length - 1) / 2)));
    const end = start + tick.label.length;
    // Near the unit a label would have to leave its tick: then it is left out.
    if (start <= free || end > limit || column > limit) continue;
    if (options.line) put(canvas, area.x + column, y, code(set.tickDown), style);
    text(canvas, area.x + start, labelRow, tick.label, style);
    free = end;
  }
  if (showUnit) text(canvas, area.x + unitAt, labelRow, unit, style);
}
