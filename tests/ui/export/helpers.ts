// Area of a glyph's path, as a share of its cell: path data of rectangles only (M x y h w v h h -w z).
import { shapes } from '../../../src/ui/export/glyphShapes.js';

export function square(glyph: string): number {
  const path = shapes(glyph.codePointAt(0) ?? 0, { x: 0, y: 0, width: 8, height: 16 });
  let area = 0;
  for (const match of path.matchAll(/M[\d.-]+ [\d.-]+h([\d.-]+)v([\d.-]+)h[\d.-]+z/g))
    area += Number(match[1]) * Number(match[2]);
  return area / (8 * 16);
}

export const glyphs: readonly [string, number][] = [
  ['█', 1],
  ['▀', 0.5],
  ['▄', 0.5],
  ['▌', 0.5],
  ['▐', 0.5],
  ['▁', 1 / 8],
  ['▏', 1 / 8],
  ['▘', 0.25],
  ['▙', 0.75],
  ['▚', 0.5],
  ['▟', 0.75],
  ['░', 0.25],
  ['▒', 0.5],
  ['▓', 0.75],
  ['⠁', 9 / 128],
  ['⣿', (8 * 9) / 128],
  // Two arms each, which meet in the middle: that square counts twice.
  ['─', 9 / 128],
  ['━', (2 * 10) / 128],
  ['┌', (4.5 + 8.5) / 128],
  ['┏', (2 * (5 + 9)) / 128],
  ['┊', (0.6 * 1) / 8],
  ['A', 0],
];
