// An ended run that trains on: the same run, with the state of its optimizer, for as many epochs again.
import { MOST_EPOCHS } from '../config/settings/training.js';
import type { RunState } from '../run/runState.js';
import { isLengthBound } from '../config/schedule.js';
import { keyFor, type KeyChanges } from '../keys/changes.js';
import type { AppState, Updated } from './state.js';
import { say, unchanged } from './runs.js';
import { focusedRun, runLabel } from './selectors.js';

/** Why a run cannot train on, as a sentence; null: it can. */
export function whyNotOn(run: RunState | undefined, keys: KeyChanges): string | null {
  const [restart, longer] = [keyFor(keys, 'restart', 'r'), keyFor(keys, 'epochs-more', '#')];
  const config = run?.config ?? null;
  if (run === undefined || config === null) return 'this run has no configuration';
  if (run.status === 'failed') return `the run has failed; ${restart} restarts it`;
  if (run.status !== 'ended') return `the run has not ended; ${longer} gives it more epochs from the start`;
  if (run.end?.reason !== 'completed') return `the run has ${run.end?.reason ?? 'ended'}; ${restart} restarts it`;
  if (isLengthBound(config))
    return `the rate follows the length of the run (${config.schedule}); ${longer} restarts it with more epochs`;
  if (config.stop !== 'never') return `the run stops by itself; ${keyFor(keys, 'stop', 'E')} lets it train to the end`;
  if (2 * config.epochs > MOST_EPOCHS) return `at most ${MOST_EPOCHS} epochs`;
  return null;
}

export function trainOn(state: AppState): Updated {
  const run = focusedRun(state);
  if (run?.config == null) return unchanged(state);
  const epochs = 2 * run.config.epochs;
  run.config = { ...run.config, epochs };
  run.end = null;
  run.status = state.ui.paused ? 'paused' : 'running';
  run.version += 1;
  const { pace, fullSpeed, paused } = state.ui;
  const message = { type: 'trainOn', epochs, pace: fullSpeed ? null : pace, paused } as const;
  return {
    state: say({ ...state }, `${runLabel(state, run.runId)} trains on, to epoch ${epochs}`),
    commands: [{ type: 'send', to: [run.runId], message }],
  };
}
