// `update` for replay: adds runs from the log and captions.
import { createRunState } from '../run/applyEvent.js';
import type { ControlEvent } from '../run/events.js';
import { isOver, type RunState } from '../run/runState.js';
import { firstId, sharesId } from '../run/splitRuns.js';
import { dashboardKeys } from './keymap.js';
import { DROPPED } from './logged.js';
import { MAX_RUNS, say, unchanged } from './runs.js';
import type { AppState, Updated } from './state.js';
import type { Action } from './action.js';
import { update } from './update.js';

/** Like `update`, for a state with `replay`. */
export function updateReplay(state: AppState, action: Action): Updated {
  if ((action.type === 'events' || action.type === 'replaced') && state.gone.includes(action.runId))
    return unchanged(state);
  if (action.type === 'events' && action.events.length > 0) {
    const admitted = state.runs.has(action.runId) ? state : admit(state, action.runId);
    const updated = update(admitted, action);
    const run = updated.state.runs.get(action.runId);
    // A recorded pause appears as a message; only the user who watches pauses the replay.
    if (run?.status === 'paused' && !updated.state.ui.paused) run.status = 'running';
    const control = action.events.findLast((event): event is ControlEvent => event.type === 'control');
    const caption = control === undefined ? null : captionOf(control, state);
    return caption === null ? updated : { ...updated, state: say(updated.state, caption) };
  }
  if (action.type === 'replaced') {
    if (action.run.status === 'paused') action.run.status = 'running';
    return update(state.runs.has(action.runId) ? state : admit(state, action.runId), action);
  }
  const updated = update(state, action);
  return action.type === 'failed' ? { ...updated, state: say(updated.state, action.message, 'error') } : updated;
}

/**
 * Adds a run from the log: in the place of a removed run, else beside the others. A run of another session in the same
 * file, or one for which there is no room, replaces a run that has ended.
 */
function admit(state: AppState, runId: string): AppState {
  const places = [state.focus, ...state.order];
  const find = (gone: (run: RunState) => boolean): string | undefined =>
    places.find((id) => {
      const run = state.runs.get(id);
      return run !== undefined && gone(run);
    });
  const full = state.order.length >= MAX_RUNS;
  const old =
    find(wasDropped) ??
    (sharesId(runId) ? find((run) => isOver(run) && firstId(run.runId) === firstId(runId)) : undefined) ??
    (full || sharesId(runId) ? find(isOver) : undefined) ??
    (full ? state.order[0] : undefined);
  const runs = new Map(state.runs);
  const slots = new Map(state.slots);
  const slot = old === undefined ? state.order.length : (slots.get(old) ?? 0);
  if (old !== undefined) {
    runs.delete(old);
    slots.delete(old);
  }
  runs.set(runId, createRunState(runId, null));
  slots.set(runId, slot);
  const order = old === undefined ? [...state.order, runId] : state.order.map((id) => (id === old ? runId : id));
  const focused = state.focus === '' || state.focus === old;
  return {
    ...state,
    runs,
    slots,
    order,
    hidden: state.hidden.filter((id) => id !== old),
    gone: old === undefined ? state.gone : [...state.gone, old],
    focus: focused ? runId : state.focus,
    ui: focused ? { ...state.ui, cursorStep: null } : state.ui,
  };
}

const wasDropped = (run: RunState): boolean => run.controls.some((control) => control.action === DROPPED);

/** The recorded key in words: `recorded key a: next activation`; null without a binding. */
function captionOf(control: ControlEvent, { keys }: AppState): string | null {
  const binding = dashboardKeys(keys).all.find(({ id }) => id === control.action);
  return binding === undefined ? null : `recorded key ${binding.keys[0] ?? binding.id}: ${binding.label}`;
}
