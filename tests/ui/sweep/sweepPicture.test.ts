// The map's picture against golden texts: the theory's line, cells undone and diverged, the cursor, a map larger than the screen.
import { describe, expect, it } from 'vitest';
import { criticalLine } from '../../../src/core/sweep/critical.js';
import { updateExplore } from '../../../src/core/sweep/explore.js';
import { initialExplore } from '../../../src/core/sweep/exploreState.js';
import { sweepFrame } from '../../../src/core/sweep/frame.js';
import type { SweepMap } from '../../../src/core/sweep/map.js';
import type { SweepMetric } from '../../../src/core/sweep/metrics.js';
import { Surface } from '../../../src/runtime/terminal/surface.js';
import { BOLD, toLines, type Canvas } from '../../../src/core/screen/canvas.js';
import { inkOn, rampColour } from '../../../src/ui/paint/colour.js';
import { paintSweep } from '../../../src/ui/paint/sweep.js';
import type { SweepView } from '../../../src/ui/paint/sweepCells.js';
import { sweepLayers } from '../../../src/ui/sweepLayers.js';
import { themeAt, themeOf } from '../../../src/ui/themes/index.js';
import { expectGolden } from '../../helpers/golden.js';
import { BASE, depths, gains, mapOf, planOf } from '../../helpers/sweepMaps.js';

const DARK = themeOf('dark');
const MONO = themeAt('dark', 'none');
const SIZE = { columns: 80, rows: 24 };

function picture(map: SweepMap, view: Partial<SweepView> = {}, width = 80, height = 24): Canvas {
  const critical = criticalLine(map.plan);
  const whole = { metric: 'loss' as const, critical, theme: MONO, ascii: false, ...view };
  return paintSweep(map, whole, sweepFrame(map.plan, width, height));
}
const goldens: readonly (readonly [string, SweepMap, Partial<SweepView>])[] = [
  ['whole', mapOf(planOf()), {}],
  ['half', mapOf(planOf(), 30), {}],
  ['ascii', mapOf(planOf(), 50), { ascii: true }],
  ['slope', mapOf(planOf()), { metric: 'slope' }],
  ['along-x', mapOf(planOf(gains(8), depths(10))), {}],
  ['wide', mapOf(planOf(depths(50), gains(12))), {}],
];

describe('paintSweep at 80 x 24', () => {
  it.each(goldens)('%s', (name, map, view) => {
    expectGolden(`sweep-${name}`, toLines(picture(map, view)));
  });

  it('is coloured by the ramp, and the line has a legible colour on it', () => {
    const canvas = picture(mapOf(planOf()), { theme: DARK });
    // Two rows a cell: depth 1 at the lowest gain, and the line through gain 1, the second lowest.
    const at = (x: number, y: number): number => y * canvas.width + x;
    const lowest = at(4, 15);
    const trained = rampColour(DARK.ramp, 1 - (0.01 + (0.6 * Math.log10(4)) / 8) / 0.6931);
    expect(canvas.bg[lowest]).toBe(trained);
    const line = at(4, 14);
    expect(String.fromCodePoint(canvas.glyph[line] ?? 0)).toBe('─');
    expect(canvas.fg[line]).toBe(inkOn(canvas.bg[line] ?? 0));
    const lines = toLines(canvas);
    const cross = lines.findIndex((text) => text.includes('×'));
    const column = lines[cross]?.indexOf('×') ?? -1;
    expect([canvas.fg[at(column, cross)], canvas.attributes[at(column, cross)]]).toEqual([DARK.alarm, BOLD]);
  });
});

describe('the verdicts of a map', () => {
  const map = mapOf(planOf(depths(4), gains(3)));
  for (const [key, cell] of map.cells) map.cells.set(key, { ...cell, verdict: key < 4 ? 'vanishing' : 'solved' });

  it('are letters, with their names in the legend', () => {
    const lines = toLines(picture(map, { metric: 'verdict', critical: null }));
    expect(lines[5]).toContain('V'.repeat(24));
    expect(lines[1]).toContain('+'.repeat(24));
    expect(lines.at(-1)).toMatch(/\+ solved {2}V vanishing/);
  });

  it('have a colour each', () => {
    const canvas = picture(map, { metric: 'verdict', critical: null, theme: DARK });
    const left = toLines(canvas)[5]?.indexOf('V') ?? -1;
    expect(canvas.bg[5 * canvas.width + left]).not.toBe(canvas.bg[canvas.width + left]);
  });
});

