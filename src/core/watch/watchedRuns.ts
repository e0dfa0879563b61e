// All runs of growing logs, for an output without a screen: no run takes the place of another one.
import { updateReplay } from '../app/replay.js';
import type { Action } from '../app/action.js';
import type { AppState } from '../app/state.js';
import { initialState } from '../app/update.js';
import type { RunState } from '../run/runState.js';

export class WatchedRuns {
  /** A state for each run, in the order in which the runs came. */
  private readonly states = new Map<string, AppState>();

  get all(): RunState[] {
    return [...this.states.values()].flatMap((state) => [...state.runs.values()]);
  }

  /** Applies the news of a watcher. */
  take(action: Action): void {
    if (action.type === 'events' || action.type === 'replaced')
      this.apply(action.runId, action, this.states.get(action.runId) ?? newState());
    else if ('runIds' in action) for (const runId of action.runIds) this.apply(runId, action, this.states.get(runId));
  }

  private apply(runId: string, action: Action, state: AppState | undefined): void {
    if (state === undefined) return;
    const after = updateReplay(state, action).state;
    if (after.runs.size > 0) this.states.set(runId, after);
    else this.states.delete(runId);
  }
}

const newState = (): AppState =>
  initialState({ configs: [], presets: [], size: { columns: 80, rows: 24 }, replay: true, watched: true }).state;
