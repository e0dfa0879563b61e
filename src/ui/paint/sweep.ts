// Paints a trainability map: axes, colours or density, the critical line, dots for pending cells, a legend.
import { kebab } from '../../core/config/describe.js';
import type { CriticalLine } from '../../core/sweep/critical.js';
import { axisLabels } from '../../core/sweep/label.js';
import { BESIDE_ROWS, type SweepFrame } from '../../core/sweep/frame.js';
import { cellKey, type SweepMap, type SweepPlan } from '../../core/sweep/map.js';
import { metricFraction, metricOf } from '../../core/sweep/metrics.js';
import type { SweepCell } from '../../core/sweep/order.js';
import { cellDiverged, type CellResult } from '../../core/sweep/results.js';
import { isFinerThanFloat32 } from '../../core/sweep/zoom.js';
import { VERDICT_LETTERS } from '../../core/sweep/verdicts.js';
import type { Theme } from '../themes/theme.js';
import type { Area } from '../../core/screen/area.js';
import {
  BOLD,
  createCanvas,
  DEFAULT,
  DIM,
  INVERSE,
  put,
  text,
  type Canvas,
  type Style,
} from '../../core/screen/canvas.js';
import { inkOn, rampColour } from './colour.js';
import { densityGlyph } from './heat.js';
import { code, glyphs } from './glyphs.js';
import { plain } from '../../core/text/ascii.js';
import { borderOf, paintSweepLegend, verdictColour, type MapLook } from './sweepLegend.js';
import { fitting, textRight } from './words.js';

export interface SweepView extends MapLook {
  readonly cursor?: SweepCell | null;
  /** How often the map was zoomed. */
  readonly zoom?: number;
}
const SPACE = 32;

/** Paints the part of the map in the frame, lowest y at the bottom, and marks the cell `cursor`. */
export function paintSweep(map: SweepMap, view: SweepView, frame: SweepFrame): Canvas {
  const { x, y } = map.plan;
  const { left, cellWidth, cellHeight, columns, rows } = frame;
  const height = rows.count * cellHeight;
  const canvas = createCanvas(frame.width, height + BESIDE_ROWS);
  const { theme, cursor = null } = view;
  const paint = cellPainter(canvas, map, view);
  const muted = { fg: theme.muted };
  const marked = { fg: theme.focus, attributes: BOLD };
  const { plan, total, cells } = map;
  const done = cells.size === total ? '' : `  ${cells.size} of ${total}`;
  text(
    canvas,
    0,
    0,
    plain(`${metricOf(view.metric).words} of ${plan.config.name}${zoomWords(plan, view.zoom ?? 0)}${done}`, view.ascii),
    {
      fg: theme.title,
    },
  );
  for (let row = rows.first; row < rows.first + rows.count; row += 1) {
    const top = 1 + (rows.first + rows.count - 1 - row) * cellHeight;
    const label = axisLabels(y.values)[row] ?? '';
    textRight(canvas, left - 1, top + ((cellHeight - 1) >> 1), label, row === cursor?.row ? marked : muted);
    for (let column = columns.first; column < columns.first + columns.count; column += 1) {
      const box = { x: left + (column - columns.first) * cellWidth, y: top, width: cellWidth, height: cellHeight };
      paint(box, { column, row });
    }
  }
  paintColumnLabels(canvas, height + 1, map.plan, frame, view);
  const names = `x: ${kebab(x.field)}   y: ${kebab(y.field)}`;
  const end = text(canvas, left, height + 2, names, muted);
  const more = fitting(moreWords(map.plan, frame, view.ascii), canvas.width - end - 3, view.ascii);
  text(canvas, end + 3, height + 2, more, marked);
  paintSweepLegend(canvas, { x: left, y: height + 3 }, map, view);
  return canvas;
}

/** `zoom 2^8`, and a warning where the network cannot tell neighbors apart. */
function zoomWords({ x, y }: SweepPlan, zoom: number): string {
  if (zoom === 0) return '';
  return `  zoom 2^${zoom}${isFinerThanFloat32(x) || isFinerThanFloat32(y) ? ' (finer than float32)' : ''}`;
}

/** How many columns and rows lie outside the frame, and where; longest version first, empty if none do. */
function moreWords({ x, y }: SweepPlan, { columns, rows }: SweepFrame, ascii: boolean): string[] {
  const set = glyphs(ascii);
  const hidden = (arrow: string, count: number) => (count > 0 ? [{ arrow, words: `${arrow} ${count}` }] : []);
  const across = [
    ...hidden(set.left, columns.first),
    ...hidden(set.right, x.values.length - columns.first - columns.count),
  ];
  const upright = [...hidden(set.up, y.values.length - rows.first - rows.count), ...hidden(set.down, rows.first)];
  const all = [...across, ...upright];
  if (all.length === 0) return [''];
  const inWords = (list: typeof all, what: string): string[] =>
    list.length === 0 ? [] : [`${list.map(({ words }) => words).join(' ')} ${what}`];
  return [
    `more: ${[...inWords(across, 'columns'), ...inWords(upright, 'rows')].join(', ')}`,
    all.map(({ words }) => words).join(' '),
    all.map(({ arrow }) => arrow).join(''),
  ];
}

