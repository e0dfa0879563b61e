// Images: the bytes of each protocol decode to the colours of the cells, and nothing of a picture stays behind.
import { describe, expect, it } from 'vitest';
import { createCanvas, DEFAULT, text, type Layer } from '../../src/core/screen/canvas.js';
import { pictureOf, type Picture } from '../../src/core/screen/picture.js';
import type { ImageForm } from '../../src/runtime/terminal/identity.js';
import { toPng } from '../../src/runtime/terminal/images/png.js';
import { toSixel } from '../../src/runtime/terminal/images/sixel.js';
import { Surface } from '../../src/runtime/terminal/surface.js';
import { sampledAt } from '../../src/core/run/lookup.js';
import { PANELS } from '../../src/ui/panels/index.js';
import { createRng } from '../../src/core/random/rng.js';
import { criticalLine } from '../../src/core/sweep/critical.js';
import { initialExplore } from '../../src/core/sweep/exploreState.js';
import { cellsAsPicture } from '../../src/ui/paint/cellPixels.js';
import { sweepLayers } from '../../src/ui/sweepLayers.js';
import { themeAt, themeOf } from '../../src/ui/themes/index.js';
import { BASE, mapOf, planOf } from '../helpers/sweepMaps.js';
import { drawnImages, readSixel } from '../helpers/images.js';
import { readPng } from '../helpers/png.js';
import { MemoryTerminal } from '../helpers/terminal.js';
import { recorded, runOf, viewOf } from './panels/views.js';

const cell = { width: 10, height: 20 };
const FORMS: readonly ImageForm[] = ['kitty', 'iterm2', 'sixel'];

/** Pixels of few colours, some of them holes. */
function scrawl(width: number, height: number, colours: number): Picture {
  const random = createRng(5, 'picture');
  const palette = Array.from({ length: colours }, () => random.integer(0x1000000));
  const at = (): number => (random.integer(9) === 0 ? -1 : (palette[random.integer(colours)] ?? 0));
  return pictureOf({ x: 0, y: 0, width, height }, { width: 1, height: 1 }, at);
}
const colourOf = ({ width, rgba }: Picture, x: number, y: number): number => {
  const [r = 0, g = 0, b = 0, opacity = 0] = rgba.subarray(4 * (y * width + x));
  return opacity === 0 ? -1 : (r << 16) | (g << 8) | b;
};

describe('an encoded picture', () => {
  it('is the same as PNG', () => {
    const picture = scrawl(23, 17, 40);
    const read = readPng(toPng(picture));
    for (let y = 0; y < 17; y += 1)
      for (let x = 0; x < 23; x += 1)
        expect(read.opacity(x, y) === 0 ? -1 : read.at(x, y)).toBe(colourOf(picture, x, y));
  });

  it('is the same as sixels, in per cent of each channel, of any height', () => {
    for (const height of [5, 6, 7, 20]) {
      const picture = scrawl(31, height, 12);
      const read = readSixel(toSixel(picture));
      expect([read.width, read.height]).toEqual([31, height]);
      const percent = (colour: number): number[] =>
        [16, 8, 0].map((bits) => Math.round(((colour >> bits) & 255) / 2.55));
      for (let y = 0; y < height; y += 1)
        for (let x = 0; x < 31; x += 1) {
          const colour = colourOf(picture, x, y);
          expect(read.at(x, y)).toEqual(colour < 0 ? null : percent(colour));
        }
    }
  });

  it('keeps at most 255 colours as sixels, with two bits of each channel at least', () => {
    const picture = scrawl(64, 64, 3000);
    const read = readSixel(toSixel(picture));
    expect(read.colours).toBeLessThanOrEqual(255);
    for (let x = 0; x < 64; x += 1) {
      const colour = colourOf(picture, x, 9);
      const [red = 0] = read.at(x, 9) ?? [];
      if (colour >= 0) expect(Math.abs(2.55 * red - (colour >> 16))).toBeLessThan(64);
    }
  });
});

