// The table of themes: every record is complete, and every run, class and region has a colour of its own.
import { expect, it } from 'vitest';
import { MAX_RUNS } from '../../src/core/app/runs.js';
import { THEME_NAMES, THEMES, themeOf } from '../../src/ui/themes/index.js';

it('names every theme once', () => {
  expect(new Set(THEME_NAMES).size).toBe(THEMES.length);
  for (const theme of THEMES) expect(themeOf(theme.name)).toBe(theme);
  expect(themeOf('no such theme')).toBe(THEMES[0]);
});

it.each(THEMES.map((theme) => [theme.name, theme] as const))('%s is complete', (name, theme) => {
  expect(name).toMatch(/^[a-z]+$/);
  expect(theme.runs.length).toBe(MAX_RUNS);
  expect(theme.regions.length).toBe(theme.classes.length);
  for (const colours of [theme.runs, theme.classes, theme.regions, theme.ramp])
    expect(new Set(colours).size).toBe(colours.length);
  // Ramps order without hue: by the sum of their channels.
  const light = theme.ramp.map((colour) => (colour >> 16) + ((colour >> 8) & 255) + (colour & 255));
  expect(light.at(-1)).toBeGreaterThan(light[0] ?? Infinity);
});

/** Relative luminance of 0xRRGGBB: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(colour: number): number {
  const linear = (byte: number): number => {
    const share = byte / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(colour >> 16) + 0.7152 * linear((colour >> 8) & 255) + 0.0722 * linear(colour & 255);
}

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(a: number, b: number): number {
  const [low, high] = [luminance(a), luminance(b)].toSorted((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

// WCAG 2.2: 4.5 for words, 3 for what a picture shows. Frames only decorate.
it.each(THEMES)('$name can be read on its paper', ({ paper, text, ...theme }) => {
  expect(text).toBe(-1);
  expect(contrast(paper.foreground, paper.background)).toBeGreaterThan(7);
  const { muted, focus, title, good, warning, alarm, info, plateau, cursor, border } = theme;
  for (const [token, colour] of Object.entries({ muted, focus, title, good, warning, alarm, info, plateau, cursor }))
    expect([token, contrast(colour, paper.background) >= 4.5]).toEqual([token, true]);
  for (const colour of [...theme.runs, ...theme.classes])
    expect([colour.toString(16), contrast(colour, paper.background) >= 3]).toEqual([colour.toString(16), true]);
  for (const colour of theme.regions)
    expect([colour.toString(16), contrast(colour, paper.foreground) >= 4.5]).toEqual([colour.toString(16), true]);
  expect(contrast(border, paper.background)).toBeGreaterThan(1.8);
});
