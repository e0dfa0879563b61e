// The heatmap’s colours, marks and rows, against the events they come from.
import { describe, expect, it } from 'vitest';
import { rampColour } from '../../../src/ui/paint/colour.js';
import { gutterOf } from '../../../src/ui/panels/timeAxis.js';
import { linesOf, made, MONO, painted, THEME, viewOf } from './views.js';

describe('heatmaps of several runs', () => {
  const states = [1, 2, 3].map(() => made(4, () => ({ gradRms: [1e-8, 1e-6, 1e-4, 1e-2] })));
  const names = (height: number, options: Parameters<typeof viewOf>[1] = {}): string =>
    linesOf('heatmap', viewOf(states, options), 60, height)
      .map((line) => /^([1-3]) test/.exec(line)?.[1] ?? '.')
      .join('');

  it('have a heading each if two rows remain, else names beside them', () => {
    expect(names(12)).toBe('1..2..3.....');
    expect(names(11)).toMatch(/^1\.+2\.+3\.+$/);
    expect(linesOf('heatmap', viewOf(states), 60, 12)[0]?.trimEnd()).toBe('1 test');
    expect(linesOf('heatmap', viewOf(states), 60, 11)[0]).toContain('▀');
  });

  it('take at least a row each, or two if a cell has one shade; the rest is counted', () => {
    expect(names(5)).toBe('123..');
    expect(names(5, { theme: MONO })).toBe('1....');
    expect(linesOf('heatmap', viewOf(states, { theme: MONO }), 60, 5).at(-1)).toMatch(/2 more: enlarge$/);
  });
});

describe('heatmap', () => {
  const width = 48;
  const gutter = gutterOf(width);
  const steps = width - gutter;
  const height = 4 + 3;

  it('colours each step and layer by log10 on the pinned scale, output on top', () => {
    const state = made(steps, (step) => ({ gradRms: [1e-8, 1e-6, 1e-4, step === 7 ? 10 : 1e-2] }));
    const canvas = painted('heatmap', viewOf([state]), width, height);
    const bg = (step: number, row: number): number | undefined => canvas.bg[row * canvas.width + gutter + step - 1];
    for (const step of [1, 20, steps]) {
      expect(bg(step, 0)).toBe(rampColour(THEME.ramp, 8 / 11));
      expect(bg(step, 1)).toBe(rampColour(THEME.ramp, 6 / 11));
      expect(bg(step, 3)).toBe(rampColour(THEME.ramp, 2 / 11));
    }
    expect(bg(7, 0)).toBe(0xffffff);
  });

  it('marks exact 0, NaN and infinity at their step, each by its own glyph', () => {
    const special = new Map([
      [3, 0],
      [5, NaN],
      [9, Infinity],
    ]);
    const state = made(steps, (step) => ({ gradRms: [special.get(step) ?? 1e-3, 1, 1, 1] }));
    for (const [ascii, expected] of [
      [false, '0×∞'],
      [true, '0XI'],
    ] as const) {
      const row = linesOf('heatmap', viewOf([state], { ascii }), width, height)[3] ?? '';
      expect([3, 5, 9].map((step) => row[gutter + step - 1]).join('')).toBe(expected);
    }
  });

  it('has a step in the same column as the loss chart', () => {
    const state = made(steps, (step) => ({ loss: step === 17 ? NaN : 0.7, gradRms: [1, 1, 1, step === 17 ? NaN : 1] }));
    const loss = linesOf('loss', viewOf([state], { ascii: true }), width, height)[0] ?? '';
    const heat = linesOf('heatmap', viewOf([state], { ascii: true }), width, height)[0] ?? '';
    expect(loss.indexOf('X')).toBe(gutter + 16);
    expect(heat.indexOf('X')).toBe(gutter + 16);
  });
});
