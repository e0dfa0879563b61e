// The network's decision regions under the data points: tints, and a contour between the classes.
import type { BoundaryEvent } from '../../core/run/events.js';
import { DEFAULT, put } from '../../core/screen/canvas.js';
import { mix, rampColour } from '../paint/colour.js';
import { code, glyphs } from '../paint/glyphs.js';
import type { Scale } from '../paint/scale.js';
import type { Plot } from './panel.js';

interface Bounds {
  readonly low: number;
  readonly high: number;
}

/** A plot of two features. */
export interface Plane extends Plot {
  readonly x: Scale;
  readonly y: Scale;
  /** Range of a numeric target; null for classes. */
  readonly values: Bounds | null;
}

/** Position in a range, 0..1; 1/2 in an empty one. */
export const share = (value: number, bounds: Bounds): number =>
  bounds.high > bounds.low ? (value - bounds.low) / (bounds.high - bounds.low) : 0.5;

/**
 * Model output at a position. Grid values are at cell centres, lowest row first. Between them: bilinear for a
 * probability or a number, nearest for a class.
 */
export function outputAt(boundary: BoundaryEvent, x: number, y: number, smooth: boolean): number {
  const { columns, rows, xRange, yRange, values } = boundary;
  const place = (value: number, range: readonly [number, number], count: number): number =>
    Math.min(count - 1, Math.max(0, ((value - range[0]) / (range[1] - range[0])) * count - 0.5));
  const column = place(x, xRange, columns);
  const row = place(y, yRange, rows);
  const at = (r: number, c: number): number =>
    values[Math.min(rows - 1, r) * columns + Math.min(columns - 1, c)] ?? NaN;
  if (!smooth) return at(Math.round(row), Math.round(column));
  const [r, c] = [Math.floor(row), Math.floor(column)];
  const [dr, dc] = [row - r, column - c];
  const low = at(r, c) * (1 - dc) + at(r, c + 1) * dc;
  return dr === 0 ? low : low * (1 - dr) + (at(r + 1, c) * (1 - dc) + at(r + 1, c + 1) * dc) * dr;
}

/** Class of an output: threshold 1/2 for two classes, else the output itself; null if non-finite. */
export function classOf(output: number, classes: number): number | null {
  if (!Number.isFinite(output)) return null;
  return classes === 2 ? Number(output > 0.5) : Math.min(classes - 1, Math.max(0, Math.round(output)));
}

export function paintRegions(plane: Plane, boundary: BoundaryEvent, classes: number): void {
  const { canvas, view, area } = plane;
  const { theme } = view;
  const sample = (column: number, row: number): number =>
    outputAt(
      boundary,
      plane.x.value(area.width > 1 ? column / (area.width - 1) : 0.5),
      plane.y.value(area.height > 1 ? 1 - row / (area.height - 1) : 0.5),
      classes <= 2,
    );
  const edge = code(glyphs(view.ascii).boundary);
  const grid: (number | null)[][] = [];
  for (let row = 0; row < area.height; row += 1) {
    const line: (number | null)[] = [];
    for (let column = 0; column < area.width; column += 1) {
      const output = sample(column, row);
      const region = classes > 0 ? classOf(output, classes) : null;
      line.push(region);
      put(canvas, area.x + column, area.y + row, 32, { bg: theme.rampless ? DEFAULT : tintOf(plane, output, classes) });
    }
    grid.push(line);
  }
  // The contour: cells whose right or lower neighbor has another class.
  for (let row = 0; row < area.height; row += 1) {
    for (let column = 0; column < area.width; column += 1) {
      const here = grid[row]?.[column] ?? null;
      const right = grid[row]?.[column + 1] ?? here;
      const below = grid[row + 1]?.[column] ?? here;
      if (here === null || (right === here && below === here)) continue;
      const at = (area.y + row) * canvas.width + area.x + column;
      put(canvas, area.x + column, area.y + row, edge, { fg: theme.text, bg: canvas.bg[at] ?? DEFAULT });
    }
  }
}

/** The colour of the region with this output; DEFAULT for a non-finite one. */
export function tintOf(
  { view: { theme }, values }: Pick<Plane, 'view' | 'values'>,
  output: number,
  classes: number,
): number {
  const region = classes > 0 ? classOf(output, classes) : null;
  const [first = DEFAULT, second] = theme.regions;
  // For two classes the tint grows with the certainty of the network.
  if (region !== null && classes === 2 && second !== undefined) return mix(first, second, sharpen(output));
  if (region !== null) return theme.regions[region % Math.max(1, theme.regions.length)] ?? DEFAULT;
  if (classes > 0 || values === null || !Number.isFinite(output)) return DEFAULT;
  return mix(rampColour(theme.ramp, share(output, values)), 0x000000, 0.55);
}

/** Four levels of certainty, so that the tint stays readable near 1/2. */
const sharpen = (probability: number): number => Math.min(1, Math.max(0, Math.round(probability * 4) / 4));
