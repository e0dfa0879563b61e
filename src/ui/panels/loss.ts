// The loss over the steps: mean of each column as a line, its extremes as whiskers, NaN marked, the plateau of knowing nothing.
import { formatLoss } from '../../core/format.js';
import { valueAt } from '../../core/run/lookup.js';
import { plotLines } from '../paint/asciichart.js';
import { paintVerticalAxis, type Area } from '../paint/axis.js';
import { BOLD, DEFAULT, DIM, put, text, type Canvas } from '../paint/canvas.js';
import { code, glyphs, plain, runGlyph } from '../paint/glyphs.js';
import { meanOf, type Column, type StepDomain } from '../paint/resample.js';
import { boundsOf, linearScale, logScale, type Scale } from '../paint/scale.js';
import { fitting, shorten, textRight } from '../paint/words.js';
import { muted, runColour, sayNothing } from './common.js';
import type { Panel, PanelView, RunView } from './panel.js';
import { axisRows, bucketsOrSteps, domainOf, gutterOf, paintCursor, paintTimeAxis } from './timeAxis.js';

interface Line {
  readonly run: RunView;
  readonly columns: readonly Column[];
}

export const lossPanel: Panel = {
  id: 'loss',
  title: (view) => {
    const scale = view.ui.yScale === 'log' ? 'log' : 'linear';
    const span = view.ui.window === 'recent' ? ', recent steps' : '';
    const at = valueAt(view.focus.state, view.focus.state.loss, view.ui.cursorStep);
    const now =
      at === undefined ? '' : ` ${formatLoss(at.value)}${view.ui.cursorStep === null ? '' : ` at ${at.step}`}`;
    return `loss${now} (${scale}${span})`;
  },
  minimum: { width: 24, height: 5 },
  paint: (canvas, view) => {
    if (view.runs.every((run) => run.state.loss.length === 0)) return sayNothing(canvas, view, 'no step yet');
    const gutter = gutterOf(canvas.width);
    const area: Area = {
      x: gutter,
      y: 0,
      width: canvas.width - gutter,
      height: canvas.height - axisRows(canvas.height),
    };
    if (area.width < 2 || area.height < 1) return sayNothing(canvas, view, 'too small');
    const domain = domainOf(view, area.width);
    // The focused run is drawn last, on top.
    const ordered = [...view.runs].sort((a, b) => Number(a === view.focus) - Number(b === view.focus));
    const lines: Line[] = ordered.map((run) => ({
      run,
      columns: bucketsOrSteps(run.state, run.state.loss, (event) => event.loss, domain),
    }));
    const entropy = plateauOf(view);
    const scale = scaleFor(lines, entropy, view.ui.yScale);
    const rowOf = (value: number): number => (area.height - 1) * (1 - scale.fraction(value));
    paintVerticalAxis(
      canvas,
      area,
      scale.ticks(Math.max(2, Math.ceil(area.height / 3))),
      rowOf,
      view.ascii,
      muted(view),
    );
    if (entropy !== null) paintPlateau(canvas, view, area, Math.round(rowOf(entropy)));
    for (const line of lines) paintWhiskers(canvas, view, area, line, rowOf);
    paintLines(canvas, view, area, lines, rowOf);
    for (const line of lines) paintNonFinite(canvas, view, area, line);
    if (entropy !== null) labelPlateau(canvas, view, area, lines, entropy, Math.round(rowOf(entropy)), rowOf);
    if (view.runs.length > 1) paintRunLegend(canvas, view, area);
    paintCursor(canvas, view, area, domain);
    paintTimeAxis(canvas, view, area, domain, axisRows(canvas.height));
    markCursorValue(canvas, view, area, domain, rowOf);
  },
};

/** Loss of knowing nothing, for the run in focus; null where it is not known or has no meaning. */
function plateauOf(view: PanelView): number | null {
  const entropy = view.focus.state.run?.labelEntropy;
  return entropy !== undefined && Number.isFinite(entropy) && entropy > 0 ? entropy : null;
}

