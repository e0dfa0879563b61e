// A map as a figure in SVG: cells in colour, axes with values, the critical line, the colour scale.
import { kebab } from '../../core/config/describe.js';
import { criticalLine, type CriticalLine } from '../../core/sweep/critical.js';
import { axisLabels } from '../../core/sweep/label.js';
import type { SweepMap, SweepPlan } from '../../core/sweep/map.js';
import { sliceMaps, sliceWords } from '../../core/sweep/slices.js';
import type { Span } from '../../core/sweep/metric.js';
import { spanOf } from '../../core/sweep/span.js';
import { metricOf, type SweepMetric } from '../../core/sweep/metrics.js';
import { VERDICT_NAMES, type VerdictName } from '../../core/sweep/verdicts.js';
import { hexColour } from '../../runtime/terminal/colour.js';
import { rampColour } from '../paint/colour.js';
import { borderOf, verdictColour } from '../paint/sweepLegend.js';
import type { Paper, Theme } from '../themes/theme.js';
import { escapeMarkup } from './markup.js';
import { cellsSvg } from './sweepCells.js';
import { gridOf, MARGIN, number, PLOT } from './sweepGrid.js';
import type { Length } from './svg.js';

export interface SweepFigure extends Paper {
  readonly metric: SweepMetric;
  readonly critical: CriticalLine | null;
  /** The ends of a scale that fits the map. */
  readonly span?: Span | null;
  readonly theme: Theme;
  readonly title: string;
  readonly transparent: boolean;
  /** Over the map, if not its metric. */
  readonly heading?: string;
  /** Width on paper; the height follows. */
  readonly svgWidth: Length | null;
}

/** The colour scale below the map. */
const SCALE = { width: 240, height: 12 } as const;
const FONT = 14;
/** Room for a value of an axis. */
const LABEL = { width: 64, height: 22 } as const;
const FAMILY = "ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace";

const WHOLE = {
  width: MARGIN.left + PLOT.width + MARGIN.right,
  height: MARGIN.top + PLOT.height + MARGIN.bottom,
} as const;

/** Deterministic: the same map gives the same bytes. The maps of a third axis stand side by side, each with its own axes. */
export function sweepSvg(map: SweepMap, asked: SweepFigure): string {
  const { plan } = map;
  // The maps of a third axis share one scale.
  const figure = { ...asked, span: spanOf(asked.metric, map) };
  const across = acrossOf(plan);
  const down = Math.ceil((plan.z?.values.length ?? 1) / across);
  const [width, height] = [across * WHOLE.width, down * WHOLE.height];
  const { svgWidth: paper } = figure;
  const size =
    paper === null
      ? `width="${width}" height="${height}"`
      : `width="${paper.value}${paper.unit}" height="${number((paper.value * height) / width)}${paper.unit}"`;
  const ground = `<rect width="${width}" height="${height}" fill="${hexColour(figure.background)}"/>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" ${size} role="img" ` +
      `font-family="${FAMILY}" font-size="${FONT}" fill="${hexColour(figure.foreground)}">`,
    `<title>${escapeMarkup(figure.title)}</title>`,
    ...(figure.transparent ? [] : [ground]),
    ...(plan.z === undefined
      ? figureOf(map, figure)
      : sliceMaps(map).flatMap((own, slice) => tile(own, plan, slice, figure))),
    '</svg>',
    '',
  ].join('\n');
}

/** Maps of a third axis side by side, as nearly a square as they fit. */
const acrossOf = ({ z }: SweepPlan): number => Math.ceil(Math.sqrt(z?.values.length ?? 1));

/** One of several maps, at its place. */
function tile(map: SweepMap, plan: SweepPlan, slice: number, figure: SweepFigure): string[] {
  const across = acrossOf(plan);
  const [x, y] = [(slice % across) * WHOLE.width, Math.floor(slice / across) * WHOLE.height];
  const critical = figure.critical === null ? null : criticalLine(map.plan);
  const heading = `${metricOf(figure.metric).words}, ${sliceWords(plan, slice)}`;
  return [`<g transform="translate(${x} ${y})">`, ...figureOf(map, { ...figure, critical, heading }), '</g>'];
}

/** The elements of one map. */
function figureOf(map: SweepMap, figure: SweepFigure): string[] {
  return [
    word(
      MARGIN.left,
      MARGIN.top - 14,
      'start',
      figure.heading ?? `${metricOf(figure.metric).words} of ${map.plan.config.name}`,
    ),
    ...cellsSvg(map, figure),
    ...axes(map, figure),
    ...line(map, figure, figure.critical, ''),
    ...line(map, figure, borderOf(map), ' stroke-dasharray="6 6"'),
    ...(figure.metric === 'verdict' ? verdicts(map, figure) : scale(map, figure)),
  ];
}

