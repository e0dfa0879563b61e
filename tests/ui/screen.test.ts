// When the whole picture is drawn: after every cause that moves its parts.
import { describe, expect, it } from 'vitest';
import { updateReplay } from '../../src/core/app/replay.js';
import type { AppState } from '../../src/core/app/state.js';
import { initialState } from '../../src/core/app/update.js';
import { LayoutWatch } from '../../src/ui/screen.js';
import { runEvent } from '../core/run/events.js';

const empty = (): AppState =>
  initialState({ configs: [], presets: [], size: { columns: 120, rows: 40 }, replay: true }).state;
const withRun = (state: AppState, runId: string, cell: 'dense' | 'simpleRnn' = 'dense'): AppState => {
  const event = { ...runEvent({ cell }), runId };
  return updateReplay(state, { type: 'events', runId, events: [event] }).state;
};

describe('the extent of a picture', () => {
  it('is everything at first, then the requested extent', () => {
    const watch = new LayoutWatch();
    const state = withRun(empty(), 'a');
    expect(watch.extent(state, 'curves')).toBe('everything');
    expect(watch.extent(state, 'curves')).toBe('curves');
    expect(watch.extent(state, 'pictures')).toBe('pictures');
  });

  it.each([
    ['a second run brings the table of runs', (state: AppState) => withRun(state, 'b')],
    ['the window', (state: AppState) => ({ ...state, size: { columns: 100, rows: 40 } })],
    ['a panel fills the screen', (state: AppState) => ({ ...state, ui: { ...state.ui, enlarged: true } })],
  ])('is everything, once, when the layout changes: %s', (_, change) => {
    const watch = new LayoutWatch();
    const before = withRun(empty(), 'a');
    watch.extent(before, 'everything');
    const after = change(before);
    expect(watch.extent(after, 'curves')).toBe('everything');
    expect(watch.extent(after, 'curves')).toBe('curves');
  });

  it('is everything when the log reports that the network is recurrent', () => {
    const watch = new LayoutWatch();
    const state = empty();
    watch.extent(state, 'everything');
    expect(watch.extent(withRun(state, 'a', 'simpleRnn'), 'curves')).toBe('everything');
  });
});
