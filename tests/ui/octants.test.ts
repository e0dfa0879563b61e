// Octants: the characters of all patterns by their Unicode names, the two colours of a cell, and a boundary that means what pixels and cells mean.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../src/core/random/rng.js';
import { createCanvas, type Canvas } from '../../src/core/screen/canvas.js';
import { OCTANT_POINTS, type Picture } from '../../src/core/screen/picture.js';
import { criticalLine } from '../../src/core/sweep/critical.js';
import { initialExplore } from '../../src/core/sweep/exploreState.js';
import { OCTANTS, octantOf, paintOctants } from '../../src/ui/paint/octants.js';
import { shapes } from '../../src/ui/export/glyphShapes.js';
import { stateAfter, stillOf } from '../../src/ui/export/still.js';
import { PANELS } from '../../src/ui/panels/index.js';
import { sweepLayers } from '../../src/ui/sweepLayers.js';
import { themeOf } from '../../src/ui/themes/index.js';
import { BASE, mapOf, planOf } from '../helpers/sweepMaps.js';
import { recorded, runOf, viewOf } from './panels/views.js';

const file = new URL('../fixtures/unicode/octants.json', import.meta.url);
const { names } = JSON.parse(readFileSync(file, 'utf8')) as { readonly names: Readonly<Record<string, string>> };

/** The points that a name of Unicode describes, as bits; null for a character that is not of 2 by 4 points. */
function patternOf(name: string): number | null {
  const of = (points: string): number => [...points].reduce((bits, point) => bits | (1 << (Number(point) - 1)), 0);
  const quadrants = { 'UPPER LEFT': '13', 'UPPER RIGHT': '24', 'LOWER LEFT': '57', 'LOWER RIGHT': '68' } as const;
  const octant = /^BLOCK OCTANT-(\d+)$/.exec(name)?.[1];
  if (octant !== undefined) return of(octant);
  if (name.startsWith('QUADRANT '))
    return of(
      Object.entries(quadrants)
        .filter(([quadrant]) => name.slice(9).split(' AND ').includes(quadrant))
        .map(([, points]) => points)
        .join(''),
    );
  const shares: Readonly<Record<string, string>> = {
    'UPPER HALF BLOCK': '1234',
    'LOWER HALF BLOCK': '5678',
    'LEFT HALF BLOCK': '1357',
    'RIGHT HALF BLOCK': '2468',
    'FULL BLOCK': '12345678',
    'UPPER ONE QUARTER BLOCK': '12',
    'LOWER ONE QUARTER BLOCK': '78',
    'UPPER THREE QUARTERS BLOCK': '123456',
    'LOWER THREE QUARTERS BLOCK': '345678',
    'MIDDLE LEFT ONE QUARTER BLOCK': '35',
    'MIDDLE RIGHT ONE QUARTER BLOCK': '46',
    'LEFT HALF UPPER ONE QUARTER BLOCK': '1',
    'RIGHT HALF UPPER ONE QUARTER BLOCK': '2',
    'LEFT HALF LOWER ONE QUARTER BLOCK': '7',
    'RIGHT HALF LOWER ONE QUARTER BLOCK': '8',
  };
  const points = shares[name];
  return points === undefined ? null : of(points);
}

/** The colours of the points of a cell. */
const pointsOf = ({ glyph, fg, bg }: { readonly glyph: number; readonly fg: number; readonly bg: number }): number[] =>
  Array.from({ length: 8 }, (_, i) => (((OCTANTS.indexOf(glyph) >> i) & 1) === 1 ? fg : bg));

describe('the characters of octants', () => {
  it('are those of all 256 patterns, by the names of Unicode', () => {
    const named = Object.entries(names).flatMap(([hex, name]) => {
      const pattern = patternOf(name);
      return pattern === null ? [] : [[pattern, parseInt(hex, 16)] as const];
    });
    expect(new Map([[0, 32] as const, ...named])).toEqual(new Map(OCTANTS.entries()));
  });
});

const STILL = { ascii: false, presets: [], size: { columns: 80, rows: 24 }, theme: 'dark' } as const;

describe('a picture in a file', () => {
  /** The points whose middle the glyph's rectangles cover, as bits. */
  function covered(code: number): number {
    const path = shapes(code, { x: 0, y: 0, width: 2, height: 4 });
    let bits = 0;
    for (const [, x, y, w, h] of path.matchAll(/M(\S+) (\S+)h(\S+)v(\S+)h\S+z/g))
      for (let i = 0; i < 8; i += 1) {
        const across = (i % 2) + 0.5 - Number(x);
        const down = (i >> 1) + 0.5 - Number(y);
        if (across > 0 && across < Number(w) && down > 0 && down < Number(h)) bits |= 1 << i;
      }
    return bits;
  }

  it('needs no font for octants', () => {
    OCTANTS.forEach((code, pattern) => {
      if (code >= 0x1cd00 && code <= 0x1cde5) expect(covered(code)).toBe(pattern);
    });
    for (const code of [0x1ccff, 0x1cde6]) expect(shapes(code, { x: 0, y: 0, width: 2, height: 4 })).toBe('');
  });

  it('draws the boundary in them when asked, and else does not', () => {
    const state = stateAfter(recorded('relu'), STILL, { panel: 'data', whole: true });
    const octantsOf = (octants: boolean): number =>
      [...stillOf(state, { ...STILL, octants }).glyph].filter((code) => code >= 0x1cd00 && code <= 0x1cde5).length;
    expect(octantsOf(true)).toBeGreaterThan(20);
    expect(octantsOf(false)).toBe(0);
  });
});