/** Bounds over the extremes of all runs, the plateau included; opened so that a flat line does not fill the chart with noise. */
function scaleFor(lines: readonly Line[], entropy: number | null, kind: 'log' | 'linear'): Scale {
  const values = lines.flatMap((line) => line.columns.flatMap((column) => [column.min, column.max]));
  if (entropy !== null) values.push(entropy);
  const bounds = boundsOf(values, kind);
  if (kind === 'log') {
    if (bounds === null) return logScale(0.1, 1);
    // At least a factor of 4 from top to bottom: mini-batch noise of a few percent is not a picture.
    const room = Math.max(0, Math.log10(4) - Math.log10(bounds.high / bounds.low)) / 2;
    return logScale(bounds.low * 10 ** -room, bounds.high * 10 ** room);
  }
  if (bounds === null) return linearScale(0, 1);
  const low = bounds.low >= 0 ? 0 : bounds.low;
  return linearScale(low, bounds.high + (bounds.high - low) * 0.05);
}

function paintPlateau(canvas: Canvas, view: PanelView, area: Area, row: number): void {
  if (!(row >= 0 && row < area.height)) return;
  const glyph = code(glyphs(view.ascii).dashed);
  for (let column = 0; column < area.width; column += 1)
    put(canvas, area.x + column, area.y + row, glyph, { fg: view.theme.plateau, attributes: DIM });
}

/** The words stand above the plateau line, or below it, wherever the curves leave more room; never over a curve. */
function labelPlateau(
  canvas: Canvas,
  view: PanelView,
  area: Area,
  lines: readonly Line[],
  entropy: number,
  row: number,
  rowOf: (value: number) => number,
): void {
  const value = formatLoss(entropy);
  const name = Math.abs(entropy - Math.LN2) < 5e-5 ? `ln 2 = ${value}` : value;
  const label = fitting(
    [`${name}: the loss of knowing nothing`, `${name} knowing nothing`, name, value],
    Math.floor(area.width * 0.6),
    view.ascii,
  );
  const start = area.width - label.length - 1;
  if (start < 0) return;
  const free = (candidate: number): boolean => {
    if (candidate < 0 || candidate >= area.height) return false;
    for (const line of lines) {
      for (let column = start; column < area.width; column += 1) {
        const cell = line.columns[column];
        if (cell === undefined || cell.count === 0) continue;
        const top = Math.round(rowOf(cell.max));
        const bottom = Number.isNaN(rowOf(cell.min)) ? area.height - 1 : Math.round(rowOf(cell.min));
        if (candidate >= top && candidate <= bottom) return false;
      }
    }
    return true;
  };
  const at = [row - 1, row + 1, row - 2, row + 2, row].find(free);
  if (at !== undefined) text(canvas, area.x + start, area.y + at, label, { fg: view.theme.plateau });
}

/** From the lowest to the highest sample of each column: a spike of one step stands at its true height. */
function paintWhiskers(
  canvas: Canvas,
  view: PanelView,
  area: Area,
  line: Line,
  rowOf: (value: number) => number,
): void {
  const glyph = code(glyphs(view.ascii).whisker);
  const colour = runColour(view, line.run.slot);
  line.columns.forEach((column, x) => {
    if (column.count === 0) return;
    const top = Math.round(rowOf(column.max));
    const low = rowOf(column.min);
    const bottom = Number.isNaN(low) ? area.height - 1 : Math.round(low);
    for (let row = Math.max(0, top); row <= Math.min(area.height - 1, bottom); row += 1) {
      if (bottom > top) put(canvas, area.x + x, area.y + row, glyph, { fg: colour, attributes: DIM });
    }
  });
}

function paintLines(
  canvas: Canvas,
  view: PanelView,
  area: Area,
  lines: readonly Line[],
  rowOf: (value: number) => number,
): void {
  const rows = lines.map((line) => ({
    rows: line.columns.map((column) => {
      // A loss of exactly 0 has no logarithm: it lies on the floor of the chart.
      if (column.count === 0) return null;
      const row = rowOf(meanOf(column));
      return Number.isNaN(row) ? 0 : area.height - 1 - row;
    }),
  }));
  plotLines(rows, area.width, area.height, view.ascii).forEach((cells, y) => {
    cells.forEach((cell, x) => {
      const line = cell === null ? undefined : lines[cell.series];
      if (cell === null || line === undefined) return;
      put(canvas, area.x + x, area.y + y, code(cell.glyph), {
        fg: runColour(view, line.run.slot),
        attributes: line.run === view.focus ? BOLD : 0,
      });
    });
  });
  if (view.runs.length > 1) markRuns(canvas, view, area, lines, rowOf);
}

