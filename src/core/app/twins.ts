// Twins: a run and its copy with one change, both from step 0.
import { compareSteps, conclusion, newTwin } from '../compare/twin.js';
import type { ConfigChange } from '../config/schema.js';
import { changedFields, changeInWords } from '../text/change.js';
import { addRuns, inTurn, keepRuns, MAX_RUNS, NO_ROOM, replaceRun, say, unchanged, withUi } from './runs.js';
import { focusedRun } from './selectors.js';
import type { AppState, Updated } from './state.js';

/**
 * Restarts the focused run beside a copy with the same seed, data and batch order, and one difference (none for an empty change).
 * Pinned runs stay; all others are removed.
 */
export function startTwin(state: AppState, change: ConfigChange): Updated {
  const config = focusedRun(state)?.config;
  const disarmed = withUi(state, { twinArmed: false });
  if (!config) return unchanged(say(disarmed, 'this run has no configuration to copy', 'warning'));
  const differs = changedFields(config, change).length > 0;
  const difference = differs ? changeInWords(config, change) : '';
  const kept = keepRuns(disarmed, (id) => id === state.focus || state.pinned.includes(id));
  if (kept.state.order.length >= MAX_RUNS) return unchanged(say(disarmed, NO_ROOM, 'warning'));
  const begun = inTurn(kept, (alone) => replaceRun(alone, alone.focus, config));
  const base = begun.state.focus;
  const started = inTurn(begun, (based) => addRuns(based, [{ ...config, ...change }]));
  const twin = newTwin('twin', base, started.state.focus, difference);
  return { ...started, state: say({ ...started.state, twin }, `twin started: ${difference || 'no change'}`) };
}

/** Called after new events: continues the comparison, and concludes it when both runs have ended. */
export function followTwin(state: AppState): AppState {
  const { twin } = state;
  if (twin === null || twin.concluded) return state;
  const a = state.runs.get(twin.base);
  const b = state.runs.get(twin.twin);
  if (!a || !b) return { ...state, twin: null };
  const compared = compareSteps(twin, a, b);
  const word = conclusion(compared, a, b);
  if (word === null) return compared === twin ? state : { ...state, twin: compared };
  return say({ ...state, twin: { ...compared, concluded: true } }, word);
}
