// Pictures of images and filters in the data panel: every pixel is the one of the log, in colour, without, and in ASCII.
import { describe, expect, it } from 'vitest';
import type { RunDataset } from '../../../src/core/run/events.js';
import { createCanvas, toLines } from '../../../src/core/screen/canvas.js';
import { paintPicture } from '../../../src/ui/paint/picture.js';
import { glyphs } from '../../../src/ui/paint/glyphs.js';
import { filtersOf } from '../../../src/ui/panels/images.js';
import { PANELS } from '../../../src/ui/panels/index.js';
import { MONO, recorded, runOf, THEME, viewOf } from './views.js';

const ramp = { width: 2, height: 3, at: (x: number, y: number): number => [0, 0.5, 1, 1, 0.25, 0][2 * y + x]! };

it('a cell holds two pixels, the upper one in front; an odd last row has one', () => {
  const canvas = createCanvas(3, 2);
  paintPicture(canvas, { x: 1, y: 0 }, ramp, { theme: THEME, ascii: false });
  expect(toLines(canvas)).toEqual([' ▀▀', ' ▀▀']);
  const grey = (value: number): number => Math.round(0x10 + value * 0xe0) * 0x010101;
  expect([...canvas.fg.slice(1, 3), ...canvas.bg.slice(1, 3)]).toEqual([0, 0.5, 1, 1].map(grey));
  expect([...canvas.fg.slice(4, 6), ...canvas.bg.slice(4, 6)]).toEqual([grey(0.25), grey(0), -1, -1]);
});

it('without colours a glyph stands for the mean of both', () => {
  const canvas = createCanvas(2, 2);
  paintPicture(canvas, { x: 0, y: 0 }, ramp, { theme: MONO, ascii: false });
  expect(toLines(canvas)).toEqual(['▒▓', '░']);
  paintPicture(canvas, { x: 0, y: 0 }, ramp, { theme: MONO, ascii: true });
  expect(toLines(canvas)).toEqual(['+%', ':']);
});

it('shows the first image of each class, and the filters of the step under the cursor', () => {
  const events = recorded('conv-residual-20');
  const state = runOf(events);
  const { images } = state.run!.dataset as RunDataset;
  expect(new Set(images!.labels).size).toBe(10);
  const canvas = createCanvas(90, 20);
  PANELS.data.paint(canvas, viewOf([state], {}));
  const shade = (value: number): number => Math.round(0x10 + value * 0xe0) * 0x010101;
  for (const [label, column] of [
    [0, 1],
    [7, 64],
  ] as const) {
    const first = Array.from(images!.labels).indexOf(label) * 64;
    for (let y = 0; y < 8; y += 1)
      for (let x = 0; x < 8; x += 1) {
        const cell = (1 + Math.floor(y / 2)) * 90 + column + x;
        const colour = (y % 2 === 0 ? canvas.fg : canvas.bg)[cell]!;
        expect(colour).toBe(shade(images!.values[first + y * 8 + x]!));
      }
  }
  const at = (cursorStep: number): string[] => {
    const picture = createCanvas(58, 16);
    PANELS.data.paint(picture, viewOf([state], { ui: { cursorStep } }));
    return toLines(picture);
  };
  const words = (lines: readonly string[]): string => lines.find((line) => line.includes('filters'))!;
  expect(words(at(0))).toContain('8 filters, step 0');
  expect(words(at(30))).not.toBe(words(at(0)));
});

describe('the class grid', () => {
  const state = runOf(recorded('conv-residual-20'));
  const { answers, step } = state.scores.at(-1)!;
  const labels = Array.from(state.run!.dataset!.images!.labels);
  const painted = (width: number, height: number, look = {}): string[] => {
    const canvas = createCanvas(width, height);
    PANELS.data.paint(canvas, viewOf([state], look));
    return toLines(canvas);
  };

  it('marks the wrong answers as of the step, in colour and without', () => {
    const wrong = labels.filter((label, i) => label !== answers![i]).length;
    expect(wrong).toBeGreaterThan(0);
    for (const [look, sign] of [
      [{}, '≠'],
      [{ theme: MONO, ascii: true }, '!'],
    ] as const) {
      const [words, ...rows] = painted(90, 36, look);
      expect(words).toContain(`${wrong} of 60 at step ${step}`);
      // Ten columns of nine cells; lines of an image and an empty row. The last line has no room.
      labels.forEach((label, i) => {
        const [x, y] = [9 * label, 5 * (i % 6)];
        const [own, mark, answer] = [0, 1, 2].map((down) => rows[y + down]?.[x]);
        if (i % 6 === 5) return;
        expect([own, mark === sign ? Number(answer) : label]).toEqual([String(label), answers![i]]);
      });
    }
  });

  it('keeps each class in a column where all do not fit side by side', () => {
    const rows = painted(60, 30).slice(1);
    for (const [y, classes] of [
      [0, '01234'],
      [5, '56789'],
      [10, '01234'],
    ] as const)
      expect([0, 1, 2, 3, 4].map((column) => rows[y]![11 * column]).join('')).toBe(classes);
  });

  it('has an empty row before the filters', () => {
    for (const height of [8, 12, 17, 20, 33]) {
      const lines = painted(60, height);
      const at = lines.findIndex((line) => line.includes('filters'));
      expect(lines[at - 1]?.trim(), `${height} rows`).toBe('');
    }
  });
});

it('keeps to its room at any size', () => {
  const view = viewOf([runOf(recorded('conv-residual-20'))], {});
  for (const [width, height] of [
    [12, 5],
    [8, 3],
    [20, 4],
    [300, 80],
  ] as const)
    expect(() => PANELS.data.paint(createCanvas(width, height), view)).not.toThrow();
});

it.each([
  [{ theme: MONO }, 120],
  [{ theme: MONO, ascii: true }, 120],
  [{ theme: MONO }, 40],
] as const)('without colours each row of a filter has a row of cells: %j', (look, width) => {
  const state = runOf(recorded('conv-residual-20'));
  const { shape, values } = filtersOf(state, null)!.kernel;
  const most = Math.max(...Array.from(values, Math.abs));
  const canvas = createCanvas(width, 20);
  PANELS.data.paint(canvas, viewOf([state], look));
  const lines = toLines(canvas);
  const top = lines.findIndex((line) => line.includes('filters'));
  const { shades } = glyphs('ascii' in look);
  const zoom = width === 120 ? 2 : 1;
  for (let y = 0; y < 3; y += 1)
    for (let x = 0; x < 3; x += 1) {
      const weight = values[(y * 3 + x) * (shape[3] ?? 0)]!;
      const shade = shades[Math.min(shades.length - 1, Math.floor(((1 + weight / most) / 2) * shades.length))];
      expect((lines[top + 1 + y] ?? '')[x * zoom] ?? ' ').toBe(shade);
    }
});
