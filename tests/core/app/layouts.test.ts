// Layouts: named ones, and what the keys change in them.
import { describe, expect, it } from 'vitest';
import { LAYOUTS, panelOrder, sizeOf, arrangementOf } from '../../../src/core/app/layouts.js';
import { dashboardKeys } from '../../../src/core/app/keymap.js';
import { paletteFound } from '../../../src/core/app/palette.js';
import { layoutIn } from '../../../src/cli/userLayout.js';
import type { Action } from '../../../src/core/app/action.js';
import { toLines } from '../../../src/core/screen/canvas.js';
import type { PointerEvent } from '../../../src/core/screen/pointer.js';
import { createPicturer } from '../../../src/ui/picture.js';
import { dashboardRegions } from '../../../src/ui/pointerRegions.js';
import { layoutOf } from '../../../src/ui/screen.js';
import type { ShellAction } from '../../../src/ui/shell/action.js';
import { pointerControl } from '../../../src/ui/shell/pointerControl.js';
import { createPainter } from '../../../src/ui/screen.js';
import { PANEL_NAMES } from '../../../src/ui/panels/index.js';
import { themeOf } from '../../../src/ui/themes/index.js';
import { fc } from '../../helpers/property.js';
import { Dash, PRESETS, running } from './helpers.js';

const press = (dash: Dash, ...ids: readonly string[]): Dash =>
  dash.press(...ids.map((id) => dashboardKeys({}).keyOf(id)));
const shown = ({ state }: Dash): string[][] | undefined =>
  layoutOf(state)?.bands.map((band) => band.map(({ id }) => id));
const sized = (columns: number, rows: number): Dash => running().do({ type: 'resize', columns, rows });
const area = (dash: Dash, id: string) =>
  layoutOf(dash.state)
    ?.bands.flat()
    .find((place) => place.id === id)?.outer;

describe('a named layout', () => {
  it.each(Object.entries(LAYOUTS))('%s has known panels', (_, { panels, sizes = {}, about }) => {
    expect(about).not.toBe('');
    for (const id of [...(panels ?? []), ...Object.keys(sizes)]) expect(PANEL_NAMES).toContain(id);
  });

  it('the key goes through all of them', () => {
    const dash = sized(120, 40);
    const names = Object.keys(LAYOUTS).map(() => press(dash, 'layout-next').state.ui.layout.name);
    expect(new Set(names)).toEqual(new Set(Object.keys(LAYOUTS)));
    expect(names.at(-1)).toBe('default');
  });

  it('has the focus in one of its panels', () => {
    const dash = press(sized(80, 24), 'layout-next');
    expect(dash.state.ui).toMatchObject({ focusPanel: 'loss', layout: { name: 'charts' } });
    expect(shown(dash)?.flat()).toEqual(['loss', 'traces', 'spread', 'limits']);
  });

  it.each([
    [80, 24],
    [120, 40],
  ])('has the same panels at the start as from the palette, at %ix%i', (columns, rows) => {
    for (const name of Object.keys(LAYOUTS)) {
      const asked = new Dash({ size: { columns, rows }, layout: { name, changed: {} } });
      const chosen = new Dash({ size: { columns, rows } }).press('ctrl-p', ...'layout', 'space', ...name, 'enter');
      expect(shown(asked)).toEqual(shown(chosen));
    }
  });

  it('heatmap has the heatmap above the loss, three times as high', () => {
    const dash = press(sized(120, 40), 'layout-next', 'layout-next');
    expect(shown(dash)).toEqual([['heatmap'], ['loss']]);
    const [high = 0, low = 0] = ['heatmap', 'loss'].map((id) => area(dash, id)?.height);
    expect(high / low).toBeGreaterThan(2.4);
  });

  it('has the table of runs with several runs', () => {
    const dash = press(new Dash({ configs: PRESETS }), 'layout-next', 'layout-next');
    expect(shown(dash)?.flat()).toContain('runs');
  });
});

describe('the panel in focus', () => {
  it('moves to its neighbour and back, and stops at the ends', () => {
    const dash = sized(80, 24);
    expect(shown(press(dash, 'panel-back'))).toEqual([
      ['heatmap', 'loss'],
      ['layers', 'data'],
    ]);
    expect(press(dash, 'panel-back').message).toBe('this panel is the first one');
    expect(
      shown(press(dash, 'panel-on', 'panel-on'))
        ?.flat()
        .slice(0, 3),
    ).toEqual(['loss', 'layers', 'heatmap']);
  });

  it('a panel without a place gets one', () => {
    const dash = sized(200, 60).do({ type: 'intent', intent: { type: 'ui', patch: { focusPanel: 'spread' } } });
    press(dash, 'panel-back');
    dash.do({ type: 'intent', intent: { type: 'ui', patch: { focusPanel: 'loss' } } });
    expect(panelOrder(dash.state)).toContain('spread');
    expect(shown(dash)?.flat()).toContain('spread');
  });

  it('gets larger and smaller, up to a limit', () => {
    const dash = sized(120, 40);
    const before = area(dash, 'heatmap');
    press(dash, 'panel-larger');
    expect(area(dash, 'heatmap')?.width).toBeGreaterThan(before?.width ?? 0);
    expect(area(dash, 'heatmap')?.height).toBeGreaterThan(before?.height ?? 0);
    for (let i = 0; i < 20; i += 1) press(dash, 'panel-smaller');
    expect(dash.message).toBe('this panel has its smallest size');
    expect(sizeOf(arrangementOf(dash.state.ui.layout), 'heatmap')).toBeGreaterThanOrEqual(0.3);
  });

  it('is hidden until the palette shows it, and the focus goes on', () => {
    const dash = press(sized(80, 24), 'hide-panel');
    expect(shown(dash)?.flat()).not.toContain('heatmap');
    expect(dash.state.ui.focusPanel).not.toBe('heatmap');
    for (let i = 0; i < 20; i += 1) expect(dash.press('tab').state.ui.focusPanel).not.toBe('heatmap');
    dash.press('ctrl-p', ...'panel', 'space', ...'heatmap');
    expect(paletteFound(dash.state)[0]?.id).toBe('panel heatmap');
    expect(shown(dash.press('enter'))?.flat()).toContain('heatmap');
  });

  it('the last panel cannot be hidden', () => {
    const dash = press(sized(80, 24), 'layout-next', 'layout-next', 'hide-panel', 'hide-panel');
    expect(dash.message).toBe("can't hide the last panel");
    expect(shown(dash)).toHaveLength(1);
  });

  it('a reset brings back one layout, and a change is kept', () => {
    const dash = press(sized(80, 24), 'hide-panel', 'layout-next', 'hide-panel');
    expect(dash.commands).toEqual([{ type: 'layout', layout: dash.state.ui.layout }]);
    press(dash, 'layout-reset');
    expect(Object.keys(dash.state.ui.layout.changed)).toEqual(['default']);
    expect(press(dash, 'layout-reset').message).toBe('nothing is changed in this layout');
  });
});

