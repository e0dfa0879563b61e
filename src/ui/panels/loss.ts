// The loss over the steps: the mean of each column as a line, its extremes as whiskers, and the chance level. Marks show NaN, and
// on a log axis the values of 0 and less.
import { isScheduled } from '../../core/config/schedule.js';
import { formatCount, formatLoss, formatPlace, formatSmall } from '../../core/format.js';
import { lossAt, onAllData, valueAt, valLossAt } from '../../core/run/lookup.js';
import { plotLines } from '../paint/asciichart.js';
import { paintVerticalAxis } from '../paint/axis.js';
import type { Columns } from '../paint/columns.js';
import { BOLD, DEFAULT, DIM, put, text, textIn } from '../../core/screen/canvas.js';
import { code, glyphs } from '../paint/glyphs.js';
import { plain } from '../../core/text/ascii.js';
import type { Series } from '../../core/run/series.js';
import { columnOf, type StepDomain } from '../../core/run/stepDomain.js';
import { fitting, textRight } from '../paint/words.js';
import { muted, runColour, sayNothing } from './common.js';
import { labelPlateau, markRuns, paintRunLegend } from './lossLabels.js';
import { lossCurves } from './lossCurves.js';
import { lossLines, plateauOf } from './lossLines.js';
import { lossRows, type LossLine, type LossRows } from './lossRows.js';
import { DOTS_ACROSS, paintLossDots } from './lossDots.js';
import type { Panel, PanelView, Plot } from './panel.js';
import { axisRows, domainOf, paintCursor, paintTimeAxis, plotArea, timeRegion } from './timeAxis.js';

export const lossPanel: Panel = {
  claims: { one: 1, several: 1 },
  extent: 'curves',
  title: (view, width = Infinity) => {
    const scale = view.ui.yScale === 'log' ? 'log' : 'linear';
    const span = view.ui.window === 'recent' ? ', recent steps' : '';
    const { sampledTo } = view.focus.state;
    const samples = sampledTo === null ? '' : `, samples up to ${formatCount(sampledTo)}`;
    const { cursorStep } = view.ui;
    const loss = lossAt(view.focus.state, cursorStep);
    const at = cursorStep === null ? undefined : valueAt(view.focus.state, view.focus.state.loss, cursorStep);
    // The curve shows batch losses, so it need not end at this value.
    const where =
      at !== undefined ? ` at ${formatPlace(at.step)}` : onAllData(view.focus.state) !== null ? ' on all data' : '';
    const now = loss === undefined ? '' : ` ${formatLoss(loss)}${where}`;
    const held = valLossAt(view.focus.state, cursorStep);
    const validation =
      held === undefined ? '' : `, validation ${formatLoss(held)} ${plain('○', view.ascii).replace('?', 'v')}`;
    const [figures, axis] = [`loss${now}${validation}`, ` (${scale}${span}${samples})`];
    const [rate, short] = [rateInWords(view, 'stable now up to'), rateInWords(view, 'stable to')];
    const versions = [figures + axis + rate, figures + axis + short, figures + short, figures + axis, figures];
    return fitting(versions, width, view.ascii);
  },
  minimum: { width: 24, height: 5 },
  paint: (canvas, view) => {
    if (view.runs.every((run) => run.state.loss.length === 0)) return sayNothing(canvas, view, 'no step yet');
    const area = plotArea(canvas);
    if (area.width < 2 || area.height < 1) return sayNothing(canvas, view, 'too small');
    const domain = domainOf(view, area.width);
    const lines = lossLines(view, domain);
    const entropy = plateauOf(view);
    const rows = lossRows(lines, entropy, { kind: view.ui.yScale, height: area.height, ascii: view.ascii });
    const { rowOf } = rows;
    const ticks = rows.ticks(Math.max(2, Math.ceil(area.height / 3)));
    paintVerticalAxis(canvas, area, { ticks, cellOf: rowOf, ascii: view.ascii, style: muted(view) });
    const plot = { canvas, view, area };
    if (entropy !== null && view.vectors !== true) paintPlateau(plot, Math.round(rowOf(entropy)));
    if (view.vectors !== true && (view.ui.fineLoss || view.enlarged) && !view.ascii)
      paintLossDots(plot, lossLines(view, domainOf(view, DOTS_ACROSS * area.width)), rows);
    else if (view.vectors !== true) {
      for (const line of lines) paintWhiskers(plot, line, rowOf);
      paintLines(plot, lines, rows);
    }
    paintMarks(plot, lines, rows);
    for (const line of lines) paintValidation(plot, line, rowOf);
    for (const line of lines) paintNonFinite(plot, line);
    if (entropy !== null) labelPlateau(plot, lines, entropy, rowOf);
    if (view.runs.length > 1) paintRunLegend(plot);
    paintCursor(plot, domain);
    paintTimeAxis(plot, domain, axisRows(canvas.height));
    markCursorValue(plot, domain, rowOf);
  },
  curves: lossCurves,
  regions: (view, panel) => {
    const words = (step: number): string | null => {
      const found = valueAt(view.focus.state, view.focus.state.loss, step);
      return found === undefined ? null : `step ${formatPlace(found.step)}: loss ${formatLoss(found.value)}`;
    };
    return timeRegion(view, plotArea(panel), panel, words);
  },
};

