// Limits of learning rate and batch size: learning rate / highest stable rate over the steps, and the gradient noise scale.
import { dashboardKeys } from '../../core/app/keymap.js';
import { formatCount, formatPlace, formatSetting, formatSmall } from '../../core/format.js';
import { declinedLine } from '../../core/run/declined.js';
import { valueAt } from '../../core/run/lookup.js';
import type { Series } from '../../core/run/series.js';
import { columnOf } from '../../core/run/stepDomain.js';
import type { Area } from '../../core/screen/area.js';
import { BOLD, DIM, put } from '../../core/screen/canvas.js';
import { plotLines } from '../paint/asciichart.js';
import { paintVerticalAxis } from '../paint/axis.js';
import { code, glyphs } from '../paint/glyphs.js';
import { resampleSeries } from '../paint/resample.js';
import { boundsOf, logScale } from '../paint/scale.js';
import { fitting } from '../paint/words.js';
import { muted, paintSentences, rowsBelow, runColour, sayNothing } from './common.js';
import type { Panel, PanelView, Plot } from './panel.js';
import { axisRows, domainOf, paintCursor, paintTimeAxis, plotArea, timeRegion } from './timeAxis.js';

/** A figure of the focused run at the shown step. */
function figure({ focus: { state }, ui }: PanelView, name: string): number | undefined {
  const series = state.scalars.get(name);
  return series === undefined ? undefined : valueAt(state, series, ui.cursorStep)?.value;
}

export const limitsPanel: Panel = {
  claims: {},
  extent: 'pictures',
  title: (view, width = Infinity) => {
    const [stability, rate] = [figure(view, 'stability'), figure(view, 'stableRate')];
    if (stability === undefined || rate === undefined) return 'limits of rate and batch';
    const now = `highest stable rate now ${formatSmall(rate)}`;
    return fitting([`stability ${formatSmall(stability)}, ${now}`, now, 'limits'], width, view.ascii);
  },
  minimum: { width: 24, height: 5 },
  paint: (canvas, view) => {
    const figures = [...rateLines(view), ...batchLines(view)];
    if (figures.length === 0) return sayNothing(canvas, view, declinedLines(view).join('; ') || whyNone(view));
    const area = areaOf(view, canvas);
    const series = view.focus.state.scalars.get('stability');
    if (area !== null && series !== undefined) paintCourse({ canvas, view, area }, series);
    paintSentences(canvas, view, [...figures, ...declinedLines(view)], area !== null);
  },
  regions: (view, panel) => {
    const area = areaOf(view, panel);
    return area === null ? [] : timeRegion(view, area, panel, (step) => wordsAt(view, step));
  },
};

function whyNone({ focus: { state }, keys }: PanelView): string {
  if (state.config?.sharpness === 'on') return 'no measurement yet';
  const { keyOf } = dashboardKeys(keys);
  return `off: ${keyOf('sharpness')} measures the rate, ${keyOf('noise-scale')} the batch`;
}

const declinedLines = ({ focus: { state } }: PanelView): string[] =>
  (['sharpness', 'noiseScale'] as const).flatMap((name) => declinedLine(state.run?.engine?.why, name) ?? []);

/** Of the course; null: it is not drawn. */
function areaOf(view: PanelView, panel: Pick<Area, 'width' | 'height'>): Area | null {
  if (!view.focus.state.scalars.has('stability')) return null;
  const lines = [...rateLines(view), ...batchLines(view), ...declinedLines(view)];
  const area = plotArea(panel, 0, axisRows(panel.height) + rowsBelow(lines, panel));
  return area.height >= 2 && area.width >= 8 ? area : null;
}

function wordsAt({ focus: { state } }: PanelView, step: number): string | null {
  const series = state.scalars.get('stability');
  const found = series === undefined ? undefined : valueAt(state, series, step);
  return found === undefined ? null : `step ${formatPlace(found.step)}: stability ${formatSmall(found.value)}`;
}

function rateLines(view: PanelView): string[] {
  const { state } = view.focus;
  const [sharpness, stability, highest] = ['sharpness', 'stability', 'stableRate'].map((name) => figure(view, name));
  if (sharpness === undefined) return leastLines(view);
  if (stability === undefined || highest === undefined) return [`sharpness ${formatSmall(sharpness)}`];
  const rate = valueAt(state, state.learningRate, view.ui.cursorStep)?.value;
  const beyond = stability > 1 ? ': steps along the sharpest direction grow' : '';
  return [
    `rate ${formatSmall(rate)}, highest stable rate ${formatSmall(highest)} (sharpness ${formatSmall(sharpness)})${beyond}`,
  ];
}

/** A short run affords too few products for the sharpness, and knows a lower bound. */
function leastLines(view: PanelView): string[] {
  const [least, rate] = [figure(view, 'sharpnessAtLeast'), figure(view, 'stableRateAtMost')];
  if (least === undefined) return [];
  const key = dashboardKeys(view.keys).keyOf('sharpness-every');
  return [
    `sharpness at least ${formatSmall(least)}, not settled`,
    ...(rate === undefined ? [] : [`highest stable rate at most ${formatSmall(rate)}`]),
    `too few steps: ${key} measures at any cost`,
  ];
}

function batchLines(view: PanelView): string[] {
  const scale = figure(view, 'noiseScale');
  if (scale === undefined) return figure(view, 'gradientVariance') === undefined ? [] : ['noise scale: not known yet'];
  const { config } = view.focus.state;
  const batch = config === null ? '' : `batch ${formatSetting(config.batchSize * config.accumulate)}, `;
  return [`${batch}noise scale ${formatCount(Math.round(scale))}: larger batches stop paying beyond it`];
}

/** The ratio on a log axis, and its limit of 1 as a line. A measurement holds until the next. */
function paintCourse(plot: Plot, series: Series): void {
  const { canvas, view, area } = plot;
  const domain = domainOf(view, area.width);
  const columns = resampleSeries(series, domain);
  const last = columnOf(domain, valueAt(view.focus.state, series, null)?.step ?? 0);
  let held = NaN;
  const values = Array.from({ length: columns.length }, (_, x) => {
    if (columns.count(x) > 0) held = columns.max(x);
    return x <= last ? held : NaN;
  });
  const bounds = boundsOf([...values, 1], 'log') ?? { low: 0.1, high: 1 };
  const scale = logScale(bounds.low / 1.2, bounds.high * 1.2);
  const rowOf = (value: number): number => (1 - scale.fraction(value)) * (area.height - 1);
  const ticks = scale.ticks(Math.max(2, Math.ceil(area.height / 3)));
  paintVerticalAxis(canvas, area, { ticks, cellOf: rowOf, ascii: view.ascii, style: muted(view) });
  const limit = area.y + Math.round(rowOf(1));
  for (let x = 0; x < area.width; x += 1)
    put(canvas, area.x + x, limit, code(glyphs(view.ascii).dashed), { fg: view.theme.plateau, attributes: DIM });
  const rows = values.map((value) => {
    const row = rowOf(value);
    return Number.isFinite(row) ? area.height - 1 - row : null;
  });
  plotLines([{ rows }], area.width, area.height, view.ascii).forEach((cells, y) => {
    cells.forEach((cell, x) => {
      if (cell === null) return;
      put(canvas, area.x + x, area.y + y, code(cell.glyph), {
        fg: runColour(view, view.focus.slot),
        attributes: BOLD,
      });
    });
  });
  paintCursor(plot, domain);
  paintTimeAxis(plot, domain, axisRows(canvas.height));
}
