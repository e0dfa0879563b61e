// The trainability map as cells: axes, colours or density, the critical line over it, dots for cells not yet done, a legend.
import { kebab } from '../../core/config/describe.js';
import { formatLoss } from '../../core/format.js';
import { nearestIndex, type CriticalLine } from '../../core/sweep/critical.js';
import {
  cellCount,
  cellDiverged,
  cellKey,
  metricFraction,
  R_DECADES,
  SLOPE_DECADES,
  type SweepMap,
  type SweepMetric,
} from '../../core/sweep/map.js';
import { createCanvas, DIM, put, text, type Canvas } from './canvas.js';
import { inkOn, rampColour } from './colour.js';
import { densityGlyph, type HeatStyle } from './heat.js';
import { code, glyphs, plain } from './glyphs.js';

export interface SweepView extends HeatStyle {
  readonly metric: SweepMetric;
  readonly critical: CriticalLine | null;
}

const compact = (value: number): string => String(Number(value.toPrecision(3)));
/** A cell is at most so many columns and rows of the screen. */
const CELL_COLUMNS = 6;
const CELL_ROWS = 2;
/** Title, x axis, its name, legend. */
const FRAME_ROWS = 4;

/** As large as the map wants to be, at most width × height. The lowest y is at the bottom. */
export function paintSweep(map: SweepMap, view: SweepView, width: number, height: number): Canvas {
  const { x, y } = map.plan;
  const labels = y.values.map(compact);
  const left = Math.max(...labels.map((label) => label.length)) + 1;
  const w = Math.max(1, Math.min(CELL_COLUMNS, Math.floor((width - left) / x.values.length)));
  const h = Math.max(1, Math.min(CELL_ROWS, Math.floor((height - FRAME_ROWS) / y.values.length)));
  const rows = y.values.length * h;
  const canvas = createCanvas(width, rows + FRAME_ROWS);
  const muted = { fg: view.theme.muted };
  const { plan, cells } = map;
  const done = cells.size === cellCount(plan) ? '' : `  ${cells.size} of ${cellCount(plan)}`;
  text(canvas, 0, 0, plain(`${view.metric} of ${plan.config.name}${done}`, view.ascii), { fg: view.theme.title });
  text(canvas, 0, rows + 2, `${' '.repeat(left)}x: ${kebab(x.field)}   y: ${kebab(y.field)}`, muted);
  for (let row = 0; row < y.values.length; row += 1) {
    const top = 1 + (y.values.length - 1 - row) * h;
    text(canvas, 0, top, (labels[row] ?? '').padStart(left - 1), muted);
    for (let column = 0; column < x.values.length; column += 1)
      paintCell(canvas, left + column * w, top, w, h, map, column, row, view);
  }
  let free = 0;
  x.values.forEach((value, column) => {
    const at = left + column * w;
    const label = compact(value);
    if (at < free || at + label.length > width) return;
    free = text(canvas, at, rows + 1, label, muted) + 1;
  });
  paintSweepLegend(canvas, left, rows + 3, map, view);
  return canvas;
}

function paintCell(
  canvas: Canvas,
  left: number,
  top: number,
  w: number,
  h: number,
  map: SweepMap,
  column: number,
  row: number,
  view: SweepView,
): void {
  const { theme, ascii } = view;
  const set = glyphs(ascii);
  const cell = map.cells.get(cellKey(map.plan, { column, row }));
  const fraction = cell === undefined ? null : metricFraction(view.metric, cell);
  const diverged = cell !== undefined && cellDiverged(cell);
  for (let dy = 0; dy < h; dy += 1)
    for (let dx = 0; dx < w; dx += 1) {
      const [px, py] = [left + dx, top + dy];
      if (cell === undefined) {
        if (dx === w >> 1 && dy === 0) put(canvas, px, py, code(ascii ? '.' : '·'), { attributes: DIM });
      } else if (diverged) put(canvas, px, py, code(set.nan), { fg: theme.alarm, attributes: 1 });
      else if (fraction === null) put(canvas, px, py, code('?'), { fg: theme.muted });
      else if (theme.colourless) put(canvas, px, py, code(densityGlyph(fraction, ascii)));
      else put(canvas, px, py, 32, { bg: rampColour(theme.ramp, fraction) });
    }
  // The line goes through the middle of a cell; a cell one column wide keeps its value in the row above or gives way.
  const { critical } = view;
  if (critical === null) return;
  const { x, y } = map.plan;
  const horizontal = critical.along === 'y';
  const here = nearestIndex(horizontal ? y.values : x.values, critical.values[horizontal ? column : row]);
  if (here !== (horizontal ? row : column)) return;
  const background = theme.colourless || fraction === null || diverged ? -1 : rampColour(theme.ramp, fraction);
  const style = { fg: background === -1 ? theme.text : inkOn(background), bg: background };
  const [horizontalGlyph, verticalGlyph] = ascii ? ['~', '|'] : ['─', '│'];
  // Without colours the glyphs are the values: every second one stays.
  if (horizontal)
    for (let dx = 0; dx < w; dx += theme.colourless ? 2 : 1)
      put(canvas, left + dx, top + (h >> 1), code(horizontalGlyph), style);
  else for (let dy = 0; dy < h; dy += 1) put(canvas, left + (w >> 1), top + dy, code(verticalGlyph), style);
}

/** What dark and bright mean, in the metric's own numbers. */
function ends(map: SweepMap, metric: SweepMetric): readonly [string, string] {
  const run = [...map.cells.values()][0]?.seeds[0];
  if (metric === 'loss') return [run === undefined ? 'blind' : `${formatLoss(run.labelEntropy)} (blind)`, '0'];
  if (metric === 'accuracy') return [run === undefined ? 'chance' : compact(1 / Math.max(1, run.classes)), '1'];
  if (metric === 'R' || metric === 'initialR') return [`R 1e-${R_DECADES}`, `1e${R_DECADES}`];
  return [`+${SLOPE_DECADES} decades a layer lost`, `${SLOPE_DECADES} gained`];
}

function paintSweepLegend(canvas: Canvas, left: number, y: number, map: SweepMap, view: SweepView): void {
  const { theme, ascii, critical } = view;
  const muted = { fg: theme.muted };
  const [dark, bright] = ends(map, view.metric);
  let at = text(canvas, left, y, `${dark} `, muted);
  for (let i = 0; i < 12; i += 1, at += 1)
    if (theme.colourless) put(canvas, at, y, code(densityGlyph((i + 0.5) / 12, ascii)));
    else put(canvas, at, y, 32, { bg: rampColour(theme.ramp, (i + 0.5) / 12) });
  at = text(canvas, at, y, ` ${bright}`, muted);
  at = text(canvas, at, y, `  ${glyphs(ascii).nan} diverged`, muted);
  if (critical === null) return;
  const line = critical.along === 'y' ? (ascii ? '~~~' : '───') : ascii ? '|' : '│';
  const [first] = critical.values.filter((value) => value !== null);
  const same = critical.values.every((value) => value === null || value === first);
  text(canvas, at, y, `  ${line} theory: chi = 1${same && first !== undefined ? ` at ${compact(first)}` : ''}`, muted);
}