/** The learning rate of the step, if it changes during the run or the highest stable rate is measured; that rate follows. */
function rateInWords({ focus: { state }, ui }: PanelView, limit: string): string {
  const { config, learningRate, scalars } = state;
  const at = (series: Series): string => formatSmall(valueAt(state, series, ui.cursorStep)?.value);
  const stable = scalars.get('stableRate');
  const highest = stable === undefined || config === null ? '' : `, ${limit} ${at(stable)}`;
  const shown = config !== null && (isScheduled(config) || highest !== '') && learningRate.length > 0;
  return shown ? `, rate ${at(learningRate)}${highest}` : '';
}

const everyColumn = <T>({ length }: Columns, of: (x: number) => T): T[] => Array.from({ length }, (_, x) => of(x));

function paintPlateau({ canvas, view, area }: Plot, row: number): void {
  if (!(row >= 0 && row < area.height)) return;
  const glyph = code(glyphs(view.ascii).dashed);
  for (let column = 0; column < area.width; column += 1)
    put(canvas, area.x + column, area.y + row, glyph, { fg: view.theme.plateau, attributes: DIM });
}

/** Whiskers from the lowest to the highest sample of each column, so a spike of one step has its true height. */
function paintWhiskers({ canvas, view, area }: Plot, line: LossLine, rowOf: (value: number) => number): void {
  const glyph = code(glyphs(view.ascii).whisker);
  const colour = runColour(view, line.run.slot);
  for (let x = 0; x < line.columns.length; x += 1) {
    if (line.columns.count(x) === 0) continue;
    const top = Math.round(rowOf(line.columns.max(x)));
    const bottom = Math.round(rowOf(line.columns.min(x)));
    for (let row = Math.max(0, top); row <= Math.min(area.height - 1, bottom); row += 1) {
      if (bottom > top) put(canvas, area.x + x, area.y + row, glyph, { fg: colour, attributes: DIM });
    }
  }
}

function paintLines(plot: Plot, lines: readonly LossLine[], rows: LossRows): void {
  const { canvas, view, area } = plot;
  const series = lines.map((line) => ({
    rows: everyColumn(line.columns, (x) =>
      line.columns.count(x) === 0 ? null : area.height - 1 - rows.meanRow(line, x),
    ),
  }));
  plotLines(series, area.width, area.height, view.ascii).forEach((cells, y) => {
    cells.forEach((cell, x) => {
      const line = cell === null ? undefined : lines[cell.series];
      if (cell === null || line === undefined) return;
      put(canvas, area.x + x, area.y + y, code(cell.glyph), {
        fg: runColour(view, line.run.slot),
        attributes: line.run === view.focus ? BOLD : 0,
      });
    });
  });
}

