// The palette of the sweep map: opens, finds, runs by key and by click, and swallows the keys of the map.
import { describe, expect, it } from 'vitest';
import { actionsOf } from '../../../src/core/screen/regions.js';
import { updateExplore } from '../../../src/core/sweep/explore.js';
import { initialExplore, layoutOf, type ExploreState } from '../../../src/core/sweep/exploreState.js';
import { sweepRegions } from '../../../src/ui/sweepRegions.js';
import { mapPalette } from '../../../src/ui/sweepLayers.js';
import { themeOf } from '../../../src/ui/themes/index.js';
import { BASE, gains, planOf, rates } from '../../helpers/sweepMaps.js';

const start = (): ExploreState =>
  initialExplore({
    plan: planOf(rates(10), gains(8)),
    base: BASE,
    size: { columns: 80, rows: 24 },
    metric: 'loss',
    theme: 'dark',
    themes: ['dark', 'light'],
  });
const press = (state: ExploreState, ...keys: readonly string[]) =>
  keys.reduce(
    (updated, key) => updateExplore(updated.state, { type: 'key', key }),
    updateExplore(state, { type: 'tick', now: 0 }),
  );

describe('the palette of the map', () => {
  it.each(['/', 'ctrl-p', 'f2'])('%s opens it, and characters are text', (key) => {
    const { state } = press(start(), key, 'l', 'space', 'q', 'backspace', 'backspace', 'backspace', '?');
    expect(state.palette).toEqual({ text: '?', chosen: 0 });
    expect(state.help).toBe(false);
    expect(state.cursor).toEqual(start().cursor);
  });

  it.each([
    [['/', ...'theme', 'enter'], { theme: 'light', palette: null }],
    [['/', 'down', 'down', 'down', 'up', 'esc'], { palette: null, cursor: { column: 0, row: 0 } }],
    [['f2', 'f2'], { palette: null }],
    [['/', ...'zzz', 'enter'], { palette: { text: 'zzz', chosen: 0 } }],
    [['/', ...'to the last', 'enter'], { cursor: { column: 9, row: 0 } }],
  ])('%j', (keys, expected) => {
    expect(press(start(), ...keys.map((key) => (key === ' ' ? 'space' : key))).state).toMatchObject(expected);
  });

  it('lets ctrl-c through', () => {
    expect(press(start(), '/', 'ctrl-c').commands).toEqual([{ type: 'quit', exitCode: 130 }]);
  });

  it('runs the line that is clicked, and closes outside', () => {
    const { state } = press(start(), '/', ...'next');
    const ids = mapPalette(state, { theme: themeOf('mono'), ascii: false })?.lines.map(({ text }) => text.trim()) ?? [];
    const line = ids.findIndex((text) => text.includes('theme'));
    const clicked = (at: { x: number; y: number }) =>
      actionsOf(sweepRegions(state), { kind: 'click', at }).reduce(
        (now, action) => updateExplore(now, action).state,
        state,
      );
    const top = 1;
    expect(clicked({ x: 40, y: top + 1 + line })).toMatchObject({ theme: 'light', palette: null });
    expect(clicked({ x: 0, y: 0 })).toMatchObject({ theme: 'dark', palette: null });
  });
});

describe('the mouse on maps side by side', () => {
  const plan = { ...planOf(rates(6), gains(4)), z: { field: 'width', values: [4, 8, 16] } } as const;
  const state = initialExplore({ ...start(), plan, size: { columns: 120, rows: 40 } });
  const after = (kind: 'click' | 'wheel', at: { x: number; y: number }) =>
    actionsOf(sweepRegions(state), kind === 'click' ? { kind, at } : { kind, at, turn: -1 }).reduce(
      (now, action) => updateExplore(now, action).state,
      state,
    );

  it('chooses the cell under it on each of them, and zooms there', () => {
    for (const { slice, x, y, frame } of layoutOf(state).tiles) {
      const corner = { x: x + frame.left + frame.cellWidth, y: y + frame.rows.count * frame.cellHeight };
      expect(after('click', corner).cursor).toEqual({ column: 1, row: 4 * slice });
      expect(after('wheel', corner)).toMatchObject({ outer: [{ plan }], cursor: { row: 4 * slice } });
    }
    expect(after('click', { x: 0, y: 0 }).cursor).toEqual(state.cursor);
  });
});