describe('the two colours of a cell', () => {
  const random = createRng(3, 'octants');
  const cellOf = (colours: number): number[] => {
    const palette = Array.from({ length: colours }, () => random.integer(0x1000000));
    return Array.from({ length: 8 }, () => palette[random.integer(colours)] ?? 0);
  };
  const error = (points: readonly number[], shown: readonly number[]): number =>
    points.reduce(
      (sum, colour, i) =>
        sum +
        [16, 8, 0].reduce(
          (part, bits) => part + (((colour >> bits) & 255) - (((shown[i] ?? 0) >> bits) & 255)) ** 2,
          0,
        ),
      0,
    );

  it('are exact for two, in every pattern, and only blocks and octants are used', () => {
    for (let pattern = 0; pattern < 256; pattern += 1) {
      const points = Array.from({ length: 8 }, (_, i) => (((pattern >> i) & 1) === 1 ? 0x102030 : 0xf0e0d0));
      const cell = octantOf(points);
      expect(pointsOf(cell)).toEqual(points);
      const { glyph } = cell;
      expect(glyph === 32 || (glyph >= 0x2580 && glyph <= 0x259f) || (glyph >= 0x1cd00 && glyph <= 0x1cde5)).toBe(true);
    }
  });

  it('are the best two of more, the same each time, the more frequent one as background', () => {
    for (let round = 0; round < 200; round += 1) {
      const points = cellOf(3 + random.integer(5));
      const cell = octantOf(points);
      expect(octantOf([...points])).toEqual(cell);
      const shown = pointsOf(cell);
      const own = [...new Set(points)];
      for (const a of own)
        for (const b of own) {
          const nearest = points.map((colour) => (error([colour], [a]) <= error([colour], [b]) ? a : b));
          expect(error(points, shown)).toBeLessThanOrEqual(error(points, nearest));
        }
    }
    expect(octantOf([1, 1, 1, 1, 1, 9, 9, 9])).toMatchObject({ bg: 1, fg: 9 });
  });
});

describe('the decision boundary in octants', () => {
  const size = { width: 58, height: 16 };
  const view = viewOf([runOf(recorded('relu'))]);
  const painted = (): Canvas => {
    const canvas = createCanvas(size.width, size.height);
    PANELS.data.paint(canvas, view);
    return canvas;
  };
  const cells = painted();
  const octants = painted();
  const [placed] = PANELS.data.pictures?.(view, size, OCTANT_POINTS) ?? [];
  if (placed === undefined) throw new Error('no picture');
  paintOctants(octants, placed);
  const { area } = placed;
  const at = (i: number) => ({ glyph: octants.glyph[i] ?? 0, fg: octants.fg[i] ?? 0, bg: octants.bg[i] ?? 0 });
  const contour = view.theme.paper.foreground;

  it('has the points of the cells, and each region has the colour of the pixel at its place', () => {
    // The middles of octant points are middles of pixels of a cell with 6 by 12.
    const [fine] = PANELS.data.pictures?.(view, size, { width: 6, height: 12 }) ?? [];
    if (fine === undefined) throw new Error('no pixels');
    const pixel = ({ width, rgba }: Picture, x: number, y: number): number => {
      const [red = 0, green = 0, blue = 0] = rgba.subarray(4 * (y * width + x));
      return (red << 16) | (green << 8) | blue;
    };
    const marks = new Set(view.theme.classes);
    let [points, compared, edges] = [0, 0, 0];
    for (let row = 0; row < area.height; row += 1)
      for (let column = 0; column < area.width; column += 1) {
        const i = (area.y + row) * size.width + area.x + column;
        if (![32, 0xb7].includes(cells.glyph[i] ?? 0)) {
          points += 1;
          expect([octants.glyph[i], octants.fg[i], octants.bg[i]]).toEqual([cells.glyph[i], cells.fg[i], cells.bg[i]]);
          continue;
        }
        const drawn = Array.from({ length: 8 }, (_, k) => {
          const [x, y] = [k % 2, Math.floor(k / 2)];
          const colour = pixel(placed.picture, 2 * column + x, 4 * row + y);
          const there = pixel(fine.picture, 6 * column + 1 + 3 * x, 12 * row + 1 + 3 * y);
          if (colour === contour) edges += 1;
          else if (there !== contour && !marks.has(there)) {
            compared += 1;
            expect(colour).toBe(there);
          }
          return colour;
        });
        const shown = pointsOf(at(i));
        if (new Set(drawn).size <= 2) expect(shown).toEqual(drawn);
        else expect(drawn).toEqual(expect.arrayContaining(shown));
      }
    expect(points).toBeGreaterThan(50);
    expect(compared).toBeGreaterThan(2000);
    // The contour is a line through the whole plane.
    expect(edges).toBeGreaterThan(area.width);
  });

  it('keeps everything around the plane', () => {
    for (let i = 0; i < cells.glyph.length; i += 1) {
      const [x, y] = [(i % size.width) - area.x, Math.floor(i / size.width) - area.y];
      if (x >= 0 && x < area.width && y >= 0 && y < area.height) continue;
      expect([octants.glyph[i], octants.fg[i], octants.bg[i]]).toEqual([cells.glyph[i], cells.fg[i], cells.bg[i]]);
    }
  });
});

it('a sweep map in octants is the map in cells, each of which has one colour', () => {
  const map = mapOf(planOf(), 60);
  const theme = themeOf('dark');
  const size = { columns: 80, rows: 24 };
  const state = initialExplore({ plan: map.plan, base: BASE, size, themes: ['dark'], theme: 'dark', metric: 'loss' });
  const scene = { map, critical: criticalLine(map.plan), base: BASE, theme, ascii: false };
  expect(sweepLayers(state, scene, OCTANT_POINTS)).toEqual(sweepLayers(state, scene, null));
});