function paintMarks(plot: Plot, lines: readonly LossLine[], rows: LossRows): void {
  const { view, area } = plot;
  if (rows.floor !== null) for (const line of lines) paintFloor(plot, line, rows.floor);
  if (!rows.placed && rows.floor !== null && area.height > 1) sayNothingAbove(plot);
  if (view.runs.length > 1) markRuns(plot, lines, rows);
}

/** A ring in each column where an epoch ended: the loss on the samples held out. */
function paintValidation(
  { canvas, view, area }: Plot,
  { run, validation }: LossLine,
  rowOf: (value: number) => number,
): void {
  if (validation === null) return;
  const glyph = code(plain('○', view.ascii).replace('?', 'v'));
  for (let x = 0; x < validation.length; x += 1) {
    const row = validation.count(x) === 0 ? NaN : Math.round(rowOf(validation.last(x)));
    if (!(row >= 0 && row < area.height)) continue;
    put(canvas, area.x + x, area.y + row, glyph, { fg: runColour(view, run.slot), attributes: 0 });
  }
}

/** Values of 0 and less have no place on a log axis: columns that hold some get a mark below it. */
function paintFloor({ canvas, view, area }: Plot, line: LossLine, floor: number): void {
  const style = { fg: runColour(view, line.run.slot), attributes: line.run === view.focus ? BOLD : 0 };
  for (let x = 0; x < line.columns.length; x += 1)
    if (line.columns.count(x) > 0 && line.columns.min(x) <= 0)
      put(canvas, area.x + x, area.y + floor, code(glyphs(view.ascii).down), style);
}

function sayNothingAbove({ canvas, view, area }: Plot): void {
  const words = fitting(['no loss above 0, so none on a log axis', 'no loss above 0', ''], area.width, view.ascii);
  const middle = Math.floor((area.height - 1) / 2);
  text(canvas, area.x + Math.floor((area.width - words.length) / 2), area.y + middle, words, muted(view));
}

/** Columns with a NaN or an infinity: a mark at the top, where an exploding loss was heading; -Infinity at the bottom. */
function paintNonFinite({ canvas, view, area }: Plot, line: LossLine): void {
  const set = glyphs(view.ascii);
  let said = false;
  for (let x = 0; x < line.columns.length; x += 1) {
    if (line.columns.nonFinite(x) === 0) continue;
    const last = line.columns.last(x);
    const infinite = Math.abs(last) === Infinity;
    const y = last === -Infinity ? area.y + area.height - 1 : area.y;
    put(canvas, area.x + x, y, code(infinite ? set.infinite : set.nan), { fg: view.theme.alarm, attributes: BOLD });
    if (said) continue;
    said = true;
    const words = `${infinite ? (last > 0 ? 'Inf' : '-Inf') : 'NaN'} ${finiteAfter(line, x) ? 'here' : 'from here'}`;
    const style = { fg: view.theme.alarm };
    if (area.height < 2) continue;
    if (x - words.length - 1 >= 0) textRight(canvas, area.x + x - 1, y, words, style);
    // At the left edge: beside the marks that follow, where no curve is yet.
    else if (area.height > 2)
      textIn(canvas, { x: area.x + x, y: y === area.y ? y + 1 : y - 1, width: area.width - x }, words, style);
  }
}

const finiteAfter = ({ columns }: LossLine, x: number): boolean =>
  everyColumn(columns, (at) => at > x && columns.count(at) > 0 && columns.nonFinite(at) === 0).includes(true);

/** A dot at the exact value under the cursor. */
function markCursorValue({ canvas, view, area }: Plot, domain: StepDomain, rowOf: (value: number) => number): void {
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
