// The runs side by side in figures: where each stands, how its gradient fares over depth, and what the diagnosis says.
import { formatAccuracy, formatCount, formatFixed, formatLoss, formatPercent, formatSmall } from '../../core/format.js';
import { depthFitAt, verdict, type Verdict } from '../../core/diagnosis/verdict.js';
import { valueAt } from '../../core/run/lookup.js';
import { BOLD, put, text, type Canvas, type Style } from '../paint/canvas.js';
import { code, glyphs, runGlyph } from '../paint/glyphs.js';
import { shorten, textRight, wrap } from '../paint/words.js';
import { layerValue, muted, plainText, probeAt, runColour, sayNothing } from './common.js';
import type { Panel, PanelView, RunView } from './panel.js';

interface RunColumn {
  readonly head: string;
  readonly width: number;
  readonly priority: number;
  readonly word: (run: RunView) => string;
}

export const runsPanel: Panel = {
  id: 'runs',
  title: (view) => (view.runs.length === 1 ? 'run' : `${view.runs.length} runs`),
  minimum: { width: 24, height: 3 },
  paint: (canvas, view) => {
    if (canvas.width < 10 || canvas.height < 2) return sayNothing(canvas, view, 'too small');
    const labels = Math.min(24, Math.max(5, ...view.runs.map((run) => run.label.length)));
    const columns = columnsFor(view, canvas.width - 4 - labels - 1);
    const used = columns.reduce((sum, column) => sum + column.width + 1, 4 + labels + 1);
    const verdictWidth = canvas.width - used - 1;
    text(canvas, 4, 0, 'run', muted(view));
    let x = 4 + labels + 1;
    for (const column of columns) {
      textRight(canvas, x + column.width, 0, column.head, muted(view));
      x += column.width + 1;
    }
    if (verdictWidth >= 12) text(canvas, x + 1, 0, 'verdict', muted(view));
    const rows = canvas.height - 1;
    const position = view.runs.indexOf(view.focus);
    const first = Math.max(0, Math.min(view.runs.length - rows, position - Math.floor(rows / 2)));
    view.runs.slice(first, first + rows).forEach((run, index) => {
      paintRow(canvas, view, run, index + 1, { labels, columns, verdictWidth });
    });
    paintVerdict(canvas, view, Math.min(view.runs.length, rows) + 2);
  },
};

function paintRow(
  canvas: Canvas,
  view: PanelView,
  run: RunView,
  y: number,
  table: { labels: number; columns: readonly RunColumn[]; verdictWidth: number },
): void {
  const focused = run === view.focus;
  const colour = runColour(view, run.slot);
  if (focused) put(canvas, 0, y, code(glyphs(view.ascii).right), { fg: view.theme.focus, attributes: BOLD });
  put(canvas, 2, y, code(runGlyph(run.slot)), { fg: colour, attributes: BOLD });
  text(canvas, 4, y, shorten(run.label, table.labels, view.ascii), { fg: colour, attributes: focused ? BOLD : 0 });
  let x = 4 + table.labels + 1;
  for (const column of table.columns) {
    textRight(canvas, x + column.width, y, column.word(run), plainText(view), x);
    x += column.width + 1;
  }
  if (table.verdictWidth < 12) return;
  const said = verdict(run.state, view.ui.cursorStep);
  text(canvas, x + 1, y, shorten(said.text, table.verdictWidth, view.ascii), toneStyle(view, said.tone));
}

/** The whole verdict of the focused run below the table, where there is room. */
function paintVerdict(canvas: Canvas, view: PanelView, top: number): void {
  const said = verdict(view.focus.state, view.ui.cursorStep);
  const lines = wrap(`${runGlyph(view.focus.slot)} ${said.text}`, canvas.width);
  lines.slice(0, Math.max(0, canvas.height - top)).forEach((line, index) => {
    text(canvas, 0, top + index, line, toneStyle(view, said.tone));
  });
}

function toneStyle(view: PanelView, tone: Verdict['tone']): Style {
  if (tone === 'none') return muted(view);
  return tone === 'alarm' ? { fg: view.theme.alarm, attributes: BOLD } : { fg: view.theme[tone] };
}

function columnsFor(view: PanelView, width: number): RunColumn[] {
  const step = view.ui.cursorStep;
  const all: RunColumn[] = [
    {
      head: 'step',
      width: 7,
      priority: 3,
      word: ({ state }) => formatCount(step === null ? state.step : Math.min(step, state.step)),
    },
    {
      head: 'loss',
      width: 8,
      priority: 0,
      word: ({ state }) => {
        const at = valueAt(state, state.loss, step);
        return at === undefined ? '-' : formatLoss(at.value);
      },
    },
    {
      head: 'accuracy',
      width: 8,
      priority: 1,
      word: ({ state }) => formatAccuracy(valueAt(state, state.accuracy, step)?.value),
    },
    {
      head: 'R',
      width: 7,
      priority: 4,
      word: ({ state }) => {
        const last = state.layers.gradRms.length - 2;
        const [a, b] = [layerValue(state, 'gradRms', 0, step), layerValue(state, 'gradRms', last, step)];
        return last < 1 || a === undefined || b === undefined ? '-' : formatSmall(a / b);
      },
    },
    {
      head: 'slope',
      width: 5,
      priority: 2,
      word: ({ state }) => {
        const fit = depthFitAt(state, step);
        return fit === null ? '-' : formatFixed(fit.slope);
      },
    },
    {
      head: 'change',
      width: 8,
      priority: 5,
      word: ({ state }) => formatPercent(probeAt(state, step)?.layers.percentChange[0]),
    },
  ];
  const total = (): number => all.reduce((sum, column) => sum + column.width + 1, 0);
  while (all.length > 1 && total() > width)
    all.splice(all.indexOf(all.reduce((a, b) => (a.priority >= b.priority ? a : b))), 1);
  return all;
}
