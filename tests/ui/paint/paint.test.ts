// The pieces of the paint library: scales and ticks, the chart behind its wrapper, dots, bars, words.
import { describe, expect, it } from 'vitest';
import { plotLines } from '../../../src/ui/paint/asciichart.js';
import { binShares, lyingBar, standingBar } from '../../../src/ui/paint/bars.js';
import { textWidth } from '../../../src/core/text/width.js';
import { wrap } from '../../../src/core/text/wrap.js';
import { createDots, dotLine, paintDots } from '../../../src/ui/paint/braille.js';
import { createCanvas, toLines } from '../../../src/core/screen/canvas.js';
import { mix, rampColour } from '../../../src/ui/paint/colour.js';
import { Columns } from '../../../src/ui/paint/columns.js';
import { heatOf, heatOfColumn, louder, PINNED } from '../../../src/ui/paint/heat.js';
import { linearScale, logScale, stepTicks } from '../../../src/ui/paint/scale.js';
import { centred, fitting, shorten, textRight, textRightIn } from '../../../src/ui/paint/words.js';
import { fc } from '../../helpers/property.js';

const labels = (ticks: readonly { label: string }[]): string[] => ticks.map((tick) => tick.label);

describe('scales', () => {
  it('ticks stand at decades, thinned when crowded', () => {
    expect(labels(logScale(1e-10, 10).ticks(12))).toEqual([
      '1e-10',
      '1e-9',
      '1e-8',
      '1e-7',
      '1e-6',
      '1e-5',
      '1e-4',
      '0.001',
      '0.01',
      '0.1',
      '1',
      '10',
    ]);
    expect(labels(logScale(1e-10, 10).ticks(4))).toEqual(['1e-9', '1e-6', '0.001', '1']);
    expect(labels(logScale(0.3, 1.2).ticks(4))).toEqual(['0.5', '1']);
  });

  it('linear ticks are round numbers with the decimals they need', () => {
    expect(labels(linearScale(0, 1).ticks(6))).toEqual(['0.0', '0.2', '0.4', '0.6', '0.8', '1.0']);
    expect(labels(linearScale(-1.3, 2.4).ticks(4))).toEqual(['-1', '0', '1', '2']);
    expect(labels(stepTicks(1, 800, 5))).toEqual(['200', '400', '600', '800']);
  });

  it('gives at most the requested ticks, inside and ascending; value inverts fraction; values without a place are NaN', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-12, max: 1e6, noNaN: true }),
        fc.double({ min: 1.001, max: 1e9, noNaN: true }),
        fc.integer({ min: 0, max: 30 }),
        fc.boolean(),
        (low, ratio, most, log) => {
          const scale = log ? logScale(low, low * ratio) : linearScale(low, low * ratio);
          const ticks = scale.ticks(most);
          expect(ticks.length).toBeLessThanOrEqual(most);
          for (const [index, tick] of ticks.entries()) {
            expect(scale.fraction(tick.value)).toBeGreaterThanOrEqual(-1e-6);
            expect(scale.fraction(tick.value)).toBeLessThanOrEqual(1 + 1e-6);
            if (index > 0) expect(tick.value).toBeGreaterThan(ticks[index - 1]?.value ?? NaN);
          }
          expect(scale.fraction(scale.value(0.25))).toBeCloseTo(0.25, 6);
        },
      ),
    );
    expect(logScale(1, 10).fraction(0)).toBeNaN();
    expect(linearScale(1, 10).fraction(Infinity)).toBeNaN();
    expect(linearScale(3, 3).fraction(3)).toBeCloseTo(0.5);
  });
});

describe('plotLines', () => {
  const draw = (rows: readonly (number | null)[], columns: number, height: number, ascii = false): string[] =>
    plotLines([{ rows }], columns, height, ascii).map((row) => row.map((cell) => cell?.glyph ?? ' ').join(''));

  it('reaches each value in its own column, at exactly the height asked for', () => {
    expect(draw([0, 0, 3, 0, 0], 5, 4)).toEqual(['  ╭╮ ', '  ││ ', '  ││ ', '──╯╰─']);
    expect(draw([0, 1, 1], 3, 2, true)).toEqual([' .-', "-' "]);
    expect(draw([5, 5], 2, 1)).toEqual(['──']);
  });

  it('leaves gaps for missing values, and draws nothing without values', () => {
    expect(draw([null, 1, null, 1], 4, 2)).toEqual([' ─ ─', '    ']);
    expect(draw([null, NaN], 2, 2)).toEqual(['  ', '  ']);
    expect(draw([], 0, 0)).toEqual([]);
  });

  it('reports which series drew a cell; later ones are on top', () => {
    const grid = plotLines([{ rows: [0, 0] }, { rows: [1, 1] }, { rows: [0, 0] }], 2, 2, false);
    expect(grid[0]?.[1]?.series).toBe(1);
    expect(grid[1]?.[1]?.series).toBe(2);
  });

  it('never throws, for any values', () => {
    const row = fc.oneof(fc.constant(null), fc.double(), fc.double({ min: 0, max: 10 }));
    fc.assert(
      fc.property(
        fc.array(fc.array(row, { maxLength: 30 }), { maxLength: 4 }),
        fc.integer({ min: 0, max: 30 }),
        fc.integer({ min: 0, max: 12 }),
        (all, columns, height) => {
          const grid = plotLines(
            all.map((rows) => ({ rows })),
            columns,
            height,
            false,
          );
          expect(grid).toHaveLength(height);
          for (const cells of grid) expect(cells).toHaveLength(columns);
        },
      ),
    );
  });
});