/** The run's own glyph at the head of its line and every 24 columns: lines are told apart without colour. */
function markRuns(
  canvas: Canvas,
  view: PanelView,
  area: Area,
  lines: readonly Line[],
  rowOf: (value: number) => number,
): void {
  for (const line of lines) {
    const last = line.columns.findLastIndex((column) => column.count > 0);
    for (let x = last; x >= 0; x -= 24) {
      const column = line.columns[x];
      if (column === undefined || column.count === 0) continue;
      const row = rowOf(meanOf(column));
      put(
        canvas,
        area.x + x,
        area.y + Math.round(Number.isNaN(row) ? area.height - 1 : row),
        code(runGlyph(line.run.slot)),
        {
          fg: runColour(view, line.run.slot),
          attributes: BOLD,
        },
      );
    }
  }
}

/** Columns with a NaN or an infinity: a mark at the top, where an exploding loss was heading. */
function paintNonFinite(canvas: Canvas, view: PanelView, area: Area, line: Line): void {
  const set = glyphs(view.ascii);
  let said = false;
  line.columns.forEach((column, x) => {
    if (column.nonFinite === 0) return;
    const glyph = column.last === Infinity ? set.infinite : set.nan;
    put(canvas, area.x + x, area.y, code(glyph), { fg: view.theme.alarm, attributes: BOLD });
    if (said) return;
    said = true;
    const words = `${column.last === Infinity ? 'Inf' : 'NaN'} from here`;
    if (area.height > 1 && x - words.length - 1 >= 0)
      textRight(canvas, area.x + x - 1, area.y, words, { fg: view.theme.alarm });
  });
}

/** Names and values of the runs, in the corner where they cover least. */
function paintRunLegend(canvas: Canvas, view: PanelView, area: Area): void {
  const width = Math.min(32, Math.floor(area.width / 2));
  const height = Math.min(view.runs.length, area.height - 1);
  if (height < 1 || width < 6) return;
  const covered = (x: number, y: number): number => {
    let count = 0;
    for (let row = y; row < y + height; row += 1)
      for (let column = x; column < x + width; column += 1)
        if (canvas.glyph[row * canvas.width + column] !== 32) count += 1;
    return count;
  };
  const right = area.x + area.width - width;
  const low = area.y + area.height - height;
  const corners = [
    [right, area.y],
    [area.x, low],
    [right, low],
    [area.x, area.y],
  ] as const;
  const [x, y] = corners.reduce((best, corner) => (covered(...corner) < covered(...best) ? corner : best));
  view.runs.slice(0, height).forEach((run, index) => {
    const at = valueAt(run.state, run.state.loss, view.ui.cursorStep);
    const value = at === undefined ? '-' : formatLoss(at.value);
    const label = shorten(`${runGlyph(run.slot)} ${run.label}`, width - value.length - 2, view.ascii);
    text(canvas, x, y + index, ` ${label}`.padEnd(width - value.length) + value, {
      fg: runColour(view, run.slot),
      attributes: run === view.focus ? BOLD : 0,
    });
  });
}

/** The exact value under the cursor, as a dot on its row. */
function markCursorValue(
  canvas: Canvas,
  view: PanelView,
  area: Area,
  domain: StepDomain,
  rowOf: (value: number) => number,
): void {
  const cursor = view.ui.cursorStep;
  if (cursor === null) return;
  const at = valueAt(view.focus.state, view.focus.state.loss, cursor);
  if (at === undefined) return;
  const column = Math.floor(((cursor - domain.first) * domain.columns) / domain.span + 1e-9);
  const row = Math.round(rowOf(at.value));
  if (!(column >= 0 && column < area.width && row >= 0 && row < area.height)) return;
  put(canvas, area.x + column, area.y + row, code(plain('●', view.ascii).replace('?', 'o')), {
    fg: view.theme.cursor,
    bg: DEFAULT,
    attributes: BOLD,
  });
}
