// Layers by module on the keys: fold, unfold, filter, worst first, and the memory of large models.
import { describe, expect, it } from 'vitest';
import { paletteFound } from '../../../src/core/app/palette.js';
import { layerRows, rowOfLayer, tableRows, type LayerRow } from '../../../src/core/app/layerRows.js';
import { updateReplay } from '../../../src/core/app/replay.js';
import { focusedRun } from '../../../src/core/app/selectors.js';
import type { AppState } from '../../../src/core/app/state.js';
import type { Action } from '../../../src/core/app/action.js';
import { initialState } from '../../../src/core/app/update.js';
import type { RunState } from '../../../src/core/run/runState.js';
import { deepRun } from '../../helpers/deepRun.js';
import { running } from './helpers.js';

/** The replay of a network of 6 x `blocks` layers. */
class Deep {
  state: AppState;

  constructor(blocks: number) {
    this.state = initialState({ configs: [], presets: [], size: { columns: 120, rows: 40 }, replay: true }).state;
    for (const event of deepRun(blocks)) this.do({ type: 'events', runId: 'r', events: [event] });
  }

  do(action: Action): void {
    this.state = updateReplay(this.state, action).state;
  }

  press(...keys: readonly string[]): this {
    for (const key of keys) this.do({ type: 'key', key });
    return this;
  }

  get run(): RunState {
    const run = focusedRun(this.state);
    if (run === undefined) throw new Error('no run in focus');
    return run;
  }
}
const deep = (blocks: number): Deep => new Deep(blocks);
const rows = (dash: Deep): readonly LayerRow[] => layerRows(dash.run, dash.state.ui);
const labels = (some: readonly LayerRow[]): string[] => some.map(({ module, layers }) => module ?? String(layers[0]));
const type = (dash: Deep, text: string): Deep => dash.press('/', 'ctrl-u', ...text, 'enter');

describe('rows of layers', () => {
  it.each([
    ['few layers: each has its row', 10, 60],
    ['many: the blocks', 50, 50],
  ])('%s', (_, blocks, count) => {
    expect(rows(deep(blocks))).toHaveLength(count);
  });

  it('G groups the rows of few layers and ungroups those of many', () => {
    expect(rows(deep(10).press('G'))).toHaveLength(30);
    expect(rows(deep(50).press('G'))).toHaveLength(300);
    expect(rows(deep(50).press('G', 'G'))).toHaveLength(50);
  });

  it('unfolds the chosen module and folds it again', () => {
    const dash = deep(50).press('down', '}');
    const first = ['0', 'model.layers.0.attn', 'model.layers.0.mlp', 'model.layers.1'];
    expect(labels(rows(dash)).slice(0, 4)).toEqual(first);
    dash.press('{');
    expect(rows(dash)).toHaveLength(50);
    dash.press('{');
    expect(rows(dash)).toHaveLength(50);
    expect(dash.state.ui.message?.text).toBeTruthy();
  });

  it('moves by rows, from the output', () => {
    const dash = deep(50);
    expect(dash.press(...Array<string>(60).fill('up')).state.ui.layer).toBe(294);
    expect(dash.press('down').state.ui.layer).toBe(288);
  });

  it.each([
    ['qkv.weight', 50],
    ['LAYERS.12.', 6],
    ['layers.7.attn', 3],
  ])('/%s shows %i layers', (part, count) => {
    const dash = type(deep(50), part);
    expect(rows(dash)).toHaveLength(count);
    expect(rows(dash)[rowOfLayer(rows(dash), dash.state.ui.layer)]?.layers).toEqual([dash.state.ui.layer]);
    expect(rows(type(dash, ''))).toHaveLength(50);
  });

  it('a filter that matches no name leaves the rows unchanged; escape clears it', () => {
    const dash = type(deep(50), 'nowhere');
    expect(paletteFound(dash.state)).toEqual([]);
    expect(rows(dash)).toHaveLength(50);
    expect(rows(dash.press('esc', '/', 'q', 'esc'))).toHaveLength(50);
    expect(dash.state.ui.overlay).toBeNull();
  });

  it('/ lists the layers first on a run of another program; layers of our own have no names', () => {
    const first = (dash: { readonly state: AppState }): string | undefined => paletteFound(dash.state)[0]?.id;
    expect(first(deep(50).press('/', ...'layer'))).toBe('layers');
    expect(paletteFound(deep(50).press('/', ...'layer').state).length).toBeGreaterThan(1);
    expect(paletteFound(running().press('/', ...'layer').state).map(({ id }) => id)).not.toContain('layers');
  });

  it('T puts NaN first, then zeros, and chooses the worst', () => {
    const dash = deep(50).press('G', 'T');
    const table = tableRows(dash.run, dash.state.ui);
    expect(labels(table).slice(0, 2)).toEqual(['54', '45']);
    expect(dash.state.ui.layer).toBe(54);
    expect(labels(tableRows(dash.run, dash.press('T').state.ui))[0]).toBe('299');
  });

  it('keeps shorter series of more than 256 layers, in bounded memory', () => {
    const capacity = (blocks: number): number | undefined => deep(blocks).run.layers.gradRms[0]?.capacity;
    expect(capacity(10)).toBe(512);
    expect(capacity(100)).toBe(218);
    expect(600 * 218).toBeLessThanOrEqual(256 * 512);
  });
});