interface Screen {
  readonly columns?: number;
  readonly rows?: number;
  readonly keys?: readonly string[];
  readonly mono?: boolean;
  readonly ascii?: boolean;
  readonly metric?: SweepMetric;
}
function screen(map: SweepMap, { columns = 80, rows = 24, keys = [], mono, ascii = false, metric }: Screen): Canvas {
  let state = initialExplore({
    plan: map.plan,
    base: BASE,
    size: { columns, rows },
    metric: metric ?? 'loss',
    theme: 'dark',
    themes: ['dark', 'light'],
  });
  for (const key of keys) state = updateExplore(state, { type: 'key', key }).state;
  const surface = new Surface({ write: () => true }, 'truecolor', columns, rows);
  const theme = mono === true ? MONO : DARK;
  surface.setLayers(sweepLayers(state, { map, base: BASE, critical: criticalLine(map.plan), theme, ascii }));
  return surface.picture();
}
const THREE = { ...planOf(depths(6), gains(5)), z: { field: 'width', values: [4, 8, 16, 32] } } as const;

const screens: readonly (readonly [string, SweepMap, Screen])[] = [
  ['80x24', mapOf(planOf(), 50), { keys: ['right', 'right', 'up'], mono: true }],
  ['80x24-colour', mapOf(planOf(), 50), { keys: ['right', 'right', 'up'] }],
  ['80x24-ascii', mapOf(planOf(), 50), { keys: ['end', 'space'], mono: true, ascii: true, metric: 'R' }],
  ['200x60', mapOf(planOf()), { columns: 200, rows: 60, keys: ['right', 'up'], mono: true }],
  [
    'scrolled',
    mapOf(planOf(depths(50), gains(60))),
    { ...SIZE, columns: 44, keys: ['pageup', 'end', 'left'], mono: true },
  ],
  ['seeds', mapOf(planOf(depths(8), gains(5), 3)), { keys: ['end', 'up', 'up', 'up'], mono: true }],
  ['multiples', mapOf(THREE, 100), { ...SIZE, columns: 100, keys: ['right', 'up', 'n'], mono: true }],
  ['multiples-small', mapOf(THREE), { columns: 60, rows: 16, keys: ['right', 'n', 'n'], mono: true }],
  ['help', mapOf(planOf(), 50), { keys: ['?'], mono: true }],
  ['small', mapOf(planOf(), 50), { columns: 30, rows: 8, mono: true }],
];

describe('the map on a whole screen', () => {
  it.each(screens)('%s', (name, map, options) => {
    expectGolden(`sweep-screen-${name}`, toLines(screen(map, options)));
  });

  it('uses only ASCII with --ascii', () => {
    for (const keys of [[], ['?'], ['space'], ['m', 'm', 'm']])
      for (const line of toLines(screen(mapOf(planOf(), 50), { keys, ascii: true, mono: true })))
        expect(line).toMatch(/^[ -~]*$/);
  });

  it('marks the cell under the cursor in every theme and at every size of a cell', { tags: ['long'] }, () => {
    for (const plan of [planOf(), planOf(depths(50), gains(60)), planOf(depths(30), gains(10))])
      for (const mono of [true, false]) {
        const map = mapOf(plan);
        const before = screen(map, { mono });
        const after = screen(map, { mono, keys: ['right'] });
        const changed = (i: number): boolean =>
          before.glyph[i] !== after.glyph[i] ||
          before.bg[i] !== after.bg[i] ||
          before.attributes[i] !== after.attributes[i];
        // The lowest row of cells, above the values of x.
        const labels = toLines(after).findIndex((line) => line.includes('x: depth')) - 1;
        const row = Array.from({ length: 80 }, (_, x) => (labels - 1) * 80 + x);
        expect(row.filter(changed).length).toBeGreaterThanOrEqual(2);
      }
  });
});
