// How far the runs of a dashboard are together, for the terminal's tab.
import type { RunState } from '../run/runState.js';
import { orderedRuns, progressOf } from './selectors.js';
import type { AppState } from './state.js';

export interface TabProgress {
  /** 0 to 1. */
  readonly fraction: number;
  readonly state: 'running' | 'failed' | 'paused';
}

const hasFailed = (run: RunState): boolean =>
  run.failure !== null || run.end?.reason === 'diverged' || run.end?.reason === 'crashed';

/** The mean of all runs. Null once all have ended well, and for a recording. */
export function dashboardProgress(state: AppState): TabProgress | null {
  if (state.replay && !state.watched) return null;
  const runs = orderedRuns(state);
  const failed = runs.some(hasFailed);
  const known = runs.flatMap((run) => progressOf(run).fraction ?? []);
  const over = runs.every((run) => run.end !== null || run.failure !== null);
  if (known.length === 0 || (over && !failed)) return null;
  const fraction = over ? 1 : known.reduce((sum, one) => sum + one, 0) / known.length;
  return { fraction, state: failed ? 'failed' : state.ui.paused ? 'paused' : 'running' };
}
