// Computes the visible part of the step axis, and the stop of the time cursor at a step.
import { snapCursor } from '../run/lookup.js';
import type { RunState } from '../run/runState.js';
import { panned, recentDomain, wholeDomain, zoomed, type StepSpan } from '../run/stepDomain.js';
import { withUi } from './runs.js';
import { focusedRun, orderedRuns } from './selectors.js';
import type { AppState } from './state.js';

/** The planned number of steps; for a run that ended early, the steps that it took. */
export const plannedSteps = (run: RunState): number | null =>
  run.end !== null ? run.step : (run.run?.totalSteps ?? null);

/** All steps of these runs, in `columns` columns. */
export function wholeOf(runs: readonly RunState[], columns: number) {
  const step = Math.max(1, ...runs.map((run) => run.step));
  const totals = runs.map(plannedSteps);
  const total = totals.every((one) => one !== null) ? Math.max(...totals) : null;
  return wholeDomain(step, total, columns);
}

const visible = (state: AppState): RunState[] =>
  orderedRuns(state).filter(({ runId }) => !state.hidden.includes(runId) || runId === state.focus);

function shownNow(state: AppState, whole: StepSpan): StepSpan {
  const { zoom, window } = state.ui;
  if (zoom !== null) return zoom;
  const run = focusedRun(state);
  return window === 'recent' && run !== undefined ? recentDomain(run.step, state.size.columns) : whole;
}

/** The stop at or before a step; null, live, from the last step on. */
export function stopAt(state: AppState, step: number): number | null {
  const run = focusedRun(state);
  return run === undefined || step >= run.step ? null : snapCursor(run, Math.max(1, step));
}

/** `from`: the steps that a panel shows, if not those of the whole window. */
export function zoomBy(state: AppState, factor: number, around?: number, from?: StepSpan): AppState {
  const whole = wholeOf(visible(state), state.size.columns);
  const shown = from ?? shownNow(state, whole);
  const { cursorStep } = state.ui;
  const middle = shown.first + (shown.span - 1) / 2;
  const held = cursorStep !== null && cursorStep >= shown.first && cursorStep < shown.first + shown.span;
  const zoom = zoomed(shown, whole, factor, around ?? (held ? cursorStep : middle));
  if (zoom !== null) return withUi(state, { zoom });
  return state.ui.zoom === null ? state : withUi(state, { zoom: null });
}

export function panBy(state: AppState, share: number): AppState {
  const { zoom } = state.ui;
  if (zoom === null) return state;
  return panTo(state, zoom.first + Math.sign(share) * Math.max(1, Math.round(Math.abs(share) * zoom.span)));
}

/** Moves the zoomed part to begin at `first`, within the run. */
export function panTo(state: AppState, first: number): AppState {
  const { zoom } = state.ui;
  if (zoom === null) return state;
  const whole = wholeOf(visible(state), state.size.columns);
  return withUi(state, { zoom: panned(zoom, whole, first - zoom.first) });
}
