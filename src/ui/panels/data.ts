// The data points over the network's decision regions.
import type { BoundaryEvent, RunDataset } from '../../core/run/events.js';
import { paintHorizontalAxis, paintVerticalAxis } from '../paint/axis.js';
import { sampledAt } from '../../core/run/lookup.js';
import type { Area } from '../../core/screen/area.js';
import { BOLD, createCanvas, DEFAULT, put, text, type Canvas } from '../../core/screen/canvas.js';
import { reportLines } from '../../core/table/words.js';
import { confusionLines, scoreLines, scoresAt } from '../../core/text/scores.js';
import { fitText } from '../../core/text/width.js';
import { wrap } from '../../core/text/wrap.js';
import { rampColour } from '../paint/colour.js';
import { code, glyphs } from '../paint/glyphs.js';
import { boundsOf, linearScale, type Scale } from '../paint/scale.js';
import { fitting, shorten } from '../paint/words.js';
import { muted, plainText, sayNothing } from './common.js';
import { filtersOf, paintImages } from './images.js';
import type { Panel, PanelView } from './panel.js';
import { regionPicture } from './regionPicture.js';
import { paintRegions, share, type Plane } from './regions.js';

type Points = NonNullable<RunDataset['points']>;

export const dataPanel: Panel = {
  claims: { one: 4, several: 5 },
  lacks: ({ run }) => run?.dataset === undefined,
  withoutData: 'metrics',
  recurrent: 'chain',
  extent: 'pictures',
  title: (view, width = Infinity) => {
    const dataset = view.focus.state.run?.dataset;
    if (dataset === undefined) return 'data';
    const boundary = sampledAt(view.focus.state.boundaries, view.ui.cursorStep);
    const dropped = dataset.dropped === undefined ? '' : ` (${dataset.dropped} left out: missing values)`;
    const samples = [dataset.name ?? 'data', counted(dataset.samples, 'sample')]
      .filter((part) => part !== '')
      .join(', ');
    const filters = dataset.images === undefined ? null : filtersOf(view.focus.state, view.ui.cursorStep);
    if (filters !== null) return fitting([`${samples}, filters at step ${filters.step}`, samples], width, view.ascii);
    if (boundary === undefined) return fitting([samples + dropped, samples], width, view.ascii);
    const at = `at step ${boundary.step}`;
    return fitting(
      [`${samples}${dropped}, boundary ${at}`, `${samples}, boundary ${at}`, `${samples}, ${at}`, samples],
      width,
      view.ascii,
    );
  },
  minimum: { width: 12, height: 5 },
  paint: (canvas, view) => {
    const dataset = view.focus.state.run?.dataset;
    if (dataset === undefined) return sayNothing(canvas, view, 'this log does not describe its data');
    const facts = view.enlarged && dataset.table !== undefined ? Math.floor(canvas.width * FACTS_SHARE) : 0;
    if (dataset.table !== undefined && (facts > 0 || dataset.points === undefined))
      return paintWithFacts(canvas, view, dataset, facts);
    if (dataset.images !== undefined) return paintWithImages(canvas, view, dataset, dataset.images);
    paintPlane(canvas, view, dataset);
  },
  pictures: (view, { width, height }, cell) => {
    const dataset = view.focus.state.run?.dataset;
    if (dataset?.points === undefined || view.theme.rampless) return [];
    const facts = view.enlarged && dataset.table !== undefined ? Math.floor(width * FACTS_SHARE) : 0;
    const laid = planeOf(createCanvas(width - facts, height), view, dataset);
    return laid?.boundary === undefined
      ? []
      : regionPicture(laid.plane, laid.boundary, laid.classes, dataset.points, cell);
  },
};

/** Share of an enlarged panel's width for the description of a table. */
const FACTS_SHARE = 0.55;

/** The plane on the left; on the right the scores and the description of the table. */
function paintWithFacts(canvas: Canvas, view: PanelView, dataset: RunDataset, facts: number): void {
  const width = dataset.points === undefined ? canvas.width : facts;
  const left = canvas.width - width;
  if (dataset.points !== undefined) {
    const plane = createCanvas(left, canvas.height);
    paintPlane(plane, view, dataset);
    copyTo(canvas, plane);
  }
  const scores = scoresAt(view.focus.state, view.ui.cursorStep);
  const scored =
    scores === undefined ? [] : [...scoreLines(scores), '', ...confusionLines(scores, dataset.classNames ?? []), ''];
  const told = dataset.table === undefined ? [] : reportLines(dataset.table);
  const room = Math.max(1, width - 2);
  const lines = [...scored, ...told].flatMap((line) =>
    line === '' || line.includes('   ') ? [line] : wrap(line, room),
  );
  lines.slice(0, canvas.height).forEach((line, y) => {
    const cut = fitText(line, room);
    text(canvas, left + 2, y, view.ascii ? cut.replaceAll('…', '~') : cut, plainText(view));
  });
}

