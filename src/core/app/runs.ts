// Runs in the application's state: starting, restarting in place, replacing. Each gives the commands that make it happen.
import { configSchema, type Config, type ConfigChange } from '../config/schema.js';
import { createRunState } from '../run/applyEvent.js';
import type { StartRequest } from '../run/protocol.js';
import type { RunState } from '../run/runState.js';
import { focusedRun } from './selectors.js';
import type { AppState, Command, Message, UiState, Updated } from './state.js';

/** Most runs side by side. */
export const MAX_RUNS = 9;

export const unchanged = (state: AppState): Updated => ({ state, commands: [] });

export const withUi = (state: AppState, patch: Partial<UiState>): AppState => ({
  ...state,
  ui: { ...state.ui, ...patch },
});

export const say = (state: AppState, text: string, level: Message['level'] = 'info'): AppState =>
  withUi(state, { message: { text, level } });

/** What the child gets for a run. */
export function startRequest(state: AppState, runId: string, config: Config): StartRequest {
  return {
    runId,
    config,
    backend: state.backend,
    snapshotSteps: state.snapshotSteps,
    pace: state.ui.fullSpeed ? null : state.ui.pace,
    paused: state.ui.paused,
    pictures: true,
  };
}

const idOf = (number: number): string => `run-${number}`;

/** Drops all runs and starts these (at most nine), the first in focus. */
export function startAll(state: AppState, configs: readonly Config[]): Updated {
  const chosen = configs.slice(0, MAX_RUNS);
  const commands: Command[] = state.order.map((runId) => ({ type: 'drop', runId }));
  const runs = new Map<string, RunState>();
  const slots = new Map<string, number>();
  let { nextRun } = state;
  for (const [slot, config] of chosen.entries()) {
    const runId = idOf(nextRun);
    nextRun += 1;
    runs.set(runId, createRunState(runId, config));
    slots.set(runId, slot);
    commands.push({ type: 'start', request: startRequest(state, runId, config) });
  }
  const order = [...runs.keys()];
  const ui = { ...state.ui, cursorStep: null, layer: 0, weight: 0 };
  return {
    state: { ...state, runs, slots, order, hidden: [], twin: null, focus: order[0] ?? '', nextRun, ui },
    commands,
  };
}

/** A new run takes the place, slot and focus of an old one. */
export function replaceRun(state: AppState, oldId: string, config: Config): Updated {
  const runId = idOf(state.nextRun);
  const runs = new Map(state.runs);
  runs.delete(oldId);
  runs.set(runId, createRunState(runId, config));
  const slots = new Map(state.slots);
  slots.set(runId, slots.get(oldId) ?? 0);
  slots.delete(oldId);
  const next: AppState = {
    ...state,
    // A changed run is no longer the twin of the other.
    twin: state.twin?.base === oldId || state.twin?.twin === oldId ? null : state.twin,
    runs,
    slots,
    order: state.order.map((id) => (id === oldId ? runId : id)),
    hidden: state.hidden.filter((id) => id !== oldId),
    focus: state.focus === oldId ? runId : state.focus,
    nextRun: state.nextRun + 1,
    ui: { ...state.ui, cursorStep: null, layer: Math.min(state.ui.layer, config.depth) },
  };
  return {
    state: next,
    commands: [
      { type: 'drop', runId: oldId },
      { type: 'start', request: startRequest(next, runId, config) },
    ],
  };
}

/** Replaces the focused run by one with the changed configuration; a change the schema refuses is said and nothing restarts. */
export function changeFocused(state: AppState, change: ConfigChange, words: string): Updated {
  const run = focusedRun(state);
  const config = run?.config;
  if (!run || !config) return unchanged(say(state, 'no configuration to change: this log has none', 'warning'));
  const parsed = configSchema.safeParse({ ...config, ...change });
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return unchanged(say(state, `${issue?.path.join('.') ?? 'change'}: ${issue?.message ?? 'not allowed'}`, 'warning'));
  }
  const replaced = replaceRun(state, run.runId, parsed.data);
  const held = state.ui.paused ? ', restarted (paused)' : ', restarted';
  return { ...replaced, state: say(replaced.state, `${words}${held}`) };
}
