// The decision regions and the data points as pixels, for terminals that show images or octants: what the cells show, but finer.
import type { BoundaryEvent, RunDataset } from '../../core/run/events.js';
import { pictureOf, type CellPixels, type Picture, type PlacedPicture } from '../../core/screen/picture.js';
import { DEFAULT } from '../../core/screen/canvas.js';
import { rampColour } from '../paint/colour.js';
import type { Theme } from '../themes/theme.js';
import { classOf, outputAt, share, tintOf, type Plane } from './regions.js';

type Points = NonNullable<RunDataset['points']>;

/** Marks of classes, in the order of the glyphs: circle, triangle, square, diamond, cross; then the same with a hole or filled. */
const MARKS: readonly (readonly string[])[] = [
  ['.###.', '#####', '#####', '#####', '.###.'],
  ['..#..', '.#.#.', '.#.#.', '#...#', '#####'],
  ['#####', '#####', '#####', '#####', '#####'],
  ['..#..', '.#.#.', '#...#', '.#.#.', '..#..'],
  ['..#..', '..#..', '#####', '..#..', '..#..'],
  ['.###.', '#...#', '#...#', '#...#', '.###.'],
  ['..#..', '.###.', '.###.', '#####', '#####'],
  ['#####', '#...#', '#...#', '#...#', '#####'],
  ['..#..', '.###.', '#####', '.###.', '..#..'],
  ['#...#', '.#.#.', '..#..', '.#.#.', '#...#'],
];
/** The height of a cell for which a mark has its own size. */
const MARK_CELL = 12;
const NO_MARK = -1;
/** A pixel that is not drawn, so that the cell below shows. */
const HOLE = -2;

/** The last picture of each boundary, for frames in which nothing has changed. */
const known = new WeakMap<BoundaryEvent, { readonly key: string; readonly picture: Picture }>();

export function regionPicture(
  plane: Plane,
  boundary: BoundaryEvent,
  classes: number,
  points: Points,
  cell: CellPixels,
): readonly PlacedPicture[] {
  const { area, view } = plane;
  // The cells below show where the network is not finite.
  if (!Array.from(boundary.values).every(Number.isFinite)) return [];
  const key = JSON.stringify([area, cell, view.theme.name, classes, points.x.length]);
  const last = known.get(boundary);
  if (last?.key === key) return [{ area, picture: last.picture }];
  const picture = drawn(plane, boundary, classes, points, cell);
  known.set(boundary, { key, picture });
  return [{ area, picture }];
}

function drawn(plane: Plane, boundary: BoundaryEvent, classes: number, points: Points, cell: CellPixels): Picture {
  const { area, view } = plane;
  const outputs = outputsOf(plane, boundary, classes, cell);
  const width = area.width * cell.width;
  const regions = classes > 0 ? outputs.map((output) => classOf(output, classes) ?? -1) : null;
  const marks = cell.octants === true ? pointCells(plane, points, cell) : marksOf(plane, points, cell);
  return pictureOf(area, cell, (x, y) => {
    const column = Math.floor(x * cell.width);
    const i = Math.floor(y * cell.height) * width + column;
    const mark = marks[i] ?? NO_MARK;
    if (mark !== NO_MARK) return mark;
    const region = regions?.[i];
    // The contour: pixels whose right or lower neighbour has another class.
    const right = column + 1 < width ? regions?.[i + 1] : region;
    const isEdge = right !== region || (regions?.[i + width] ?? region) !== region;
    return isEdge ? inkOf(view.theme) : tintOf(plane, outputs[i] ?? NaN, classes);
  });
}

/** The plain text on the regions. The terminal's own foreground is no colour of a picture. */
const inkOf = ({ text, paper }: Theme): number => (text === DEFAULT ? paper.foreground : text);

/** Where the points lie in the plane, as shares of its width and height, with their labels. */
function* placed(
  plane: Plane,
  points: Points,
): Generator<{ readonly x: number; readonly y: number; readonly label: number }> {
  for (let i = 0; i < points.x.length; i += 1) {
    const [x, y] = [plane.x.fraction(points.x[i] ?? NaN), 1 - plane.y.fraction(points.y[i] ?? NaN)];
    if (x >= 0 && x <= 1 && y >= 0 && y <= 1) yield { x, y, label: points.labels[i] ?? 0 };
  }
}

/** Holes where the cells have a point: two colours do not suffice for a mark on a boundary. */
function pointCells(plane: Plane, points: Points, cell: CellPixels): Int32Array {
  const { width, height } = plane.area;
  const pixels = new Int32Array(width * cell.width * height * cell.height).fill(NO_MARK);
  for (const { x, y } of placed(plane, points)) {
    const left = Math.round(x * (width - 1)) * cell.width;
    const top = Math.round(y * (height - 1)) * cell.height;
    for (let row = top; row < top + cell.height; row += 1)
      pixels.fill(HOLE, row * width * cell.width + left, row * width * cell.width + left + cell.width);
  }
  return pixels;
}

/** The output of the network at the middle of each pixel. The middles of the first and the last cell are the ends of the axes, as in cells. */
function outputsOf(plane: Plane, boundary: BoundaryEvent, classes: number, cell: CellPixels): Float64Array {
  const { area } = plane;
  const [width, height] = [area.width * cell.width, area.height * cell.height];
  const xs = Array.from({ length: width }, (_, i) =>
    plane.x.value(((i + 0.5) / cell.width - 0.5) / Math.max(1, area.width - 1)),
  );
  const outputs = new Float64Array(width * height);
  for (let row = 0, at = 0; row < height; row += 1) {
    const y = plane.y.value(1 - ((row + 0.5) / cell.height - 0.5) / Math.max(1, area.height - 1));
    for (let column = 0; column < width; column += 1)
      outputs[at++] = outputAt(boundary, xs[column] ?? NaN, y, classes <= 2);
  }
  return outputs;
}

/** The colour of each pixel that a point covers; NO_MARK elsewhere. */
function marksOf(plane: Plane, points: Points, cell: CellPixels): Int32Array {
  const { area, view, values } = plane;
  const { theme } = view;
  const [width, height] = [area.width * cell.width, area.height * cell.height];
  const scale = Math.max(1, Math.round(cell.height / MARK_CELL));
  const pixels = new Int32Array(width * height).fill(NO_MARK);
  for (const { x: fx, y: fy, label } of placed(plane, points)) {
    const mark = MARKS[values === null ? label % MARKS.length : 0] ?? [];
    const colour =
      values === null
        ? (theme.classes[label % Math.max(1, theme.classes.length)] ?? theme.text)
        : rampColour(theme.ramp, share(label, values));
    const left = Math.round((fx * (area.width - 1) + 0.5) * cell.width - (5 * scale) / 2);
    const top = Math.round((fy * (area.height - 1) + 0.5) * cell.height - (5 * scale) / 2);
    for (let y = 0; y < 5 * scale; y += 1)
      for (let x = 0; x < 5 * scale; x += 1) {
        if (mark[Math.floor(y / scale)]?.[Math.floor(x / scale)] !== '#') continue;
        const [px, py] = [left + x, top + y];
        if (px >= 0 && py >= 0 && px < width && py < height) pixels[py * width + px] = colour;
      }
  }
  return pixels;
}