/** Ten classes side by side. */
const IMAGES_WIDTH = 90;
/** Width from which the plane has room beside the images. */
const BESIDE_IMAGES = 130;

/** The images, and in a wide panel the plane of the points on the left. */
function paintWithImages(
  canvas: Canvas,
  view: PanelView,
  dataset: RunDataset,
  images: NonNullable<RunDataset['images']>,
): void {
  const left = canvas.width < BESIDE_IMAGES ? 0 : canvas.width - IMAGES_WIDTH;
  const pictures = createCanvas(canvas.width - left, canvas.height);
  paintImages(pictures, view, images, dataset.classNames ?? []);
  if (left > 0) {
    const plane = createCanvas(left - 2, canvas.height);
    paintPlane(plane, view, dataset);
    copyTo(canvas, plane);
  }
  copyTo(canvas, pictures, left);
}

/** Copies `part` to the upper edge, from column `from` on. */
function copyTo(canvas: Canvas, part: Canvas, from = 0): void {
  for (let y = 0; y < part.height; y += 1)
    for (let x = 0; x < part.width; x += 1) {
      const at = y * part.width + x;
      const style = { fg: part.fg[at]!, bg: part.bg[at]!, attributes: part.attributes[at]! };
      put(canvas, from + x, y, part.glyph[at]!, style);
    }
}

interface LaidPlane {
  readonly plane: Plane;
  readonly classes: number;
  readonly boundary: BoundaryEvent | undefined;
  readonly large: boolean;
  readonly legend: number;
}

/** The plane in a canvas of this size; null if there is no room. */
function planeOf(canvas: Canvas, view: PanelView, dataset: RunDataset): LaidPlane | null {
  const { points } = dataset;
  if (points === undefined) return null;
  const classes = classesOf(dataset, points);
  const boundary = sampledAt(view.focus.state.boundaries, view.ui.cursorStep);
  const large = view.enlarged || (canvas.width >= 50 && canvas.height >= 14);
  const legend = canvas.height >= 8 ? 1 : 0;
  const gutter = large ? 7 : 0;
  const height = canvas.height - legend - (large ? 2 : 0);
  const area: Area = { x: gutter, y: 0, width: canvas.width - gutter, height };
  if (area.width < 2 || area.height < 2) return null;
  const x = scaleOf(points.x, boundary?.xRange);
  const y = scaleOf(points.y, boundary?.yRange);
  const values = classes > 0 ? null : boundsOf(points.labels, 'linear');
  return { plane: { canvas, view, area, x, y, values }, classes, boundary, large, legend };
}

function paintPlane(canvas: Canvas, view: PanelView, dataset: RunDataset): void {
  const points = dataset.points;
  if (points === undefined || points.x.length === 0) {
    return sayNothing(canvas, view, `no data with two features to draw: ${inWords(dataset)}`);
  }
  const laid = planeOf(canvas, view, dataset);
  if (laid === null) return sayNothing(canvas, view, 'too small');
  const { plane, classes, boundary, large, legend } = laid;
  const { area, x, y } = plane;
  if (boundary !== undefined) paintRegions(plane, boundary, classes);
  paintPoints(plane, points);
  if (large) {
    const axis = { ascii: view.ascii, style: muted(view) };
    const rowOf = (value: number): number => (1 - y.fraction(value)) * (area.height - 1);
    const columnOf = (value: number): number => x.fraction(value) * (area.width - 1);
    const upright = y.ticks(Math.max(2, Math.floor(area.height / 4)));
    paintVerticalAxis(canvas, area, { ...axis, ticks: upright, cellOf: rowOf });
    const ticks = x.ticks(Math.max(2, Math.floor(area.width / 12)));
    paintHorizontalAxis(canvas, area, area.y + area.height, { ...axis, ticks, cellOf: columnOf, line: true });
  }
  if (legend > 0) paintLegend(plane, dataset, classes, boundary !== undefined);
}