const word = (x: number, y: number, anchor: 'start' | 'middle' | 'end', text: string, more = ''): string =>
  `<text x="${number(x)}" y="${number(y)}" text-anchor="${anchor}"${more}>${escapeMarkup(text)}</text>`;

/** Values with room between them, names, and a frame. */
function axes(map: SweepMap, { foreground }: SweepFigure): string[] {
  const { x, y } = map.plan;
  const { columns, rows, left, top, height } = gridOf(map);
  const bottom = MARGIN.top + PLOT.height;
  const every = (count: number, room: number, wanted: number): number =>
    Math.max(1, Math.ceil((count * wanted) / room));
  const [dx, dy] = [every(columns, PLOT.width, LABEL.width), every(rows, PLOT.height, LABEL.height)];
  const out = [
    `<rect x="${MARGIN.left}" y="${MARGIN.top}" width="${PLOT.width}" height="${PLOT.height}" fill="none" stroke="${hexColour(foreground)}"/>`,
  ];
  axisLabels(x.values).forEach((label, column) => {
    if (column % dx === 0) out.push(word((left(column) + left(column + 1)) / 2, bottom + 18, 'middle', label));
  });
  axisLabels(y.values).forEach((label, row) => {
    if (row % dy === 0) out.push(word(MARGIN.left - 8, top(row) + height / 2 + 5, 'end', label));
  });
  out.push(word(MARGIN.left + PLOT.width / 2, bottom + 42, 'middle', kebab(x.field)));
  const middle = MARGIN.top + PLOT.height / 2;
  out.push(word(18, middle, 'middle', kebab(y.field), ` transform="rotate(-90 18 ${middle})"`));
  return out;
}

/** A step for each value of the other axis, at its place between the middles of cells. */
function line(
  map: SweepMap,
  { background, foreground }: SweepFigure,
  at: CriticalLine | null,
  dashes: string,
): string[] {
  if (at === null) return [];
  const { left, top, height } = gridOf(map);
  let path = '';
  at.places.forEach((place, other) => {
    if (place === null) return;
    const [x, y] = at.along === 'y' ? [left(other), top(place) + height / 2] : [left(place + 0.5), top(other)];
    path +=
      at.along === 'y'
        ? `M${number(x)} ${number(y)}H${number(left(other + 1))}`
        : `M${number(x)} ${number(y)}v${number(height)}`;
  });
  if (path === '') return [];
  const stroke = (colour: number, width: number): string =>
    `<path d="${path}" fill="none" stroke="${hexColour(colour)}" stroke-width="${width}" stroke-linecap="square"${dashes}/>`;
  return [stroke(background, 5), stroke(foreground, 2)];
}

const SCALE_TOP = MARGIN.top + PLOT.height + 66;
const SCALE_STEPS = 48;

function scale(map: SweepMap, { metric, theme, critical: line, span = null }: SweepFigure): string[] {
  const [dark, bright] = metricOf(metric).ends(map.cells.values().next().value?.seeds[0], span);
  const { unit } = metricOf(metric);
  // A character of a monospaced font is about six tenths of its size wide.
  const start = MARGIN.left + Math.ceil(dark.length * FONT * 0.6) + 10;
  const step = SCALE.width / SCALE_STEPS;
  const end = start + SCALE.width;
  const marks = [
    `red: diverged`,
    ...(line === null ? [] : ['line: chi = 1']),
    ...(borderOf(map) === null ? [] : ['dashes: depth 6 xi']),
  ].join(', ');
  return [
    word(MARGIN.left, SCALE_TOP + SCALE.height, 'start', dark),
    ...Array.from({ length: SCALE_STEPS }, (_, i) => {
      const colour = rampColour(theme.ramp, (i + 0.5) / SCALE_STEPS);
      return `<rect x="${number(start + i * step)}" y="${SCALE_TOP}" width="${number(step + 0.5)}" height="${SCALE.height}" fill="${hexColour(colour)}"/>`;
    }),
    word(end + 10, SCALE_TOP + SCALE.height, 'start', `${bright}${unit === '' ? '' : ` ${unit}`}`),
    // Above the map, because long values of the scale leave no room beside it.
    word(MARGIN.left + PLOT.width, MARGIN.top - 14, 'end', marks),
  ];
}

function verdicts({ cells: all }: SweepMap, { theme }: SweepFigure): string[] {
  const found = new Set([...all.values()].flatMap(({ verdict }) => verdict ?? []));
  let x: number = MARGIN.left;
  return VERDICT_NAMES.filter((name) => found.has(name)).flatMap((name: VerdictName) => {
    const at = x;
    x += 32 + Math.ceil(name.length * FONT * 0.6);
    const colour = verdictColour(name, theme) ?? theme.text;
    return [
      `<rect x="${at}" y="${SCALE_TOP}" width="12" height="12" fill="${hexColour(colour)}"/>`,
      word(at + 18, SCALE_TOP + SCALE.height, 'start', name),
    ];
  });
}
