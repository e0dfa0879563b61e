// Marks of runs: pinned and hidden.
import { keyFor } from '../keys/changes.js';
import { say } from './runs.js';
import { runLabel, slotOf } from './selectors.js';
import type { AppState } from './state.js';

const toggled = (ids: readonly string[], id: string): readonly string[] =>
  ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id];

export function togglePinned(state: AppState): AppState {
  const pinned = toggled(state.pinned, state.focus);
  const added = pinned.length > state.pinned.length;
  return say({ ...state, pinned }, added ? 'pinned: the next change starts beside this run' : 'no longer pinned');
}

/** A focused run is always drawn, so hiding it moves the focus to a visible one. */
export function toggleHidden(state: AppState): AppState {
  const label = runLabel(state, state.focus);
  const hidden = toggled(state.hidden, state.focus);
  if (hidden.length < state.hidden.length) return say({ ...state, hidden }, `${label} is visible again`);
  const next = state.order.find((id) => !hidden.includes(id));
  if (next === undefined) return say(state, "can't hide the last visible run", 'warning');
  const slot = slotOf(state, state.focus);
  const mark = state.keys['dashboard']?.['focus-run']?.[slot] ?? slot + 1;
  return say(
    { ...state, hidden, focus: next },
    `${label} hidden (${mark} then ${keyFor(state.keys, 'hide-run', 'H')} shows it again)`,
  );
}
