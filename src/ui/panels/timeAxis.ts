// The x axis shared by loss chart, heatmap and traces: a step has the same column in all of them.
import { bucketsOrSteps } from './timeSource.js';
import { wholeOf } from '../../core/app/timeView.js';
import type { Area } from '../../core/screen/area.js';
import { DEFAULT, INVERSE, put, text, type Canvas } from '../../core/screen/canvas.js';
import { paintHorizontalAxis } from '../paint/axis.js';
import { code, glyphs } from '../paint/glyphs.js';
import { columnOf, lastStepOf, recentDomain, type StepDomain } from '../../core/run/stepDomain.js';
import { stepTicks } from '../paint/scale.js';
import { muted } from './common.js';
import type { PanelRegion, PanelView, Plot } from './panel.js';

export { bucketsOrSteps };

const SPACE = 32;

/** Cells left of the plot, including the axis. They depend only on the width, so stacked panels align. */
export const gutterOf = (width: number): number => (width >= 90 ? 10 : width >= 36 ? 8 : 6);

/** The plot of a panel of this size, right of the gutter, between the rows above it and those below, by default the axis. */
export function plotArea({ width, height }: Pick<Area, 'width' | 'height'>, above = 0, below = axisRows(height)): Area {
  const gutter = gutterOf(width);
  return { x: gutter, y: above, width: width - gutter, height: height - above - below };
}

/** Steps of the columns, over all visible runs. */
export function domainOf(view: PanelView, columns: number): StepDomain {
  const { zoom, window } = view.ui;
  if (zoom !== null) return { ...zoom, columns };
  const states = view.runs.map((run) => run.state);
  if (window === 'recent')
    return recentDomain(recentEnd(view, Math.max(1, ...states.map((run) => run.step)), columns), columns);
  return wholeOf(states, columns);
}

/** If the cursor is outside the last window, the window moves to the cursor. */
function recentEnd(view: PanelView, step: number, columns: number): number {
  const cursor = view.ui.cursorStep;
  if (cursor === null || cursor >= recentDomain(step, columns).first) return step;
  return Math.min(step, cursor + Math.floor(columns / 2));
}

/** Column of the cursor; null without a cursor, or if it lies outside. */
function cursorColumn(view: PanelView, domain: StepDomain): number | null {
  if (view.ui.cursorStep === null) return null;
  const column = columnOf(domain, view.ui.cursorStep);
  return column >= 0 && column < domain.columns ? column : null;
}

/** The cursor as a vertical line; without colours it inverts occupied cells instead of covering them. */
export function paintCursor({ canvas, view, area }: Plot, domain: StepDomain): void {
  const column = cursorColumn(view, domain);
  if (column === null) return;
  const glyph = code(glyphs(view.ascii).cursor);
  for (let row = 0; row < area.height; row += 1) {
    const at = (area.y + row) * canvas.width + area.x + column;
    const empty = canvas.glyph[at] === SPACE;
    if (empty && (canvas.bg[at] ?? DEFAULT) === DEFAULT) {
      put(canvas, area.x + column, area.y + row, glyph, { fg: view.theme.cursor });
    } else if (!view.theme.colourless && (canvas.bg[at] ?? DEFAULT) !== DEFAULT) {
      put(canvas, area.x + column, area.y + row, glyph, { fg: view.theme.cursor, bg: canvas.bg[at] ?? DEFAULT });
    } else canvas.attributes[at] = (canvas.attributes[at] ?? 0) | INVERSE;
  }
}

/** Rows of the axis: line and labels; labels only in a low panel; also epochs in a high one. */
export const axisRows = (height: number): number => (height >= 16 ? 3 : height >= 9 ? 2 : height >= 5 ? 1 : 0);

/** Paints the axis into `rows` rows below `area`: steps, and epochs if there is room. */
export function paintTimeAxis({ canvas, view, area }: Plot, domain: StepDomain, rows: number): void {
  if (rows < 1) return;
  const style = muted(view);
  const y = area.y + area.height;
  const last = domain.first + domain.span - 1;
  const most = Math.max(1, Math.floor(area.width / 11));
  const column = (step: number): number => columnOf(domain, step);
  const line = rows >= 2;
  const ticks = stepTicks(domain.first, last, most);
  paintHorizontalAxis(canvas, area, y, { ticks, cellOf: column, ascii: view.ascii, line, style, unit: 'step' });
  const perEpoch = view.focus.state.run?.stepsPerEpoch ?? 0;
  if (rows >= 3 && perEpoch > 0) {
    const epochs = stepTicks((domain.first - 1) / perEpoch, last / perEpoch, most);
    // Epoch e has ended after step e * perEpoch.
    paintHorizontalAxis(canvas, area, y + 2, {
      ticks: epochs,
      cellOf: (epoch) => column(Math.max(1, epoch * perEpoch)),
      ascii: view.ascii,
      line: false,
      style,
      unit: 'epoch',
    });
  }
  const cursor = cursorColumn(view, domain);
  if (cursor === null || view.ui.cursorStep === null) return;
  // The cursor's step covers the label row.
  const label = ` ${view.ui.cursorStep} `;
  const at = Math.min(area.x + area.width - label.length, Math.max(area.x, area.x + cursor - (label.length >> 1)));
  const row = line ? y + 1 : y;
  eraseLabel(canvas, area, { from: at - 1, row, turn: -1 });
  eraseLabel(canvas, area, { from: at + label.length, row, turn: 1 });
  text(canvas, at, row, label, { fg: view.theme.cursor, attributes: INVERSE });
}

/** Erases what is left of a label that is covered in part: "20" of "200" would read as another step. */
function eraseLabel(
  canvas: Canvas,
  area: Area,
  { from, row, turn }: { from: number; row: number; turn: 1 | -1 },
): void {
  const end = area.x + area.width;
  for (let x = from; x >= 0 && x < end && canvas.glyph[row * canvas.width + x] !== SPACE; x += turn)
    put(canvas, x, row, SPACE);
}

/** The plot and its axis as a region of the mouse; empty if nothing is painted. `words`: the figure at a step. */
export function timeRegion(
  view: PanelView,
  area: Area,
  panel: Pick<Area, 'height'>,
  words?: (step: number) => string | null,
): readonly PanelRegion[] {
  if (area.width < 2 || area.height < 1) return [];
  const domain = domainOf(view, area.width);
  const known = view.focus.state.step;
  const region = { area: { ...area, height: panel.height - area.y }, domain };
  if (words === undefined) return [region];
  return [
    {
      ...region,
      words: ({ x }) => {
        const step = Math.min(lastStepOf(domain, x - area.x), known);
        return step < domain.first ? null : words(step);
      },
    },
  ];
}
