// Paints the cells of a map: colours or density, the lines of the theory, dots for pending cells, the cursor.
import type { CriticalLine } from '../../core/sweep/critical.js';
import { cellKey, type SweepMap } from '../../core/sweep/map.js';
import { metricFraction } from '../../core/sweep/metrics.js';
import type { SweepCell } from '../../core/sweep/order.js';
import { cellDiverged, type CellResult } from '../../core/sweep/results.js';
import { VERDICT_LETTERS } from '../../core/sweep/verdicts.js';
import type { Theme } from '../themes/theme.js';
import type { Area } from '../../core/screen/area.js';
import { BOLD, DEFAULT, DIM, INVERSE, put, type Canvas, type Style } from '../../core/screen/canvas.js';
import { inkOn, rampColour } from './colour.js';
import { densityGlyph } from './heat.js';
import { code, glyphs } from './glyphs.js';
import { borderOf, verdictColour, type MapLook } from './sweepLegend.js';

export interface SweepView extends MapLook {
  readonly cursor?: SweepCell | null;
  /** How often the map was zoomed. */
  readonly zoom?: number;
}
const SPACE = 32;

/** Paints cells of a map: a colour or a glyph, the lines of the theory, the cursor. */
export function cellPainter(canvas: Canvas, map: SweepMap, view: SweepView): (box: Area, at: SweepCell) => void {
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
  /** The lines of the theory keep it. */
  readonly background: number;
}

function inkOf(cell: CellResult | undefined, { metric, theme, ascii, span }: SweepView): Ink {
  if (cell === undefined) return { glyph: SPACE, style: {}, background: DEFAULT };
  const fraction = metricFraction(metric, cell, span);
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

/** A line at the value of a cell stays in its middle although the value is found by bisection. */
const ROUNDING = 0.01;

interface PaintedLine {
  readonly line: CriticalLine | null;
  /** Along x and along y. */
  readonly signs: readonly [string, string];
  readonly theme: Theme;
}

/** The line runs through the row or column of a cell nearest to its place; in a cell one row high it keeps the cell's colour. */
function paintLine(
  canvas: Canvas,
  { x, y, width, height }: Area,
  { column, row }: SweepCell,
  { line, signs: [along, upright], theme }: PaintedLine,
  background: number,
): void {
  if (line === null) return;
  const horizontal = line.along === 'y';
  const [own, other] = horizontal ? [row, column] : [column, row];
  if (line.cells[other] !== own) return;
  // From the left edge of the cell, or the upper one, as the lowest row is at the bottom: 0 to 1.
  const beside = (line.places[other] ?? own) - own;
  const within = (size: number, share: number): number => Math.min(size - 1, Math.floor(share * size + ROUNDING));
  const style = { fg: background === DEFAULT ? theme.text : inkOn(background), bg: background };
  // Without a ramp the glyphs are the values, so keep every second one.
  if (horizontal)
    for (let dx = theme.rampless ? x & 1 : 0; dx < width; dx += theme.rampless ? 2 : 1)
      put(canvas, x + dx, y + within(height, 0.5 - beside), code(along), style);
  else
    for (let dy = 0; dy < height; dy += 1) put(canvas, x + within(width, 0.5 + beside), y + dy, code(upright), style);
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