describe('the decision boundary as pixels', () => {
  it.each(['relu', 'vanishing-sigmoid'])('has the colours of the cells: %s', (name) => {
    const view = viewOf([runOf(recorded(name))]);
    const size = { width: 58, height: 16 };
    const canvas = createCanvas(size.width, size.height);
    PANELS.data.paint(canvas, view);
    const [placed] = PANELS.data.pictures?.(view, size, cell) ?? [];
    if (placed === undefined) throw new Error('no picture');
    expect(sampledAt(view.focus.state.boundaries, null)).toBeDefined();
    const { area, picture } = placed;
    expect([picture.width, picture.height]).toEqual([area.width * cell.width, area.height * cell.height]);
    let compared = 0;
    for (let row = 0; row < area.height; row += 1)
      for (let column = 0; column < area.width; column += 1) {
        const i = (area.y + row) * canvas.width + area.x + column;
        // A cell without a point or a contour: the middle of its pixels.
        if (canvas.glyph[i] !== 32) continue;
        const here = colourOf(picture, column * cell.width + cell.width / 2, row * cell.height + cell.height / 2);
        if (canvas.bg[i] !== here) continue;
        compared += 1;
      }
    const blank = canvas.glyph.filter((code, i) => code === 32 && canvas.bg[i] !== DEFAULT).length;
    // A mark of a point in a neighbour may reach the middle; the contour lies between two cells.
    expect(compared / blank).toBeGreaterThan(0.95);
    // Every colour of the picture is one of the cells.
    const colours = new Set([...canvas.bg, ...canvas.fg, view.theme.paper.foreground]);
    expect(picture.holes).toBe(false);
    for (let at = 0; at < picture.width * picture.height; at += 7)
      expect(colours).toContain(colourOf(picture, at % picture.width, Math.floor(at / picture.width)));
  });
});

describe('a sweep map as pixels', () => {
  const map = mapOf(planOf(), 60);
  const base = { plan: map.plan, base: BASE, size: { columns: 80, rows: 24 }, themes: ['dark'], theme: 'dark' };
  const scene = { map, critical: criticalLine(map.plan), base: BASE, theme: themeOf('dark'), ascii: false };

  it('has the colours of the cells, holes for cells without one, and a mark in each marked cell', () => {
    const state = initialExplore({ ...base, metric: 'loss' });
    const [first] = sweepLayers(state, scene, cell);
    const [placed] = first?.pictures ?? [];
    if (first === undefined || placed === undefined) throw new Error('no picture');
    const { area, picture } = placed;
    const { canvas } = first;
    let [marks, holes] = [0, 0];
    for (let row = 0; row < area.height; row += 1)
      for (let column = 0; column < area.width; column += 1) {
        const i = (area.y + row) * canvas.width + area.x + column;
        const [left, top] = [column * cell.width, row * cell.height];
        // No mark covers this pixel: off the middle and off the edges.
        expect(colourOf(picture, left + 3, top + 3)).toBe(canvas.bg[i]);
        if (canvas.bg[i] === DEFAULT) holes += 1;
        if (canvas.glyph[i] === 32 || canvas.glyph[i] === 0xb7) continue;
        marks += 1;
        const own = Array.from({ length: cell.width * cell.height }, (_, at) =>
          colourOf(picture, left + (at % cell.width), top + Math.floor(at / cell.width)),
        );
        expect(own).toContain(canvas.fg[i]);
      }
    expect(Math.min(marks, holes)).toBeGreaterThan(0);
    expect(picture.holes).toBe(true);
  });

  it('stays in cells in ASCII, without a ramp, and where cells hold letters', () => {
    const state = initialExplore({ ...base, metric: 'loss' });
    const pictures = (over: object) => sweepLayers(state, { ...scene, ...over }, cell)[0]?.pictures;
    expect(pictures({ ascii: true })).toEqual([]);
    expect(pictures({ theme: themeAt('dark', 'none') })).toEqual([]);
    const canvas = createCanvas(4, 2);
    text(canvas, 0, 0, 'V');
    expect(cellsAsPicture(canvas, { x: 0, y: 0, width: 4, height: 2 }, cell, 0)).toEqual([]);
  });
});