/** The facts about the data in the log. */
function inWords({ name, samples, features, classes }: RunDataset): string {
  const size = [counted(samples, 'sample'), counted(features, 'feature')].filter((part) => part !== '').join(' of ');
  const task = classes === undefined ? '' : classes > 0 ? `${classes} classes` : 'a number to predict';
  const facts = [size === '' || features === undefined ? size : `${size} a step`, task].filter((part) => part !== '');
  return facts.length === 0 ? (name ?? 'the log has no further details') : `${name ?? 'it'} has ${facts.join(', ')}`;
}

const counted = (count: number | undefined, noun: string): string =>
  count === undefined ? '' : `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Number of classes, else derived from whole-number labels; 0 for regression. */
function classesOf({ classes }: RunDataset, { labels }: Points): number {
  if (classes !== undefined) return classes;
  const list = Array.from(labels);
  return list.every((label) => Number.isInteger(label) && label >= 0)
    ? list.reduce((most, label) => Math.max(most, label + 1), 2)
    : 0;
}

/** The range of the boundary, or of the points with a margin. */
function scaleOf(values: ArrayLike<number>, range: readonly [number, number] | undefined): Scale {
  if (range !== undefined) return linearScale(range[0], range[1]);
  const bounds = boundsOf(Array.from(values), 'linear') ?? { low: 0, high: 1 };
  const margin = (bounds.high - bounds.low) * 0.08;
  return linearScale(bounds.low - margin, bounds.high + margin);
}

/** One cell per point, with the most frequent class of the cell. Class glyphs differ in shape, so they need no colour. */
function paintPoints(plane: Plane, points: Points): void {
  const { canvas, view, area, values } = plane;
  const { theme } = view;
  const set = glyphs(view.ascii);
  const cells = new Map<number, Map<number, number>>();
  for (let i = 0; i < points.x.length; i += 1) {
    const fx = plane.x.fraction(points.x[i] ?? NaN);
    const fy = plane.y.fraction(points.y[i] ?? NaN);
    if (!(fx >= 0 && fx <= 1 && fy >= 0 && fy <= 1)) continue;
    const column = Math.round(fx * (area.width - 1));
    const row = Math.round((1 - fy) * (area.height - 1));
    const at = (area.y + row) * canvas.width + area.x + column;
    const label = points.labels[i] ?? 0;
    const counts = cells.get(at) ?? new Map<number, number>();
    counts.set(label, (counts.get(label) ?? 0) + 1);
    cells.set(at, counts);
  }
  for (const [at, counts] of cells) {
    const [label] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a));
    const x = at % canvas.width;
    const y = Math.floor(at / canvas.width);
    const bg = canvas.bg[at] ?? DEFAULT;
    if (values !== null) {
      const level = share(label, values);
      const digit = view.theme.rampless ? String(Math.min(9, Math.floor(level * 10))) : set.classes[0];
      put(canvas, x, y, code(digit ?? 'o'), {
        fg: theme.rampless ? theme.text : rampColour(theme.ramp, level),
        bg,
        attributes: BOLD,
      });
    } else {
      const glyph = set.classes[label % set.classes.length] ?? 'o';
      put(canvas, x, y, code(glyph), {
        fg: theme.classes[label % Math.max(1, theme.classes.length)] ?? theme.text,
        bg,
        attributes: BOLD,
      });
    }
  }
}

function paintLegend(plane: Plane, dataset: RunDataset, classes: number, boundary: boolean): void {
  const { canvas, view, values } = plane;
  const { theme } = view;
  const set = glyphs(view.ascii);
  const y = canvas.height - 1;
  let x = 0;
  if (values !== null) {
    x = text(canvas, x, y, `target ${values.low.toPrecision(2)} .. ${values.high.toPrecision(2)}`, muted(view));
  } else {
    for (let index = 0; index < Math.min(classes, set.classes.length); index += 1) {
      const name = dataset.classNames?.[index] ?? `class ${index}`;
      const label = ` ${shorten(name, 12, view.ascii)}  `;
      if (x + 1 + label.length > canvas.width + 2) break;
      put(canvas, x, y, code(set.classes[index] ?? 'o'), {
        fg: theme.classes[index % Math.max(1, theme.classes.length)] ?? theme.text,
        attributes: BOLD,
      });
      x = text(canvas, x + 1, y, label, muted(view));
    }
    const edge = `${set.boundary} boundary${(dataset.features ?? 2) > 2 ? ' on the plane' : ''}`;
    if (boundary && x + edge.length + 2 <= canvas.width) x = text(canvas, x, y, edge, muted(view));
  }
  const axes = `  ${(dataset.points?.axes ?? []).join(', ')}`;
  if (x + axes.length <= canvas.width) text(canvas, x, y, axes, muted(view));
}
