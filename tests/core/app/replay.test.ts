// A recorded session replayed: which run replaces which.
import { describe, expect, it } from 'vitest';
import { KEYMAP } from '../../../src/core/app/keymap.js';
import { DROPPED } from '../../../src/core/app/logged.js';
import { updateReplay } from '../../../src/core/app/replay.js';
import type { AppState } from '../../../src/core/app/state.js';
import { initialState } from '../../../src/core/app/update.js';
import { applyEvent, createRunState } from '../../../src/core/run/applyEvent.js';
import type { GradtopEvent } from '../../../src/core/run/events.js';
import { runEvent, stepEvent } from '../run/events.js';

const begun = (): AppState =>
  initialState({ configs: [], presets: [], size: { columns: 120, rows: 40 }, replay: true }).state;
const run = (runId: string): GradtopEvent[] => [
  { ...runEvent(), runId },
  { ...stepEvent(1), runId },
];
const control = (runId: string, action: string): GradtopEvent => ({ type: 'control', runId, step: 1, action });
const end = (runId: string): GradtopEvent => ({
  ...{ type: 'end', runId, step: 1, reason: 'completed', loss: 1, elapsedMs: 1, weightChange: [], message: '' },
});
const played = (events: readonly GradtopEvent[]): AppState =>
  events.reduce(
    (state, event) => updateReplay(state, { type: 'events', runId: event.runId, events: [event] }).state,
    begun(),
  );

describe('a run that the log brings', () => {
  it('replaces one that was dropped', () => {
    const state = played([...run('run-1'), control('run-1', DROPPED), control('run-1', 'activation'), ...run('run-2')]);
    expect(state.order).toEqual(['run-2']);
  });

  it('stays when the last events of the replaced run arrive', () => {
    const last = [{ ...stepEvent(2), runId: 'run-1' }, end('run-1')];
    const state = played([...run('run-1'), control('run-1', DROPPED), ...run('run-2'), ...last]);
    expect(state.order).toEqual(['run-2']);
  });

  it('is shown beside one that was pinned when the key was pressed', () => {
    const state = played([
      ...run('run-1'),
      control('run-1', 'pin-run'),
      control('run-1', 'activation'),
      ...run('run-2'),
    ]);
    expect(state.order).toEqual(['run-1', 'run-2']);
    expect(state.ui.message?.text).toMatch(/recorded key a: next activation/);
  });

  it('is shown beside one that has ended and was not dropped', () => {
    const pinned = [control('run-1', 'pin-run'), control('run-1', 'activation')];
    expect(played([...run('run-1'), end('run-1'), ...pinned, ...run('run-2')]).order).toEqual(['run-1', 'run-2']);
    expect(played([...run('run-1'), end('run-1'), ...run('run-2')]).order).toEqual(['run-1', 'run-2']);
  });

  it('of another session in the same file replaces one that has ended', () => {
    expect(played([...run('run-1'), end('run-1'), ...run('run-1 (2)')]).order).toEqual(['run-1 (2)']);
  });

  it('replaces an ended one if there is no room', () => {
    const nine = Array.from({ length: 9 }, (_, i) => run(`run-${i + 1}`)).flat();
    const state = played([...nine, end('run-4'), ...run('run-10')]);
    expect(state.order).toEqual([1, 2, 3, 10, 5, 6, 7, 8, 9].map((n) => `run-${n}`));
  });
});

it('a run that is replaced while the replay is paused is shown as paused', () => {
  const state = updateReplay(played(run('run-1')), { type: 'key', key: 'space' }).state;
  const jumped = createRunState('run-1', null);
  for (const event of run('run-1')) applyEvent(jumped, event);
  const held = updateReplay(state, { type: 'replaced', runId: 'run-1', run: jumped }).state;
  expect(held.runs.get('run-1')?.status).toBe('paused');
  expect(updateReplay(held, { type: 'key', key: 'space' }).state.runs.get('run-1')?.status).toBe('running');
});

describe('a watch that waits for its first run', () => {
  const waiting = (): AppState =>
    initialState({ configs: [], presets: [], size: { columns: 120, rows: 40 }, replay: true, watched: true }).state;
  const key = (state: AppState, name: string) => updateReplay(state, { type: 'key', key: name });

  it.each(KEYMAP.flatMap(({ id, keys }) => keys.map((name) => [id, name] as const)))(
    '%s (%s): acts only in sight',
    (id, name) => {
      const before = waiting();
      const { state, commands } = key(before, name);
      expect(state).toBe(before);
      expect(commands.length).toBe(['quit', 'interrupt', 'suspend', 'redraw'].includes(id) ? 1 : 0);
    },
  );

  it('takes all keys once a run is shown', () => {
    const state = updateReplay(key(waiting(), '?').state, {
      type: 'events',
      runId: 'run-1',
      events: run('run-1'),
    }).state;
    expect([state.ui.overlay, state.ui.paused]).toEqual([null, false]);
    expect(key(state, 'q').commands).toEqual([{ type: 'quit', exitCode: 0 }]);
    expect(key(state, '?').state.ui.overlay).toBe('help');
    expect(key(state, 'space').state.ui.paused).toBe(true);
  });
});
