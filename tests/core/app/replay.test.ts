// A recorded session played again: which run takes whose place.
import { describe, expect, it } from 'vitest';
import { DROPPED, updateReplay } from '../../../src/core/app/replay.js';
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
const played = (events: readonly GradtopEvent[]): AppState =>
  events.reduce(
    (state, event) => updateReplay(state, { type: 'events', runId: event.runId, events: [event] }).state,
    begun(),
  );

describe('a run that the log brings', () => {
  it('takes the place of one that was dropped', () => {
    const state = played([...run('run-1'), control('run-1', DROPPED), control('run-1', 'activation'), ...run('run-2')]);
    expect(state.order).toEqual(['run-2']);
  });

  it('stands beside one that was pinned when the key was pressed', () => {
    const state = played([
      ...run('run-1'),
      control('run-1', 'pin-run'),
      control('run-1', 'activation'),
      ...run('run-2'),
    ]);
    expect(state.order).toEqual(['run-1', 'run-2']);
    expect(state.ui.message?.text).toMatch(/recorded key a: next activation/);
  });
});

it('a run that is replaced while the play is held is shown as held', () => {
  const state = updateReplay(played(run('run-1')), { type: 'key', key: 'space' }).state;
  const jumped = createRunState('run-1', null);
  for (const event of run('run-1')) applyEvent(jumped, event);
  const held = updateReplay(state, { type: 'replaced', runId: 'run-1', run: jumped }).state;
  expect(held.runs.get('run-1')?.status).toBe('paused');
  expect(updateReplay(held, { type: 'key', key: 'space' }).state.runs.get('run-1')?.status).toBe('running');
});