describe('heat', () => {
  it('has marks for values without a logarithm', () => {
    expect(heatOf(PINNED, 0).kind).toBe('zero');
    expect(heatOf(PINNED, NaN).kind).toBe('nan');
    expect(heatOf(PINNED, Infinity).kind).toBe('infinite');
    expect(heatOf(PINNED, undefined).kind).toBe('none');
    expect(heatOf(PINNED, 1e-10)).toEqual({ kind: 'value', fraction: 0 });
    expect(heatOf(PINNED, 10)).toEqual({ kind: 'value', fraction: 1 });
    expect(heatOf(PINNED, 1e-30)).toEqual({ kind: 'value', fraction: 0 });
  });

  it('one NaN among many samples marks its column, and outranks a large neighbour', () => {
    const columns = new Columns(1);
    for (const value of [1, 1, NaN, 1, 1]) columns.add(0, value);
    const heat = heatOfColumn(PINNED, columns, 0);
    expect(heat.kind).toBe('nan');
    expect(louder(heatOf(PINNED, 10), heat).kind).toBe('nan');
  });

  it('interpolates the ramp between its stops', () => {
    expect(rampColour([0x000000, 0xffffff], 0.5)).toBe(0x808080);
    expect(rampColour([0x102030], 7)).toBe(0x102030);
    expect(rampColour([], 0.5)).toBe(-1);
    expect(mix(0xff0000, 0x0000ff, 0)).toBe(0xff0000);
  });
});

describe('dots and bars', () => {
  it('draws a diagonal in braille and, without it, in ASCII', () => {
    const dots = createDots(2, 1);
    dotLine(dots, { x: 0, y: 3 }, { x: 3, y: 0 }, 7);
    const canvas = createCanvas(2, 1);
    paintDots(canvas, { x: 0, y: 0 }, dots, false);
    expect(toLines(canvas)).toEqual(['⡠⠊']);
    expect(canvas.fg[0]).toBe(7);
    paintDots(canvas, { x: 0, y: 0 }, dots, true);
    expect(toLines(canvas)[0]).toMatch(/^[ -~]+$/);
  });

  it('cuts lines far outside in little time', () => {
    const dots = createDots(10, 5);
    dotLine(dots, { x: -1e12, y: 3 }, { x: 1e12, y: 3 }, 1);
    expect(dots.bits.some((bits) => bits !== 0)).toBe(true);
  });

  it('bars show eighths, and at least one for a positive value', () => {
    const canvas = createCanvas(4, 3);
    lyingBar(canvas, { x: 0, y: 0, width: 4 }, 0.5, false);
    lyingBar(canvas, { x: 0, y: 1, width: 4 }, 1e-9, false);
    standingBar(canvas, { x: 3, y: 0, height: 3 }, 1, false);
    expect(toLines(canvas)).toEqual(['██ █', '▏  █', '   █']);
    expect(binShares([1, 1, 2, 2], 2)).toEqual([0.5, 1]);
    expect(binShares([3, 1], 4)).toEqual([1, 1, 1 / 3, 1 / 3]);
  });
});

describe('words', () => {
  it('fits, shortens and wraps', () => {
    expect(fitting(['a long one', 'short'], 6, false)).toBe('short');
    expect(shorten('gradient', 5, false)).toBe('grad…');
    expect(shorten('gradient', 5, true)).toBe('grad~');
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('abcdefgh', 3)).toEqual(['abc', 'def', 'gh']);
    expect(wrap('so abcdefgh ij', 3)).toEqual(['so', 'abc', 'def', 'gh', 'ij']);
  });

  it('counts cells, not characters: a wide one takes two, a combining mark none', () => {
    expect(fitting(['漢字漢字', 'short'], 7, false)).toBe('short');
    expect(fitting(['漢字漢', 'short'], 6, false)).toBe('漢字漢');
    expect(shorten('漢字漢字', 7, false)).toBe('漢字漢…');
    expect(shorten('漢字漢字', 6, false)).toBe('漢字…');
    expect(shorten('e\u0301te\u0301', 3, false)).toBe('e\u0301te\u0301');
    expect(wrap('漢字 漢字漢字', 5)).toEqual(['漢字', '漢字', '漢字']);
    const canvas = createCanvas(10, 1);
    textRight(canvas, 10, 0, '漢字', {});
    expect(toLines(canvas)).toEqual(['      漢字']);
    textRightIn(canvas, { x: 3, y: 0, width: 7 }, 'a漢字漢字', {});
    expect(toLines(canvas)).toEqual(['    字漢字']);
    const middle = createCanvas(8, 1);
    centred(middle, '漢字', {});
    expect(toLines(middle)).toEqual(['  漢字']);
  });

  it('wraps whatever it is given into lines that fit, and loses nothing', () => {
    const words = fc.array(fc.stringMatching(/^[a-c漢\u0301]{1,12}$/), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(words, fc.integer({ min: 2, max: 12 }), (parts, width) => {
        const lines = wrap(parts.join(' '), width);
        for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(width);
        expect(lines.join('').replaceAll(' ', '')).toBe(parts.join(''));
      }),
    );
  });
});
