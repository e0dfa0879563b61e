// The palette on its screens: what it finds, what it runs by key and by click, and how it looks.
import { describe, expect, it } from 'vitest';
import { paletteFound } from '../../../src/core/app/palette.js';
import { toLines } from '../../../src/core/screen/canvas.js';
import { actionsOf } from '../../../src/core/screen/regions.js';
import { overlayLayer, overlayRegions } from '../../../src/ui/overlays/index.js';
import { themeOf } from '../../../src/ui/themes/index.js';
import { Dash, PRESETS, running } from '../../core/app/helpers.js';
import { expectGolden } from '../../helpers/golden.js';

const THEME = themeOf('mono');
const sized = (columns: number, rows: number): Dash => running().do({ type: 'resize', columns, rows });
const type = (dash: Dash, text: string): Dash => dash.press('ctrl-p', ...text);

describe('the palette', () => {
  it.each([
    [80, 24],
    [120, 40],
    [200, 60],
    [60, 18],
  ])('at %ix%i', (columns, rows) => {
    const dash = type(sized(columns, rows), 'layer').press('down');
    const layer = overlayLayer(dash.state, THEME, false);
    const lines = layer === null ? [] : toLines(layer.canvas);
    for (const line of lines) expect([...line].length).toBeLessThanOrEqual(columns);
    expect(lines.length).toBeLessThanOrEqual(rows);
    expectGolden(`palette-${columns}x${rows}`, lines);
  });

  it('keeps its place while the list gets shorter', () => {
    const place = (text: string) => {
      const layer = overlayLayer(type(sized(120, 40), text).state, THEME, false);
      return [layer?.x, layer?.y, layer?.canvas.width, layer?.canvas.height];
    };
    expect(place('layer')).toEqual(place('zzz'));
    expect(place('')).toEqual(place('theme'));
  });

  it('runs a binding that has no key, as its key did', () => {
    const dash = type(new Dash({ keys: { dashboard: { 'depth-more': [] } } }), 'depth-more').press('enter');
    expect(dash.state.ui.overlay).toBeNull();
    expect(dash.config.depth).toBe((PRESETS[0]?.depth ?? 0) + 1);
    expect(dash.logged.some((event) => event.type === 'control' && event.action === 'depth-more')).toBe(true);
  });

  it('says why an action is disabled', () => {
    expect(type(running(), 'solo').press('enter').message).toBe('there is only one run');
  });

  it.each([
    ['panel weights', { focusPanel: 'weights' }],
    ['theme light', { theme: 'light' }],
    ['enlarge', { enlarged: true }],
  ])('%s', (text, ui) => {
    expect(type(running(), text).press('enter').state.ui).toMatchObject({ ...ui, overlay: null });
  });

  it('starts a preset, and none in a replay', () => {
    expect(type(running(), 'preset relu').press('enter').config.name).toBe('relu');
    const replay = new Dash({ replay: true });
    expect(type(replay, 'preset relu').press('enter').did).toEqual([]);
    expect(replay.message).toBe('a recorded run cannot be changed');
  });

  it('opens from the help, closes by esc and by its own key, and lets ctrl-c through', () => {
    expect(running().press('?', '/').state.ui.overlay).toBe('palette');
    expect(running().press('ctrl-p', 'esc').state.ui.overlay).toBeNull();
    expect(running().press('f2', 'f2').state.ui).toMatchObject({ overlay: null, promptText: '' });
    expect(running().press('ctrl-p', 'ctrl-c').did).toEqual(['quit 130']);
    // A character is text, not a key of the dashboard.
    expect(running().press('ctrl-p', 'q', 'space', 'D').state.ui).toMatchObject({
      overlay: 'palette',
      promptText: 'q D',
    });
  });

  it('finds runs by name among several', () => {
    const dash = type(new Dash({ configs: PRESETS }), 'run 2');
    expect(dash.press('enter').state.focus).toBe('run-2');
  });

  it('runs the line that is clicked, and closes outside', () => {
    const dash = type(sized(80, 24), 'theme');
    const regions = overlayRegions(dash.state, THEME, false);
    const place = overlayLayer(dash.state, THEME, false);
    const at = { x: (place?.x ?? 0) + 4, y: (place?.y ?? 0) + 2 };
    const second = paletteFound(dash.state)[1]?.id;
    for (const action of actionsOf(regions, { kind: 'click', at })) dash.do(action);
    expect([second, dash.state.ui.overlay]).toEqual(['theme dark', null]);
    expect(dash.state.ui.theme).toBe('dark');
    type(dash, '');
    const outside = overlayRegions(dash.state, THEME, false);
    for (const action of actionsOf(outside, { kind: 'click', at: { x: 0, y: 0 } })) dash.do(action);
    expect(dash.state.ui.overlay).toBeNull();
  });
});
