// The plane of the data: points over the network's decision regions, with axes and legend.
import { formatCount } from '../../core/format.js';
import type { BoundaryEvent, RunDataset } from '../../core/run/events.js';
import { sampledAt } from '../../core/run/lookup.js';
import type { Area } from '../../core/screen/area.js';
import { BOLD, DEFAULT, put, text, type Canvas } from '../../core/screen/canvas.js';
import { paintHorizontalAxis, paintVerticalAxis } from '../paint/axis.js';
import { rampColour } from '../paint/colour.js';
import { code, glyphs } from '../paint/glyphs.js';
import { boundsOf, linearScale, type Scale } from '../paint/scale.js';
import { shorten } from '../paint/words.js';
import { muted, sayNothing } from './common.js';
import type { PanelView } from './panel.js';
import { paintRegions, share, type Plane } from './regions.js';

type Points = NonNullable<RunDataset['points']>;

interface LaidPlane {
  readonly plane: Plane;
  readonly classes: number;
  readonly boundary: BoundaryEvent | undefined;
  readonly large: boolean;
  readonly legend: number;
}

/** The plane in a canvas of this size; null if there is no room. */
export function planeOf(canvas: Canvas, view: PanelView, dataset: RunDataset): LaidPlane | null {
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

export function paintPlane(canvas: Canvas, view: PanelView, dataset: RunDataset): void {
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

/** `3 samples`; empty where the count is not known. */
export const counted = (count: number | undefined, noun: string): string =>
  count === undefined ? '' : `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;

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
    const names = Array.from({ length: Math.min(classes, set.classes.length) }, (_, index) =>
      shorten(dataset.classNames?.[index] ?? `class ${index}`, 12, view.ascii),
    );
    // Two blanks between two classes, one where that is too wide.
    const wide = names.reduce((sum, name) => sum + name.length + 4, 0) <= canvas.width + 2;
    for (const [index, name] of names.entries()) {
      const label = ` ${name}${wide ? '  ' : ' '}`;
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