it('after any change, at any size, the panels cover their part without a gap or an overlap, and can be painted', () => {
  const ids = [
    'layout-next',
    'panel-back',
    'panel-on',
    'panel-larger',
    'panel-smaller',
    'hide-panel',
    'focus-next',
    'enlarge',
  ];
  const size = fc.record({ columns: fc.integer({ min: 20, max: 300 }), rows: fc.integer({ min: 8, max: 90 }) });
  const theme = themeOf('mono');
  fc.assert(
    fc.property(size, fc.array(fc.constantFrom(...ids), { maxLength: 30 }), fc.boolean(), (at, sequence, several) => {
      const dash = press(new Dash({ configs: several ? PRESETS : PRESETS.slice(0, 1), size: at }), ...sequence);
      const found = layoutOf(dash.state);
      createPainter(false)(dash.state, theme);
      if (found === null) return;
      const cells = new Set<number>();
      let total = 0;
      for (const { outer } of found.bands.flat()) {
        expect(Math.min(outer.width - 10, outer.height - 3)).toBeGreaterThanOrEqual(0);
        expect(outer.x + outer.width).toBeLessThanOrEqual(at.columns);
        for (let y = outer.y; y < outer.y + outer.height; y += 1)
          for (let x = outer.x; x < outer.x + outer.width; x += 1) {
            cells.add(y * at.columns + x);
            total += 1;
          }
      }
      const rows = at.rows - found.header.height - found.verdict.height - found.footer.height;
      expect([cells.size, total]).toEqual([total, rows * at.columns]);
    }),
    { numRuns: 60 },
  );
});

describe('the kept layout', () => {
  it.each([
    ['{', null],
    ['[]', null],
    ['{"name":"default","changed":{"default":{"order":["nowhere"],"hidden":[],"sizes":{}}}}', null],
    ['{"name":"gone","changed":{}}', null],
  ])('%j is none', (text, layout) => {
    expect(layoutIn(text)).toEqual(layout);
  });

  it('reads back as it was written', () => {
    const { layout } = press(sized(120, 40), 'panel-larger', 'layout-next', 'hide-panel').state.ui;
    expect(layoutIn(JSON.stringify(layout))).toEqual(layout);
  });
});

describe('a panel carried by its title', () => {
  const look = { theme: themeOf('dark'), ascii: false };
  /** The mouse: presses at a place, moves, and releases. */
  const pointer = (dash: Dash) =>
    pointerControl<Action | ShellAction>(
      () => dashboardRegions(dash.state, look),
      () => 0,
      (actions) => actions.forEach((action) => dash.do(action)),
    );
  const at = (kind: PointerEvent['kind'], dash: Dash, id: string): PointerEvent => {
    const { x = 0, y = 0 } = area(dash, id) ?? {};
    return { kind, x: x + 3, y, turn: 0 };
  };

  it('swaps with the panel where it is dropped, and says so before', () => {
    const dash = sized(120, 40);
    const [[first = '', second = ''] = [], [third = '', fourth = ''] = []] = shown(dash) ?? [];
    const send = pointer(dash);
    send(at('press', dash, first));
    send(at('drag', dash, third));
    expect(dash.state.ui.dragged).toEqual({ panel: first, over: third });
    const canvas = createPicturer({ ascii: false })(dash.state);
    expect(toLines(canvas).join('\n')).toContain(`release: swaps with ${first}`);
    send(at('release', dash, third));
    expect(shown(dash)).toEqual([
      [third, second],
      [first, fourth],
    ]);
    expect(dash.state.ui).toMatchObject({ focusPanel: first, dragged: null });
    expect(dash.commands).toMatchObject([{ type: 'layout' }]);
  });

  it('stays where it is if it is dropped on itself, beside the panels, or unseen', () => {
    const dash = sized(120, 40);
    const before = shown(dash);
    const [first = '', second = ''] = before?.[0] ?? [];
    const ends: readonly PointerEvent[] = [
      at('release', dash, first),
      { kind: 'release', x: 0, y: 0, turn: 0 },
      { kind: 'move', x: 3, y: 3, turn: 0 },
    ];
    for (const end of ends) {
      const send = pointer(dash);
      send(at('press', dash, first));
      send(at('drag', dash, second));
      send(end);
      expect(shown(dash)).toEqual(before);
      expect(dash.state.ui.dragged).toBeNull();
    }
  });
});
