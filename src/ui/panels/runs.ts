// The table of runs: progress, loss, gradient over depth, and verdict of each.
import {
  formatAccuracy,
  formatCount,
  formatDuration,
  formatFixed,
  formatLoss,
  formatPercent,
  formatSmall,
} from '../../core/format.js';
import type { Intent } from '../../core/app/keymap.js';
import type { SortKey } from '../../core/app/state.js';
import { depthFitAt, verdict, type Verdict } from '../../core/diagnosis/verdict.js';
import { changeInShort } from '../../core/run/kernelChange.js';
import { accuracyAt, lossAt, probeAt, valLossAt } from '../../core/run/lookup.js';
import type { TermName } from '../../core/text/glossary.js';
import { textWidth } from '../../core/text/width.js';
import { BOLD, DIM, put, text, type Canvas, type Style } from '../../core/screen/canvas.js';
import { code, glyphs, runGlyph } from '../paint/glyphs.js';
import { shorten, textRight, textRightIn, wrapInto } from '../paint/words.js';
import { firstShown, layerValue, muted, paintScrollMarks, plainText, runColour, sayNothing } from './common.js';
import type { Panel, PanelView, RunView } from './panel.js';
import { haveSettings, LEAST_SETTINGS, settingsOf, type SettingsColumn } from './runSettings.js';

interface RunColumn {
  readonly by: SortKey & TermName;
  readonly width: number;
  /** Columns with a higher number are dropped first. */
  readonly priority: number;
  /** Sort value, ascending; undefined and NaN come last. */
  readonly value: (run: RunView) => number | undefined;
  readonly word: (run: RunView) => string;
}

/** Before the label: focus, pin and mark. */
const LABEL_X = 4;
const NARROWEST_VERDICT = 12;

export const runsPanel: Panel = {
  claims: { several: 3 },
  severalOnly: true,
  extent: 'everything',
  title: ({ allRuns, ui }) => {
    const order =
      ui.sort.by === 'place' && !ui.sort.reversed ? '' : `, by ${ui.sort.by}${ui.sort.reversed ? ', reversed' : ''}`;
    return allRuns.length === 1 ? 'run' : `${allRuns.length} runs${order}`;
  },
  minimum: { width: 24, height: 3 },
  paint: (canvas, view) => {
    if (canvas.width < 10 || canvas.height < 2) return sayNothing(canvas, view, 'too small');
    const all = columnsOf(view);
    const runs = sorted(view, all);
    const labels = Math.min(24, Math.max(5, ...runs.map((run) => textWidth(run.label))));
    const columns = columnsBeside(view, all, canvas.width - LABEL_X - labels - 1);
    const used = columns.reduce((sum, column) => sum + column.width + 1, LABEL_X + labels + 1);
    const settings = settingsOf(view.allRuns, canvas.width - used - 2 - NARROWEST_VERDICT);
    const verdictWidth = canvas.width - used - 1 - (settings === null ? 0 : settings.width + 1);
    text(canvas, LABEL_X, 0, 'run', muted(view));
    const head = (by: SortKey): Style =>
      view.ui.sort.by === by ? { fg: view.theme.focus, attributes: BOLD } : muted(view);
    let x = LABEL_X + labels + 1;
    for (const column of columns) {
      textRight(canvas, x + column.width, 0, column.by, head(column.by));
      x += column.width + 1;
    }
    if (settings !== null) {
      text(canvas, x + 1, 0, 'differs', muted(view));
      x += settings.width + 1;
    }
    if (verdictWidth >= NARROWEST_VERDICT) text(canvas, x + 1, 0, 'verdict', head('verdict'));
    const rows = canvas.height - 1;
    const first = firstRow(view, runs, rows);
    runs.slice(first, first + rows).forEach((run, index) => {
      paintRow(canvas, view, run, index + 1, { labels, columns, settings, verdictWidth });
    });
    paintScrollMarks(canvas, view, first, runs.length, rows);
    paintVerdict(canvas, view, Math.min(runs.length, rows) + 2);
  },
  regions: (view, { width, height }) => {
    const runs = sorted(view, columnsOf(view));
    const first = firstRow(view, runs, height - 1);
    const focusAt = (row: number): readonly Intent[] => {
      const run = runs[first + row];
      return run === undefined ? [] : [{ type: 'focusId', runId: run.state.runId }];
    };
    return [{ area: { x: 0, y: 1, width, height: height - 1 }, click: ({ y }) => focusAt(y - 1) }];
  },
};

const firstRow = (view: PanelView, runs: readonly RunView[], rows: number): number =>
  firstShown(runs.indexOf(view.focus), runs.length, rows);

function paintRow(
  canvas: Canvas,
  view: PanelView,
  run: RunView,
  y: number,
  table: {
    labels: number;
    columns: readonly RunColumn[];
    settings: SettingsColumn | null;
    verdictWidth: number;
  },
): void {
  const focused = run === view.focus;
  const dim = run.hidden ? DIM : 0;
  const colour = run.hidden ? view.theme.muted : runColour(view, run.slot);
  if (focused) put(canvas, 0, y, code(glyphs(view.ascii).right), { fg: view.theme.focus, attributes: BOLD });
  if (run.pinned) put(canvas, 1, y, code(glyphs(view.ascii).pin), { fg: view.theme.focus, attributes: BOLD });
  put(canvas, 2, y, code(runGlyph(run.slot)), { fg: colour, attributes: dim || BOLD });
  text(canvas, LABEL_X, y, shorten(run.label, table.labels, view.ascii), {
    fg: colour,
    attributes: focused ? BOLD : dim,
  });
  let x = LABEL_X + table.labels + 1;
  const figures = run.hidden ? muted(view) : plainText(view);
  table.columns.forEach((column, index) => {
    // The first column is the least important.
    const word = run.hidden && index === 0 ? 'hidden' : column.word(run);
    textRightIn(canvas, { x, y, width: column.width }, word, figures);
    x += column.width + 1;
  });
  if (table.settings !== null) {
    const { words, width } = table.settings;
    text(canvas, x + 1, y, shorten(words.get(run) ?? '', width, view.ascii), figures);
    x += width + 1;
  }
  if (table.verdictWidth < NARROWEST_VERDICT) return;
  const said = verdict(run.state, view.ui.cursorStep);
  text(
    canvas,
    x + 1,
    y,
    shorten(said.text, table.verdictWidth, view.ascii),
    run.hidden ? muted(view) : toneStyle(view, said.tone),
  );
}

