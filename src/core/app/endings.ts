// Runs that are over although they do not say so.
import { isOver } from '../run/runState.js';
import { withUi } from './runs.js';
import type { AppState } from './state.js';

/** The stream of these runs has ended. */
export function writerEnded(state: AppState, runIds: readonly string[]): AppState {
  for (const runId of runIds) {
    const run = state.runs.get(runId);
    if (run !== undefined) run.followed = false;
    if (run === undefined || isOver(run)) continue;
    run.status = 'ended';
    run.silentSeconds = run.stepsPerSecond = null;
    run.version += 1;
  }
  return { ...state };
}

/** The focus follows from a run to the one after it, unless the user has chosen a run. */
export function succeeded(state: AppState, runIds: readonly string[], by: string): AppState {
  const going = runIds.flatMap((id) => state.runs.get(id) ?? []).filter((run) => !isOver(run));
  const ended = writerEnded(state, runIds);
  for (const run of going) run.followed = true;
  if (state.focusChosen === true || !runIds.includes(state.focus) || !state.runs.has(by)) return ended;
  return withUi({ ...ended, focus: by, focusFollowed: { from: state.focus, by } }, { cursorStep: null });
}

/** A run that only seemed to be over has gone on: it gets the focus back, unless the user has chosen a run or moved in time. */
export function wentOn(state: AppState, runId: string): AppState {
  const { focusFollowed, ...rest } = state;
  if (focusFollowed?.from !== runId) return state;
  return state.focusChosen === true || state.focus !== focusFollowed.by || state.ui.cursorStep !== null
    ? rest
    : { ...rest, focus: runId };
}
