// The colours that the terminal gets for magnitudes, at every colour depth. Readers of the heatmap rely on their differences.
import { describe, expect, it } from 'vitest';
import { createCanvas } from '../../../src/core/screen/canvas.js';
import { COLOUR_DEPTHS, sgrColour } from '../../../src/runtime/terminal/colour.js';
import { heatOf, paintHeat, PINNED } from '../../../src/ui/paint/heat.js';
import { THEME_NAMES, themeAt } from '../../../src/ui/themes/index.js';

describe.each(THEME_NAMES)('theme %s', (name) => {
  it.each(COLOUR_DEPTHS)('distinguishes gradients of 1e-1, 1e-3, 1e-5 and 1e-7 with colours: %s', (depth) => {
    const canvas = createCanvas(4, 1);
    [1e-1, 1e-3, 1e-5, 1e-7].forEach((value, x) => {
      paintHeat(canvas, x, 0, heatOf(PINNED, value), { theme: themeAt(name, depth), ascii: false });
    });
    const sent = [0, 1, 2, 3].map((x) => `${canvas.glyph[x]} ${sgrColour(canvas.bg[x] ?? -1, true, depth)}`);
    expect(new Set(sent).size).toBe(4);
  });
});