/** As many labels as fit; the cursor's label first. */
function paintColumnLabels(canvas: Canvas, y: number, { x }: SweepPlan, frame: SweepFrame, view: SweepView): void {
  const { left, cellWidth, columns } = frame;
  const place = (column: number) => {
    const label = axisLabels(x.values)[column] ?? '';
    const from = Math.max(left, Math.min(left + (column - columns.first) * cellWidth, frame.width - label.length));
    return { label, from, to: from + label.length };
  };
  const own = view.cursor ? place(view.cursor.column) : null;
  let free = 0;
  for (let column = columns.first; column < columns.first + columns.count; column += 1) {
    const { label, from, to } = place(column);
    const isOwn = column === view.cursor?.column;
    const blocked = own !== null && !isOwn && from <= own.to && own.from <= to;
    const shifted = from !== left + (column - columns.first) * cellWidth;
    if (from < free || blocked || (shifted && !isOwn)) continue;
    free =
      text(canvas, from, y, label, isOwn ? { fg: view.theme.focus, attributes: BOLD } : { fg: view.theme.muted }) + 1;
  }
}

/** Paints cells of a map: a colour or a glyph, the lines of the theory, the cursor. */
function cellPainter(canvas: Canvas, map: SweepMap, view: SweepView): (box: Area, at: SweepCell) => void {
  const { theme, ascii, cursor } = view;
  const lines: readonly PaintedLine[] = [
    { line: view.critical === null ? null : borderOf(map), signs: ascii ? ['_', '!'] : ['┄', '┆'], theme },
    { line: view.critical, signs: ascii ? ['~', '|'] : ['─', '│'], theme },
  ];
  return (box, at) => {
    const cell = map.cells.get(cellKey(map.plan, at));
    const { glyph, style, background } = inkOf(cell, view);
    for (let dy = 0; dy < box.height; dy += 1)
      for (let dx = 0; dx < box.width; dx += 1) put(canvas, box.x + dx, box.y + dy, glyph, style);
    if (cell === undefined)
      put(
        canvas,
        box.x + (box.width >> 1),
        box.y + ((box.height - 1) >> 1),
        code(ascii ? '.' : glyphs(ascii).dot),
        PENDING,
      );
    for (const line of lines) paintLine(canvas, box, at, line, background);
    if (cursor?.column === at.column && cursor.row === at.row) paintCursor(canvas, box, theme);
  };
}

const PENDING: Style = { attributes: DIM };

interface Ink {
  readonly glyph: number;
  readonly style: Style;
  /** Behind the lines of the theory. */
  readonly background: number;
}

function inkOf(cell: CellResult | undefined, { metric, theme, ascii }: SweepView): Ink {
  if (cell === undefined) return { glyph: SPACE, style: {}, background: DEFAULT };
  const fraction = metricFraction(metric, cell);
  const background = theme.rampless || fraction === null ? DEFAULT : rampColour(theme.ramp, fraction);
  const verdict = metric === 'verdict' ? cell.verdict : undefined;
  if (verdict !== undefined) {
    const colour = verdictColour(verdict, theme);
    const style = colour === null ? {} : { fg: inkOn(colour), bg: colour };
    return { glyph: code(VERDICT_LETTERS[verdict]), style, background };
  }
  if (cellDiverged(cell))
    return { glyph: code(glyphs(ascii).nan), style: { fg: theme.alarm, attributes: BOLD }, background: DEFAULT };
  if (fraction === null) return { glyph: code('?'), style: { fg: theme.muted }, background };
  if (theme.rampless) return { glyph: code(densityGlyph(fraction, ascii)), style: {}, background };
  return { glyph: SPACE, style: { bg: background }, background };
}

interface PaintedLine {
  readonly line: CriticalLine | null;
  /** Along x and along y. */
  readonly signs: readonly [string, string];
  readonly theme: Theme;
}

/** The line runs through the middle of a cell; in a cell one row high it keeps the cell's colour. */
function paintLine(
  canvas: Canvas,
  { x, y, width, height }: Area,
  { column, row }: SweepCell,
  { line, signs: [along, upright], theme }: PaintedLine,
  background: number,
): void {
  if (line === null) return;
  const horizontal = line.along === 'y';
  if (line.cells[horizontal ? column : row] !== (horizontal ? row : column)) return;
  const style = { fg: background === DEFAULT ? theme.text : inkOn(background), bg: background };
  // Without a ramp the glyphs are the values, so keep every second one.
  if (horizontal)
    for (let dx = theme.rampless ? x & 1 : 0; dx < width; dx += theme.rampless ? 2 : 1)
      put(canvas, x + dx, y + (height >> 1), code(along), style);
  else for (let dy = 0; dy < height; dy += 1) put(canvas, x + (width >> 1), y + dy, code(upright), style);
}

/** Brackets in the theme's cursor colour; a cell of one column is inverted itself. */
function paintCursor(canvas: Canvas, { x, y, width, height }: Area, theme: Theme): void {
  const style: Style = theme.colourless
    ? { attributes: BOLD | INVERSE }
    : { fg: inkOn(theme.cursor), bg: theme.cursor, attributes: BOLD };
  for (let dy = 0; dy < height; dy += 1) {
    put(canvas, x, y + dy, code(width === 1 ? '+' : '['), style);
    if (width > 1) put(canvas, x + width - 1, y + dy, code(']'), style);
  }
}