/** The columns that fit. If hyperparameters differ, columns without values are dropped and some width is kept free for them. */
function columnsBeside({ allRuns }: PanelView, all: readonly RunColumn[], width: number): RunColumn[] {
  if (!haveSettings(allRuns)) return fitting(all, width);
  const known = all.filter(({ value }) => allRuns.some((run) => value(run) !== undefined));
  return fitting(known, width - LEAST_SETTINGS - 1);
}

/** Pinned runs first, each group sorted; ties keep the order of starting. */
function sorted(view: PanelView, columns: readonly RunColumn[]): RunView[] {
  const { by, reversed } = view.ui.sort;
  const worst = ['alarm', 'warning', 'none', 'good'];
  const valueOf =
    by === 'place'
      ? (run: RunView): number => view.allRuns.indexOf(run)
      : by === 'verdict'
        ? (run: RunView): number => worst.indexOf(verdict(run.state, view.ui.cursorStep).tone)
        : columns.find((column) => column.by === by)?.value;
  const keyed = view.allRuns.map((run) => {
    const value = valueOf?.(run);
    return { run, value: value === undefined || Number.isNaN(value) ? null : reversed ? -value : value };
  });
  keyed.sort((a, b) => {
    if (a.run.pinned !== b.run.pinned) return a.run.pinned ? -1 : 1;
    if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null);
    return a.value < b.value ? -1 : a.value > b.value ? 1 : 0;
  });
  return keyed.map(({ run }) => run);
}

/** The verdict of the focused run below the table, if there is room. */
function paintVerdict(canvas: Canvas, view: PanelView, top: number): void {
  const said = verdict(view.focus.state, view.ui.cursorStep);
  const room = { width: canvas.width, rows: canvas.height - top, ascii: view.ascii };
  wrapInto([`${runGlyph(view.focus.slot)} ${said.text}`], room).forEach((line, index) => {
    text(canvas, 0, top + index, line, toneStyle(view, said.tone));
  });
}

function toneStyle(view: PanelView, tone: Verdict['tone']): Style {
  if (tone === 'none') return muted(view);
  return tone === 'alarm' ? { fg: view.theme.alarm, attributes: BOLD } : { fg: view.theme[tone] };
}

function columnsOf(view: PanelView): RunColumn[] {
  const step = view.ui.cursorStep;
  const stepOf = ({ state }: RunView): number => (step === null ? state.step : Math.min(step, state.step));
  const lossOf = ({ state }: RunView) => lossAt(state, step);
  const heldOutOf = ({ state }: RunView) => valLossAt(state, step);
  const heldOut = view.allRuns.some(({ state }) => state.valLoss.length > 0);
  const accuracyOf = ({ state }: RunView) => accuracyAt(state, step);
  const ratioOf = ({ state }: RunView): number | undefined => {
    const last = state.layers.gradRms.length - 2;
    const [a, b] = [layerValue(state, 'gradRms', 0, step), layerValue(state, 'gradRms', last, step)];
    return last < 1 || a === undefined || b === undefined ? undefined : a / b;
  };
  const slopeOf = ({ state }: RunView) => depthFitAt(state, step)?.slope;
  const changeOf = ({ state }: RunView) => probeAt(state, step)?.layers.percentChange[0];
  const timeOf = ({ state }: RunView): number | undefined =>
    step === null && state.end !== null
      ? state.end.elapsedMs
      : state.epochs.findLast((epoch) => step === null || epoch.step <= step)?.elapsedMs;
  const column = <T extends number | null | undefined>(
    by: SortKey & TermName,
    width: number,
    priority: number,
    value: (run: RunView) => T,
    word: (value: NonNullable<T>) => string,
  ): RunColumn => ({
    by,
    width,
    priority,
    value: (run) => value(run) ?? undefined,
    word: (run) => {
      const it = value(run);
      return it === undefined || it === null ? '-' : word(it);
    },
  });
  return [
    column('step', 7, 4, stepOf, formatCount),
    column('loss', 8, 0, lossOf, formatLoss),
    ...(heldOut ? [column('validation', 10, 1, heldOutOf, formatLoss)] : []),
    column('accuracy', 8, 2, accuracyOf, formatAccuracy),
    column('R', 7, 5, ratioOf, formatSmall),
    column('slope', 5, 3, slopeOf, formatFixed),
    { ...column('change', 8, 6, changeOf, formatPercent), word: ({ state }) => changeInShort(state, 0, step) },
    column('time', 6, 7, timeOf, formatDuration),
  ];
}

/** The columns that fit, by priority, in table order. */
function fitting(all: readonly RunColumn[], width: number): RunColumn[] {
  const columns = [...all];
  const total = (): number => columns.reduce((sum, column) => sum + column.width + 1, 0);
  while (columns.length > 1 && total() > width)
    columns.splice(columns.indexOf(columns.reduce((a, b) => (a.priority >= b.priority ? a : b))), 1);
  return columns;
}