describe.each(FORMS)('the screen with images: %s', (form) => {
  const picture = pictureOf({ x: 2, y: 1, width: 6, height: 3 }, cell, (x) => (x < 3 ? 0x400000 : 0x004000));
  const other = pictureOf({ x: 2, y: 1, width: 6, height: 3 }, cell, () => 0x000040);
  const canvas = createCanvas(12, 6);
  for (let y = 0; y < 6; y += 1) text(canvas, 0, y, 'abcdefghijkl');
  const layer = (shown: Picture | null, x = 0): Layer => ({
    ...{ x, y: 0, canvas },
    pictures: shown === null ? [] : [{ area: { x: 2, y: 1, width: 6, height: 3 }, picture: shown }],
  });
  const overlay: Layer = { x: 7, y: 0, canvas: createCanvas(3, 3) };

  function open() {
    let written = '';
    const surface = new Surface({ write: (bytes: string) => (written += bytes) }, 'truecolor', 30, 10);
    surface.showImages(form, cell);
    const screen = new MemoryTerminal(30, 10);
    const show = async (...layers: readonly Layer[]) => {
      surface.setLayers(layers);
      surface.flush();
      const bytes = written;
      written = '';
      await screen.write(bytes);
      return { bytes, images: drawnImages(bytes), lines: screen.lines() };
    };
    return { surface, show };
  }

  it('draws a picture once, where it belongs, over blank cells', async () => {
    const { show } = open();
    const { images, lines } = await show(layer(picture));
    expect(images).toMatchObject([{ form, column: 3, row: 2 }]);
    expect(images[0]?.pixel(5, 5)).toEqual(
      [0x40, 0, 0].map((channel) => (form === 'sixel' ? Math.round(channel / 2.55) : channel)),
    );
    expect(lines.slice(0, 5)).toEqual([
      'abcdefghijkl',
      ...Array.from({ length: 3 }, () => 'ab      ijkl'),
      'abcdefghijkl',
    ]);
    expect((await show(layer(picture))).bytes).toBe('');
    const changed = await show(layer(other));
    expect(changed.images).toHaveLength(1);
    expect(changed.lines[1]).toBe('ab      ijkl');
  });

  it.each([
    ['it is gone', [layer(null)], 0],
    ['an overlay covers it in part', [layer(picture), overlay], 0],
    ['it moves', [layer(picture, 5)], 1],
  ] as const)('shows the cells again when %s', async (_, layers, images) => {
    const { show } = open();
    await show(layer(picture));
    const after = await show(...layers);
    expect(after.images).toHaveLength(images);
    expect(after.bytes.includes('a=d')).toBe(form === 'kitty');
    const plain = new Surface({ write: () => true }, 'truecolor', 30, 10);
    plain.setLayers(layers);
    const { glyph } = plain.picture();
    const cells = Array.from({ length: 10 }, (_unused, y) =>
      String.fromCodePoint(...glyph.subarray(30 * y, 30 * y + 30)).trimEnd(),
    );
    if (images === 0) expect(after.lines).toEqual(cells);
    // And the picture comes back.
    expect((await show(layer(picture))).images).toHaveLength(1);
  });

  it('is drawn again after another program has written, and after a resize', async () => {
    const { surface, show } = open();
    await show(layer(picture));
    surface.invalidate();
    expect((await show(layer(picture))).images).toHaveLength(1);
    surface.resize(30, 10);
    expect((await show(layer(picture))).images).toHaveLength(1);
  });
});
