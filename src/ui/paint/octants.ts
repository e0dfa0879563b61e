// A picture as octants: characters of two columns and four rows of points, in two colours.
// @see https://www.unicode.org/charts/PDF/U1CC00.pdf
import { put, type Canvas } from '../../core/screen/canvas.js';
import { OCTANT_POINTS, type Picture, type PlacedPicture } from '../../core/screen/picture.js';

const SPACE = 32;
const POINTS = OCTANT_POINTS.width * OCTANT_POINTS.height;
const ALL = 2 ** POINTS - 1;
const [FIRST_OCTANT, LAST_OCTANT] = [0x1cd00, 0x1cde5];

/** Characters of patterns that Unicode had before the octants, or names differently. A pattern has bit i for point i + 1, row by row. */
const OTHERS: ReadonlyMap<number, number> = new Map([
  [0b00000000, SPACE],
  [0b00000001, 0x1cea8],
  [0b00000010, 0x1ceab],
  [0b00000011, 0x1fb82],
  [0b00000101, 0x2598],
  [0b00001010, 0x259d],
  [0b00001111, 0x2580],
  [0b00010100, 0x1fbe6],
  [0b00101000, 0x1fbe7],
  [0b00111111, 0x1fb85],
  [0b01000000, 0x1cea3],
  [0b01010000, 0x2596],
  [0b01010101, 0x258c],
  [0b01011010, 0x259e],
  [0b01011111, 0x259b],
  [0b10000000, 0x1cea0],
  [0b10100000, 0x2597],
  [0b10100101, 0x259a],
  [0b10101010, 0x2590],
  [0b10101111, 0x259c],
  [0b11000000, 0x2582],
  [0b11110000, 0x2584],
  [0b11110101, 0x2599],
  [0b11111010, 0x259f],
  [0b11111100, 0x2586],
  [0b11111111, 0x2588],
]);

/** The character of each pattern: octants have the order of their patterns, without the others. */
export const OCTANTS: readonly number[] = (() => {
  let next = FIRST_OCTANT;
  return Array.from({ length: ALL + 1 }, (_, pattern) => OTHERS.get(pattern) ?? next++);
})();

/** The pattern of a character of Unicode's octants, bit i for point i + 1; 0 for another character. */
export const octantPattern = (code: number): number =>
  code >= FIRST_OCTANT && code <= LAST_OCTANT ? OCTANTS.indexOf(code) : 0;

/** Terminals that draw octants also draw blocks, but not all draw the quarters of Unicode 13 and 16. */
const isDrawn = (code: number): boolean =>
  code === SPACE || (code >= 0x2580 && code <= 0x259f) || (code >= FIRST_OCTANT && code <= LAST_OCTANT);

export interface OctantCell {
  readonly glyph: number;
  readonly fg: number;
  readonly bg: number;
}

/**
 * The eight points of a cell, colours 0xRRGGBB row by row, in two of their colours: those with the least sum of squared differences.
 * The background is the more frequent of both, which also shows where a font lacks the character.
 */
export function octantOf(points: readonly number[]): OctantCell {
  const [bg, fg] = pairOf(points);
  const pattern = points.reduce(
    (bits, colour, i) => bits | (Number(distance(colour, fg) < distance(colour, bg)) << i),
    0,
  );
  const glyph = OCTANTS[pattern] ?? SPACE;
  return isDrawn(glyph) ? { glyph, fg, bg } : { glyph: OCTANTS[ALL - pattern] ?? SPACE, fg: bg, bg: fg };
}

function pairOf(points: readonly number[]): readonly [number, number] {
  const count = (colour: number): number => points.filter((one) => one === colour).length;
  const colours = [...new Set(points)].sort((a, b) => count(b) - count(a));
  const [first = 0, second = first] = colours;
  if (colours.length <= 2) return [first, second];
  let best: { readonly pair: readonly [number, number]; readonly error: number } | null = null;
  for (const [i, a] of colours.entries())
    for (const b of colours.slice(i + 1)) {
      const error = points.reduce((sum, colour) => sum + Math.min(distance(colour, a), distance(colour, b)), 0);
      if (best === null || error < best.error) best = { pair: [a, b], error };
    }
  return best?.pair ?? [first, second];
}

const distance = (a: number, b: number): number =>
  [16, 8, 0].reduce((sum, bits) => sum + (((a >> bits) & 255) - ((b >> bits) & 255)) ** 2, 0);

/** Draws a picture of `OCTANT_POINTS` over the cells of its area; a cell with a hole stays as it is. */
export function paintOctants(canvas: Canvas, { area, picture }: PlacedPicture): void {
  const cells = cellsOf(picture, area.width);
  cells.forEach((cell, i) => {
    if (cell === null) return;
    const { glyph, fg, bg } = cell;
    put(canvas, area.x + (i % area.width), area.y + Math.floor(i / area.width), glyph, { fg, bg });
  });
}

/** Of the last pictures, for frames in which nothing has changed. */
const known = new WeakMap<Picture, readonly (OctantCell | null)[]>();

/** Row by row; null for a cell with a hole. */
function cellsOf(picture: Picture, columns: number): readonly (OctantCell | null)[] {
  const before = known.get(picture);
  if (before !== undefined) return before;
  const { width, height, rgba } = picture;
  const { width: across, height: down } = OCTANT_POINTS;
  const cells = Array.from({ length: columns * (height / down) }, (_, cell) => {
    const [left, top] = [(cell % columns) * across, Math.floor(cell / columns) * down];
    const points = Array.from({ length: POINTS }, (_unused, i) => {
      const at = 4 * ((top + Math.floor(i / across)) * width + left + (i % across));
      const [red = 0, green = 0, blue = 0, opacity = 0] = rgba.subarray(at, at + 4);
      return opacity === 0 ? -1 : (red << 16) | (green << 8) | blue;
    });
    return points.includes(-1) ? null : octantOf(points);
  });
  known.set(picture, cells);
  return cells;
}
