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
