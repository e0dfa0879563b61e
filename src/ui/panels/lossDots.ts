// The loss in braille dots, at eight times the resolution of cells: a band from the lowest to the highest sample of each column of dots,
// their mean as a line, and the losses on the samples held out as a line of their own.
import { BOLD, DIM } from '../../core/screen/canvas.js';
import { createDots, dot, dotLine, paintDots, type Dots } from '../paint/braille.js';
import type { Columns } from '../paint/columns.js';
import { runColour } from './common.js';
import type { LossLine, LossRows } from './lossRows.js';
import type { Plot } from './panel.js';

/** Dots of a cell. */
export const DOTS_ACROSS = 2;
const DOTS_DOWN = 4;

/** The middle of a cell's row in dots. */
const dotRow = (row: number): number => Math.round(DOTS_DOWN * (row + 0.5) - 0.5);

/** `lines`: resampled to a column for each column of dots. */
export function paintLossDots(plot: Plot, lines: readonly LossLine[], rows: LossRows): void {
  const { canvas, view, area } = plot;
  for (const line of lines) {
    const colour = runColour(view, line.run.slot);
    const layer = (draw: (dots: Dots) => void, attributes: number): void => {
      const dots = createDots(area.width, area.height);
      draw(dots);
      paintDots(canvas, area, dots, false, attributes);
    };
    layer((dots) => drawBand(dots, line.columns, rows, colour), DIM);
    const { validation } = line;
    if (validation !== null)
      layer((dots) => drawLine(dots, validation, (x) => rows.rowOf(validation.last(x)), colour), DIM);
    const focused = line.run === view.focus;
    layer((dots) => drawLine(dots, line.columns, (x) => rows.meanRow(line, x), colour), focused ? BOLD : 0);
  }
}

function drawBand(dots: Dots, columns: Columns, { rowOf }: LossRows, colour: number): void {
  for (let x = 0; x < columns.length; x += 1) {
    if (columns.count(x) === 0) continue;
    const last = DOTS_DOWN * dots.height - 1;
    const [top, bottom] = [dotRow(rowOf(columns.max(x))), dotRow(rowOf(columns.min(x)))];
    for (let y = Math.max(0, top); y <= Math.min(last, bottom); y += 1) dot(dots, x, y, colour);
  }
}

/** From value to value; a column with non-finite values alone breaks the line. */
function drawLine(dots: Dots, columns: Columns, rowAt: (x: number) => number, colour: number): void {
  let before: { readonly x: number; readonly y: number } | null = null;
  for (let x = 0; x < columns.length; x += 1) {
    if (columns.count(x) === 0) {
      if (columns.nonFinite(x) > 0) before = null;
      continue;
    }
    const here = { x, y: dotRow(rowAt(x)) };
    dotLine(dots, before ?? here, here, colour);
    before = here;
  }
}
