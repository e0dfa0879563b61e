// Axes of charts: labels left of a plot, and a line with ticks below it.
import type { Area } from '../../core/screen/area.js';
import { put, text, type Canvas, type Style } from '../../core/screen/canvas.js';
import { code, glyphs } from './glyphs.js';
import type { Tick } from './scale.js';
import { textRight } from './words.js';

export interface Axis {
  readonly ticks: readonly Tick[];
  /** Cell of a value: the row from the top of the area, or the column from its left. */
  readonly cellOf: (value: number) => number;
  readonly ascii: boolean;
  readonly style: Style;
}

export interface HorizontalAxis extends Axis {
  /** The line with the ticks; without it there are only labels. */
  readonly line: boolean;
  readonly unit?: string;
}

/** The vertical axis in the column left of `area`, with labels. Labels never share a row. */
export function paintVerticalAxis(canvas: Canvas, area: Area, { ticks, cellOf, ascii, style }: Axis): void {
  const set = glyphs(ascii);
  for (let row = 0; row < area.height; row += 1) put(canvas, area.x - 1, area.y + row, code(set.vertical), style);
  const taken = new Set<number>();
  for (const tick of ticks) {
    const row = Math.round(cellOf(tick.value));
    if (!(row >= 0 && row < area.height) || taken.has(row)) continue;
    taken.add(row);
    put(canvas, area.x - 1, area.y + row, code(set.tickRight), style);
    textRight(canvas, area.x - 1, area.y + row, tick.label, style);
  }
}

/**
 * The horizontal axis of `area`: a line with ticks in row `y` and labels in the row below (without `line`, only labels in
 * row `y`). Labels never touch each other.
 */
export function paintHorizontalAxis(canvas: Canvas, area: Area, y: number, axis: HorizontalAxis): void {
  const { ticks, cellOf, ascii, style, line, unit = '' } = axis;
  const set = glyphs(ascii);
  if (line) {
    put(canvas, area.x - 1, y, code(set.corner), style);
    for (let column = 0; column < area.width; column += 1) put(canvas, area.x + column, y, code(set.horizontal), style);
  }
  const labelRow = line ? y + 1 : y;
  // Keep labels clear of the unit at the right end.
  const unitAt = area.width - unit.length;
  const showUnit = unit !== '' && unitAt > 8;
  let free = -Infinity;
  for (const tick of ticks) {
    const column = Math.round(cellOf(tick.value));
    if (!(column >= 0 && column < area.width)) continue;
    const limit = showUnit ? unitAt - 1 : area.width;
    const start = Math.max(0, Math.min(limit - tick.label.length, column - Math.floor((tick.label.length - 1) / 2)));
    const end = start + tick.label.length;
    // Drop a label near the unit if it would not stay at its tick.
    if (start <= free || end > limit || column > limit) continue;
    if (line) put(canvas, area.x + column, y, code(set.tickDown), style);
    text(canvas, area.x + start, labelRow, tick.label, style);
    free = end;
  }
  if (showUnit) text(canvas, area.x + unitAt, labelRow, unit, style);
}
