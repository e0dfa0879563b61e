// Compares a run with a pinned one, as twins are compared; both configurations must be known.
import { compareSteps, newTwin, type Twin } from '../compare/twin.js';
import type { Config } from '../config/schema.js';
import { changeBetween, changeInWords } from '../text/change.js';
import { configOf } from './selectors.js';
import type { AppState } from './state.js';

/** The key of a comparison. */
const pairOf = (pinned: string, other: string): string => `${pinned} ${other}`;

/** Starts a comparison. It is controlled if at most one setting differs and the seed is the same. */
function begun(pinned: string, ours: Config, other: string, theirs: Config): Twin {
  const change = changeBetween(ours, theirs);
  const fields = Object.keys(change);
  const controlled = fields.length <= 1 && !fields.includes('seed');
  return newTwin(controlled ? 'pinned' : 'apart', pinned, other, changeInWords(ours, change));
}

function configIn(state: AppState, runId: string): Config | null {
  const run = state.runs.get(runId);
  return run === undefined ? null : configOf(run);
}

function compared(state: AppState, pinned: string, other: string): Twin | null {
  const [a, b] = [state.runs.get(pinned), state.runs.get(other)];
  const [ours, theirs] = [configIn(state, pinned), configIn(state, other)];
  if (!a || !b || !ours || !theirs) return null;
  return compareSteps(state.besidePinned.get(pairOf(pinned, other)) ?? begun(pinned, ours, other, theirs), a, b);
}

/** Called after new events of a run: continues the comparison with pinned runs while the steps are in memory. */
export function followPinned(state: AppState, runId: string): AppState {
  if (state.pinned.length === 0 || state.order.length < 2) return state;
  const besidePinned = new Map<string, Twin>();
  for (const pinned of state.pinned)
    for (const other of state.order) {
      if (other === pinned) continue;
      const known = state.besidePinned.get(pairOf(pinned, other));
      const twin = pinned === runId || other === runId ? compared(state, pinned, other) : (known ?? null);
      if (twin !== null) besidePinned.set(pairOf(pinned, other), twin);
    }
  return { ...state, besidePinned };
}

/** The focused run and the most similar pinned run; null if the focused run is pinned, or none is. */
export function pinnedComparison(state: AppState): Twin | null {
  const here = configIn(state, state.focus);
  if (here === null || state.pinned.includes(state.focus)) return null;
  const differences = (runId: string): number => {
    const config = configIn(state, runId);
    return config === null ? Infinity : Object.keys(changeBetween(config, here)).length;
  };
  const [nearest] = [...state.pinned].sort((a, b) => differences(a) - differences(b));
  return nearest === undefined ? null : compared(state, nearest, state.focus);
}
