// The loss over the steps: mean of each column as a line, its extremes as whiskers, NaN marked, the chance level.
import { formatCount, formatLoss } from '../../core/format.js';
import { lossAt, onAllData, valueAt } from '../../core/run/lookup.js';
import { plotLines } from '../paint/asciichart.js';
import { paintVerticalAxis, type Area } from '../paint/axis.js';
import type { Columns } from '../paint/columns.js';
import { BOLD, DEFAULT, DIM, put, type Canvas } from '../../core/screen/canvas.js';
import { code, glyphs, plain } from '../paint/glyphs.js';
import { columnOf, type StepDomain } from '../paint/resample.js';
import { boundsOf, linearScale, logScale, type Scale } from '../paint/scale.js';
import { textRight } from '../paint/words.js';
import { muted, runColour, sayNothing } from './common.js';
import { labelPlateau, markRuns, paintRunLegend, type LossLine } from './lossLabels.js';
import type { Panel, PanelView } from './panel.js';
import { axisRows, bucketsOrSteps, domainOf, gutterOf, paintCursor, paintTimeAxis } from './timeAxis.js';

export const lossPanel: Panel = {
  id: 'loss',
  title: (view) => {
    const scale = view.ui.yScale === 'log' ? 'log' : 'linear';
    const span = view.ui.window === 'recent' ? ', recent steps' : '';
    const { sampledTo } = view.focus.state;
    const samples = sampledTo === null ? '' : `, samples up to ${formatCount(sampledTo)}`;
    const { cursorStep } = view.ui;
    const loss = lossAt(view.focus.state, cursorStep);
    const at = cursorStep === null ? undefined : valueAt(view.focus.state, view.focus.state.loss, cursorStep);
    // The curve is that of the batches: it need not end at this number.
    const where = at !== undefined ? ` at ${at.step}` : onAllData(view.focus.state) !== null ? ' on all data' : '';
    const now = loss === undefined ? '' : ` ${formatLoss(loss)}${where}`;
    return `loss${now} (${scale}${span}${samples})`;
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
    const lines: LossLine[] = ordered.map((run) => {
      const { state } = run;
      const columns = bucketsOrSteps(state, state.loss, (event) => event.loss, domain);
      view.hold?.hold(`loss ${state.runId}`, columns, state.step, domain);
      return { run, columns };
    });
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

/** Chance level, for the run in focus; null where it is not known or has no meaning. */
function plateauOf(view: PanelView): number | null {
  const entropy = view.focus.state.run?.labelEntropy;
  return entropy !== undefined && Number.isFinite(entropy) && entropy > 0 ? entropy : null;
}

/** Bounds of the log axis lie on decades, or on quarters of one: an axis that followed each new lowest loss would redraw the
 * chart with it. */
const DECADE_PARTS = { wide: 1, narrow: 4 } as const;

/** Bounds over the extremes of all runs, the plateau included; opened so that a flat line does not fill the chart with noise. */
function scaleFor(lines: readonly LossLine[], entropy: number | null, kind: 'log' | 'linear'): Scale {
  const values = lines.flatMap(({ columns }) => everyColumn(columns, (x) => [columns.min(x), columns.max(x)]).flat());
  if (entropy !== null) values.push(entropy);
  const bounds = boundsOf(values, kind);
  if (kind === 'log') {
    if (bounds === null) return logScale(0.1, 1);
    // At least a factor of 4 from top to bottom: mini-batch noise of a few percent is not a picture.
    const [low, high] = [Math.log10(bounds.low), Math.log10(bounds.high)];
    const room = Math.max(0, Math.log10(4) - (high - low)) / 2;
    const parts = high - low > 1 ? DECADE_PARTS.wide : DECADE_PARTS.narrow;
    const down = Math.floor((low - room) * parts + 1e-9) / parts;
    const up = Math.ceil((high + room) * DECADE_PARTS.narrow - 1e-9) / DECADE_PARTS.narrow;
    return logScale(10 ** down, 10 ** up);
  }
  if (bounds === null) return linearScale(0, 1);
  const low = bounds.low >= 0 ? 0 : bounds.low;
  return linearScale(low, bounds.high + (bounds.high - low) * 0.05);
}

const everyColumn = <T>({ length }: Columns, of: (x: number) => T): T[] => Array.from({ length }, (_, x) => of(x));

function paintPlateau(canvas: Canvas, view: PanelView, area: Area, row: number): void {
  if (!(row >= 0 && row < area.height)) return;
  const glyph = code(glyphs(view.ascii).dashed);
  for (let column = 0; column < area.width; column += 1)
    put(canvas, area.x + column, area.y + row, glyph, { fg: view.theme.plateau, attributes: DIM });
}

/** From the lowest to the highest sample of each column: a spike of one step stands at its true height. */
function paintWhiskers(
  canvas: Canvas,
  view: PanelView,
  area: Area,
  line: LossLine,
  rowOf: (value: number) => number,
): void {
  const glyph = code(glyphs(view.ascii).whisker);
  const colour = runColour(view, line.run.slot);
  for (let x = 0; x < line.columns.length; x += 1) {
    if (line.columns.count(x) === 0) continue;
    const top = Math.round(rowOf(line.columns.max(x)));
    const low = rowOf(line.columns.min(x));
    const bottom = Number.isNaN(low) ? area.height - 1 : Math.round(low);
    for (let row = Math.max(0, top); row <= Math.min(area.height - 1, bottom); row += 1) {
      if (bottom > top) put(canvas, area.x + x, area.y + row, glyph, { fg: colour, attributes: DIM });
    }
  }
}

function paintLines(
  canvas: Canvas,
  view: PanelView,
  area: Area,
  lines: readonly LossLine[],
  rowOf: (value: number) => number,
): void {
  const rows = lines.map(({ columns }) => ({
    rows: everyColumn(columns, (x) => {
      // A loss of exactly 0 has no logarithm: it lies on the floor of the chart.
      if (columns.count(x) === 0) return null;
      const row = rowOf(columns.mean(x));
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

/** Columns with a NaN or an infinity: a mark at the top, where an exploding loss was heading. */
function paintNonFinite(canvas: Canvas, view: PanelView, area: Area, line: LossLine): void {
  const set = glyphs(view.ascii);
  let said = false;
  for (let x = 0; x < line.columns.length; x += 1) {
    if (line.columns.nonFinite(x) === 0) continue;
    const infinite = line.columns.last(x) === Infinity;
    put(canvas, area.x + x, area.y, code(infinite ? set.infinite : set.nan), {
      fg: view.theme.alarm,
      attributes: BOLD,
    });
    if (said) continue;
    said = true;
    const words = `${infinite ? 'Inf' : 'NaN'} from here`;
    if (area.height > 1 && x - words.length - 1 >= 0)
      textRight(canvas, area.x + x - 1, area.y, words, { fg: view.theme.alarm });
  }
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
  const column = columnOf(domain, cursor);
  const row = Math.round(rowOf(at.value));
  if (!(column >= 0 && column < area.width && row >= 0 && row < area.height)) return;
  put(canvas, area.x + column, area.y + row, code(plain('●', view.ascii).replace('?', 'o')), {
    fg: view.theme.cursor,
    bg: DEFAULT,
    attributes: BOLD,
  });
}
