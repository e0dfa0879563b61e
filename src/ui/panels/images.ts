// Data that are images: samples of each class, and the filters of the first layer, as grey pictures.
import type { NamedTensor, RunDataset } from '../../core/run/events.js';
import { sampledAt } from '../../core/run/lookup.js';
import type { RunState } from '../../core/run/runState.js';
import type { Place } from '../../core/screen/area.js';
import { put, text, type Canvas } from '../../core/screen/canvas.js';
import { cellRows, paintPicture, rowsApart, type Picture } from '../paint/picture.js';
import { fitting } from '../paint/words.js';
import { muted, plainText } from './common.js';
import type { PanelView } from './panel.js';

type Images = NonNullable<RunDataset['images']>;

/** Cells between two pictures; in front of an image stands the first letter of its class. */
const GAP = 1;
/** Times that a filter's pixel is repeated if there is room. */
const ENLARGED = 2;
/** Rows that the filters take at least: a line of words and two of pictures. */
const FILTER_ROWS = 3;

/** The class grid above, the filters below; the first row of classes has room before the filters. */
export function paintImages(canvas: Canvas, view: PanelView, images: Images, classNames: readonly string[]): void {
  const filters = filtersOf(view.focus.state, view.ui.cursorStep);
  const row = cellRows(images.height);
  const wanted = filters === null ? 0 : rowsFor(view, filters, canvas.height - row);
  const spare = canvas.height < row + wanted ? 0 : wanted;
  const used = paintClasses(canvas, view, images, { classNames, height: canvas.height - spare });
  if (filters === null || canvas.height - used < wanted) return;
  const top = Math.min(canvas.height - wanted, used + (canvas.height - used > wanted ? 1 : 0));
  paintFilters(canvas, view, filters, top);
}

/** Where a cell has one shade, a row of cells for each row of pixels if there is room, so that none of them merge. */
function rowsFor(view: PanelView, { kernel }: Filters, room: number): number {
  const apart = 1 + (kernel.shape[0] ?? 1);
  return rowsApart(view) === 1 && room >= apart ? Math.max(FILTER_ROWS, apart) : FILTER_ROWS;
}

interface GridRoom {
  readonly classNames: readonly string[];
  readonly height: number;
}

/** A column for each class, or one image of each class after the other where that is too wide. Returns the rows that it took. */
function paintClasses(canvas: Canvas, view: PanelView, images: Images, { classNames, height }: GridRoom): number {
  const { width, labels } = images;
  const row = cellRows(images.height);
  const step = width + GAP;
  // A row between two images where there is room for more than one.
  const down = height >= 2 * row + GAP ? row + GAP : row;
  const across = Math.floor(canvas.width / step);
  const classes = [...new Set(Array.from(labels))].sort((a, b) => a - b);
  if (across === 0 || classes.length === 0) return 0;
  const whole = across >= classes.length;
  const places = new Map<number, number>();
  let used = 0;
  Array.from(labels).forEach((label, i) => {
    const index = classes.indexOf(label);
    const nth = places.get(label) ?? 0;
    places.set(label, nth + 1);
    // In turn: the first of each class, then the second.
    const at = whole ? { column: index, line: nth } : inTurn(index + nth * classes.length, across);
    const place = { x: at.column * step, y: at.line * down };
    if (place.y + row > height) return;
    used = Math.max(used, place.y + row);
    const name = classNames[label] ?? String(label);
    put(canvas, place.x, place.y, (view.ascii ? name.replace(/[^ -~]/g, '?') : name).codePointAt(0) ?? 32, muted(view));
    paintPicture(canvas, { x: place.x + GAP, y: place.y }, pictureOf(images, i), view);
  });
  return used;
}

const inTurn = (index: number, across: number): { readonly column: number; readonly line: number } => ({
  column: index % across,
  line: Math.floor(index / across),
});

/** Image number `index`: the mean over its channels, from 0 to 1. */
function pictureOf({ width, height, channels, values }: Images, index: number): Picture {
  const first = index * width * height * channels;
  const at = (x: number, y: number): number => {
    const from = first + (y * width + x) * channels;
    let sum = 0;
    for (let channel = 0; channel < channels; channel += 1) sum += values[from + channel] ?? 0;
    return sum / channels;
  };
  return { width, height, at };
}

interface Filters {
  readonly step: number;
  readonly kernel: NamedTensor;
}

/** The kernel of a first layer that convolves, as of the step; null if there is none. */
export function filtersOf(run: RunState, step: number | null): Filters | null {
  const event = sampledAt(run.weights, step);
  const kernel = event?.parameters.find(({ layer }) => layer === 0);
  return event === undefined || kernel?.shape.length !== 4 ? null : { step: event.step, kernel };
}

/** One picture for each filter and input channel: the middle of the scale is 0, its ends the largest weight. */
function paintFilters(canvas: Canvas, view: PanelView, { kernel, step }: Filters, top: number): void {
  const [height = 1, width = 1, inputs = 1, units = 1] = kernel.shape;
  const most = Array.from(kernel.values).reduce((found, value) => Math.max(found, Math.abs(value)), 0) || 1;
  const count = inputs * units;
  const larger = ENLARGED * width + GAP;
  const flat = rowsApart(view) === 1;
  const high = flat ? height : ENLARGED * cellRows(height);
  const zoom = count * larger <= canvas.width && canvas.height - top > high ? ENLARGED : 1;
  const down = flat && canvas.height - top > height ? ENLARGED : zoom;
  const across = width * zoom + GAP;
  const fits = Math.min(count, Math.floor((canvas.width + GAP) / across));
  const shown = fits < count ? `${fits} of ${count} filters` : `${count} filters`;
  const scale = `dark ${(-most).toPrecision(2)}, bright ${most.toPrecision(2)}`;
  const words = [`${shown} of the first layer at step ${step}: ${scale}`, `${shown}, step ${step}: ${scale}`, shown];
  text(canvas, 0, top, fitting(words, canvas.width, view.ascii), plainText(view));
  for (let index = 0; index < fits; index += 1) {
    const [input, unit] = [Math.floor(index / units), index % units];
    const weight = (x: number, y: number): number =>
      kernel.values[((y * width + x) * inputs + input) * units + unit] ?? NaN;
    const at = (x: number, y: number): number => (1 + weight(Math.floor(x / zoom), Math.floor(y / down)) / most) / 2;
    const place: Place = { x: index * across, y: top + 1 };
    paintPicture(canvas, place, { width: width * zoom, height: height * down, at }, view);
  }
}
