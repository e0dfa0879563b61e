// The figures of a run that have no panel of their own, such as those of other programs: a row each with name, value and curve.
// Below them its hyperparameters.
import { isScheduled } from '../../core/config/schedule.js';
import { formatSmall } from '../../core/format.js';
import { differingHparams, hparamInWords } from '../../core/run/hparams.js';
import { valueAt } from '../../core/run/lookup.js';
import { BUCKET, type Series } from '../../core/run/series.js';
import { put, text, type Canvas } from '../../core/screen/canvas.js';
import { elided } from '../../core/text/pathNames.js';
import { sanitizeLine } from '../../core/text/sanitize.js';
import { textWidth } from '../../core/text/width.js';
import { wrap } from '../../core/text/wrap.js';
import { code, glyphs } from '../paint/glyphs.js';
import { stepOf, type StepDomain } from '../../core/run/stepDomain.js';
import { textRight, wrapInto } from '../paint/words.js';
import { muted, sayNothing } from './common.js';
import type { Panel, PanelView } from './panel.js';
import { domainOf } from './timeAxis.js';

const VALUE_WIDTH = 9;
/** Smallest width of a curve. */
const LEAST_COURSE = 8;
/** Largest share of a row for the name. */
const NAME_SHARE = 0.45;
/** Largest share of the panel for hyperparameters. */
const SETTINGS_SHARE = 1 / 3;
/** Longer values are cut: a list of layer sizes, a path. */
const LONGEST_SETTING = 40;
/** A wider panel has two columns. */
const TWO_COLUMNS = 100;

export const metricsPanel: Panel = {
  claims: {},
  extent: 'everything',
  title: (view) => {
    const count = figuresOf(view).length;
    if (count > 0) return `metrics: ${count} in this log`;
    return view.focus.state.run?.hparams === undefined ? 'metrics' : 'hyperparameters';
  },
  minimum: { width: 16, height: 3 },
  paint: (canvas, view) => {
    const all = figuresOf(view);
    const settings = settingsLines(view, canvas.width);
    if (all.length === 0 && settings.length === 0) return sayNothing(canvas, view, 'this log has no other figures');
    if (canvas.width < 4 || canvas.height < 1) return;
    const rows = Math.min(
      settings.length,
      all.length === 0 ? canvas.height : Math.floor(canvas.height * SETTINGS_SHARE),
    );
    paintSettings(
      { canvas, view, x: 0, y: all.length === 0 ? 0 : canvas.height - rows, width: canvas.width },
      settings,
      rows,
    );
    if (all.length > 0) paintFigures(canvas, view, canvas.height - rows, all);
  },
};

/** The learning rate of our own runs if it changes, then the figures of the log. */
function figuresOf({ focus: { state } }: PanelView): [string, Series][] {
  const { config, learningRate, scalars } = state;
  const scheduled = config !== null && isScheduled(config) && learningRate.length > 0;
  return [...(scheduled ? [['learning rate', learningRate] as [string, Series]] : []), ...scalars];
}

/** Paints the figures into `height` rows from the top. */
function paintFigures(canvas: Canvas, view: PanelView, height: number, all: readonly [string, Series][]): void {
  const columns = canvas.width >= TWO_COLUMNS && all.length > height ? 2 : 1;
  const room = columns * height;
  const shown = all.length > room ? all.slice(0, room - 1) : all;
  const width = Math.floor(canvas.width / columns);
  shown.forEach(([name, series], index) => {
    const x = Math.floor(index / height) * width;
    paintRow({ canvas, view, x, y: index % height, width: width - columns + 1 }, name, series);
  });
  if (shown.length === all.length) return;
  const x = Math.floor(shown.length / height) * width;
  text(canvas, x, height - 1, `${all.length - shown.length} more, --metrics chooses`, muted(view));
}

/** Hyperparameters as one paragraph at the bottom; those that differ between the runs first. */
function settingsLines(view: PanelView, width: number): string[] {
  const { hparams } = view.focus.state.run ?? {};
  if (hparams === undefined || Object.keys(hparams).length === 0) return [];
  const first = differingHparams(view.allRuns.map(({ state }) => state.run?.hparams));
  const names = [...new Set([...first, ...Object.keys(hparams)])];
  const said = names
    .filter((name) => hparams[name] !== 'null')
    .map((name) => `${name} ${sanitizeLine(hparamInWords(hparams, name), LONGEST_SETTING)}`);
  return wrap(`hyperparameters: ${said.join(', ')}`, width);
}

function paintSettings({ canvas, view, x, y, width }: Row, lines: readonly string[], rows: number): void {
  wrapInto([lines.join(' ')], { width, rows, ascii: view.ascii }).forEach((line, at) => {
    text(canvas, x, y + at, line, muted(view));
  });
}

interface Row {
  readonly canvas: Canvas;
  readonly view: PanelView;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

function paintRow({ canvas, view, x, y, width }: Row, name: string, series: Series): void {
  const { state } = view.focus;
  const course = width - VALUE_WIDTH - 2 - Math.floor(width * NAME_SHARE);
  const names = course < LEAST_COURSE ? width - VALUE_WIDTH - 1 : Math.floor(width * NAME_SHARE);
  const value = formatSmall(valueAt(state, series, view.ui.cursorStep)?.value);
  text(canvas, x, y, elided(name, Math.max(1, names), glyphs(view.ascii).ellipsis), muted(view));
  textRight(canvas, x + names + 1 + Math.max(VALUE_WIDTH, textWidth(value)), y, value, { fg: view.theme.text });
  if (course < LEAST_COURSE) return;
  paintCourse({ canvas, view, x: x + width - course, y, width: course }, series);
}

/** The mean of each column as a bar between the least and the greatest mean. A column with a non-finite value gets a mark. */
function paintCourse({ canvas, view, x, y, width }: Row, series: Series): void {
  const domain = domainOf(view, width);
  const means = columnMeans(series, domain);
  const finite = means.filter((mean): mean is number => Number.isFinite(mean));
  const least = Math.min(...finite);
  const span = Math.max(...finite) - least;
  const { bars } = glyphs(view.ascii);
  means.forEach((mean, column) => {
    if (mean === undefined) return;
    const place = span > 0 ? (mean - least) / span : 0.5;
    const bar = Number.isFinite(mean) ? bars[Math.round(place * (bars.length - 1))] : 'x';
    const fg = Number.isFinite(mean)
      ? (view.theme.runs[view.focus.slot % view.theme.runs.length] ?? view.theme.text)
      : view.theme.alarm;
    put(canvas, x + column, y, code(bar ?? ' '), { fg });
  });
}

/** Undefined before the first sample, NaN for a column with a non-finite sample. A sparse series keeps its last value until the next. */
function columnMeans(series: Series, domain: StepDomain): (number | undefined)[] {
  const ends = series.field(series.length - 1, BUCKET.lastStep);
  let index = 0;
  let last: number | undefined;
  return Array.from({ length: domain.columns }, (_, column) => {
    const [from, to] = [stepOf(domain, column), stepOf(domain, column + 1)];
    let [sum, count, broken] = [0, 0, 0];
    for (; index < series.length && series.field(index, BUCKET.firstStep) < to; index += 1) {
      if (series.field(index, BUCKET.lastStep) < domain.first) continue;
      sum += series.field(index, BUCKET.sum);
      count += series.field(index, BUCKET.count);
      broken += series.field(index, BUCKET.nonFinite);
    }
    if (broken > 0) last = NaN;
    else if (count > 0) last = sum / count;
    return from > ends ? undefined : last;
  });
}
