// Data that are images: samples of each class, and the filters of the first layer, as grey pictures.
import type { NamedTensor, RunDataset } from '../../core/run/events.js';
import { sampledAt, scoresAt } from '../../core/run/lookup.js';
import type { RunState } from '../../core/run/runState.js';
import type { Place } from '../../core/screen/area.js';
import { BOLD, put, text, type Canvas } from '../../core/screen/canvas.js';
import { code, glyphs } from '../paint/glyphs.js';
import { cellRows, paintPicture, rowsApart, type Picture } from '../paint/picture.js';
import { fitting } from '../paint/words.js';
import { muted, plainText } from './common.js';
import type { PanelView } from './panel.js';

type Images = NonNullable<RunDataset['images']>;

/** Cells between two pictures; in front of an image stands the first letter of its class. */
const GAP = 1;
/** Cells between two images where there is room for more. */
const MOST_GAP = 3;
/** Times that a filter's pixel is repeated if there is room. */
const ENLARGED = 2;
/** Rows that the filters take at least: a line of words and two of pictures. */
const FILTER_ROWS = 3;

/** The class grid above, under its words where there is room, and the filters below, after an empty row. */
export function paintImages(canvas: Canvas, view: PanelView, images: Images, classNames: readonly string[]): void {
  const filters = filtersOf(view.focus.state, view.ui.cursorStep);
  const row = cellRows(images.height);
  const wanted = filters === null ? 0 : rowsFor(view, filters, canvas.height - row);
  const below = wanted === 0 ? 0 : wanted + 1;
  const spare = canvas.height < row + wanted ? 0 : Math.min(below, canvas.height - row);
  const top = canvas.height >= row + spare + 1 ? 1 : 0;
  const grid = gridOf(canvas, images, { top, height: canvas.height - spare });
  const answers = answersAt(view, images);
  if (top > 0)
    text(canvas, 0, 0, fitting(gridWords(view, grid, images, answers), canvas.width, view.ascii), plainText(view));
  paintClasses(canvas, view, { images, classNames, grid, answers });
  if (filters === null || canvas.height - grid.bottom < wanted) return;
  paintFilters(canvas, view, filters, Math.min(canvas.height - wanted, grid.bottom + 1));
}

interface Answers {
  readonly step: number;
  /** Class that the network answers for each image. */
  readonly of: ArrayLike<number>;
  readonly wrong: number;
}

/** At the step of the time cursor; null for logs without them. */
function answersAt({ focus, ui }: PanelView, { labels }: Images): Answers | null {
  const event = scoresAt(focus.state, ui.cursorStep);
  const of = event?.answers;
  if (event === undefined || of?.length !== labels.length) return null;
  return { step: event.step, of, wrong: Array.from(labels).filter((label, i) => of[i] !== label).length };
}

/** What the letters before the images mean. */
function gridWords(view: PanelView, grid: Grid, { labels }: Images, answers: Answers | null): string[] {
  const shown = grid.places.length < labels.length ? `${grid.places.length} of ${labels.length}` : `${labels.length}`;
  const samples = `${shown} training samples and their class`;
  if (answers === null) return [samples, 'samples and class'];
  const sign = glyphs(view.ascii).unequal;
  const wrong = `${answers.wrong} of ${labels.length} at step ${answers.step}`;
  return [
    `${samples}, ${sign} a wrong answer: ${wrong}`,
    `class, ${sign} a wrong answer: ${wrong}`,
    `${sign} wrong: ${wrong}`,
  ];
}

/** Where a cell has one shade, a row of cells for each row of pixels if there is room, so that none of them merge. */
function rowsFor(view: PanelView, { kernel }: Filters, room: number): number {
  const apart = 1 + (kernel.shape[0] ?? 1);
  return rowsApart(view) === 1 && room >= apart ? Math.max(FILTER_ROWS, apart) : FILTER_ROWS;
}

interface Grid {
  /** The images that fit: their places, by number in the log. */
  readonly places: readonly (Place & { readonly index: number })[];
  /** The first row below them. */
  readonly bottom: number;
}

/**
 * The first sample of each class, then the second, in equal columns: a class keeps its column, so where one line is too narrow for all
 * classes, the lines are as equal as possible.
 */
function gridOf(
  canvas: Canvas,
  images: Images,
  { top, height }: { readonly top: number; readonly height: number },
): Grid {
  const labels = Array.from(images.labels);
  const row = cellRows(images.height);
  // A row between two images where there is room for more than one.
  const down = height - top >= 2 * row + GAP ? row + GAP : row;
  const classes = [...new Set(labels)].sort((a, b) => a - b);
  const most = Math.floor(canvas.width / (images.width + GAP));
  if (most === 0 || classes.length === 0) return { places: [], bottom: top };
  const lines = Math.ceil(classes.length / most);
  const across = Math.ceil(classes.length / lines);
  const step = Math.min(images.width + MOST_GAP, Math.floor(canvas.width / across));
  const seen = new Map<number, number>();
  const places = labels.flatMap((label, index) => {
    const column = classes.indexOf(label);
    const nth = seen.get(label) ?? 0;
    seen.set(label, nth + 1);
    const y = top + (nth * lines + Math.floor(column / across)) * down;
    return y + row > height ? [] : [{ index, x: (column % across) * step, y }];
  });
  return { places, bottom: Math.max(top, ...places.map(({ y }) => y + row)) };
}

interface ClassGrid {
  readonly images: Images;
  readonly classNames: readonly string[];
  readonly grid: Grid;
  readonly answers: Answers | null;
}

/** Before each image the first letter of its class, and below that, in red, of an answer that is another one. */
function paintClasses(canvas: Canvas, view: PanelView, { images, classNames, grid, answers }: ClassGrid): void {
  const letter = (label: number): number => {
    const name = classNames[label] ?? String(label);
    return (view.ascii ? name.replace(/[^ -~]/g, '?') : name).codePointAt(0) ?? 32;
  };
  const alarm = { fg: view.theme.alarm, attributes: BOLD };
  for (const { index, x, y } of grid.places) {
    const label = images.labels[index] ?? 0;
    put(canvas, x, y, letter(label), muted(view));
    const answer = answers?.of[index];
    if (answer !== undefined && answer !== label) {
      put(canvas, x, y + 1, code(glyphs(view.ascii).unequal), alarm);
      if (cellRows(images.height) > 2) put(canvas, x, y + 2, letter(answer), alarm);
    }
    paintPicture(canvas, { x: x + GAP, y }, pictureOf(images, index), view);
  }
}

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
