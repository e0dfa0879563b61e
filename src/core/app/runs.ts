// Starts, adds, removes and restarts runs in the state, and returns the commands for it.
import { configSchema, type Config, type ConfigChange } from '../config/schema.js';
import { createRunState } from '../run/applyEvent.js';
import type { StartRequest } from '../run/protocol.js';
import type { Command } from './commands.js';
import { dropOf } from './logged.js';
import { withTried } from './remedy.js';
import { focusedRun, orderedRuns, slotOf } from './selectors.js';
import type { AppState, Message, UiState, Updated } from './state.js';

/** Maximum number of runs side by side. */
export const MAX_RUNS = 9;
export const NO_ROOM = `${MAX_RUNS} runs at most; - removes one`;

export const unchanged = (state: AppState): Updated => ({ state, commands: [] });

export const withUi = (state: AppState, patch: Partial<UiState>): AppState => ({
  ...state,
  ui: { ...state.ui, ...patch },
});

export const say = (state: AppState, text: string, level: Message['level'] = 'info'): AppState =>
  withUi(state, { message: { text, level } });

/** The request that starts a run in the child. */
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

/** Removes the runs for which `keeps` is false; the focus moves to the nearest remaining run. */
export function keepRuns(state: AppState, keeps: (runId: string) => boolean): Updated {
  const order = state.order.filter(keeps);
  if (order.length === state.order.length) return unchanged(state);
  const at = state.order.indexOf(state.focus);
  const nearest = state.order.slice(at).find(keeps) ?? state.order.slice(0, Math.max(0, at)).findLast(keeps) ?? '';
  const { twin } = state;
  return {
    state: {
      ...state,
      runs: new Map([...state.runs].filter(([id]) => keeps(id))),
      slots: new Map([...state.slots].filter(([id]) => keeps(id))),
      order,
      hidden: state.hidden.filter(keeps),
      pinned: state.pinned.filter(keeps),
      focus: nearest,
      twin: twin !== null && keeps(twin.base) && keeps(twin.twin) ? twin : null,
    },
    commands: dropsOf(state, (id) => !keeps(id)),
  };
}

const dropsOf = (state: AppState, which: (runId: string) => boolean): Command[] =>
  orderedRuns(state).flatMap((run) => (which(run.runId) ? dropOf(run) : []));

/** Adds these runs and focuses the first; leaves out those beyond nine. */
export function addRuns(state: AppState, configs: readonly Config[]): Updated {
  const runs = new Map(state.runs);
  const slots = new Map(state.slots);
  const started: string[] = [];
  const commands: Command[] = [];
  let { nextRun } = state;
  const fitting = configs.slice(0, MAX_RUNS - state.order.length);
  for (const config of fitting) {
    const runId = idOf(nextRun);
    nextRun += 1;
    const taken = new Set(slots.values());
    slots.set(runId, [...Array(MAX_RUNS).keys()].find((slot) => !taken.has(slot)) ?? 0);
    runs.set(runId, createRunState(runId, config));
    started.push(runId);
    commands.push({ type: 'start', request: startRequest(state, runId, config) });
  }
  const order = [...state.order, ...started];
  const ui = { ...state.ui, cursorStep: null, layer: 0, weight: 0 };
  const focus = started[0] ?? state.focus;
  const tried = withTried(state.tried, fitting);
  return { state: { ...state, runs, slots, order, focus, nextRun, tried, ui }, commands };
}

/** Replaces all runs with these (at most nine) and focuses the first. */
export function startAll(state: AppState, configs: readonly Config[]): Updated {
  return inTurn(
    keepRuns(state, () => false),
    (emptied) => addRuns(emptied, configs),
  );
}

/** Applies a second step to the state of the first and joins their commands. */
export function inTurn(first: Updated, then: (state: AppState) => Updated): Updated {
  const second = then(first.state);
  return { state: second.state, commands: [...first.commands, ...second.commands] };
}

/** A new run inherits the place, slot, pin and focus of the old one. */
export function replaceRun(state: AppState, oldId: string, config: Config): Updated {
  const runId = idOf(state.nextRun);
  const runs = new Map(state.runs);
  runs.delete(oldId);
  runs.set(runId, createRunState(runId, config));
  const slots = new Map(state.slots);
  slots.set(runId, slotOf(state, oldId));
  slots.delete(oldId);
  const next: AppState = {
    ...state,
    // A changed run is no longer a twin.
    twin: state.twin?.base === oldId || state.twin?.twin === oldId ? null : state.twin,
    runs,
    slots,
    order: state.order.map((id) => (id === oldId ? runId : id)),
    hidden: state.hidden.filter((id) => id !== oldId),
    pinned: state.pinned.map((id) => (id === oldId ? runId : id)),
    focus: state.focus === oldId ? runId : state.focus,
    nextRun: state.nextRun + 1,
    tried: withTried(state.tried, [config]),
    ui: { ...state.ui, cursorStep: null, layer: Math.min(state.ui.layer, config.depth) },
  };
  return {
    state: next,
    commands: [...dropsOf(state, (id) => id === oldId), { type: 'start', request: startRequest(next, runId, config) }],
  };
}

/** Gives the focused run another configuration; a pinned run stays, and the new run starts beside it. */
export function turnTo(state: AppState, config: Config, words: string): Updated {
  if (!state.pinned.includes(state.focus)) {
    const replaced = replaceRun(state, state.focus, config);
    return { ...replaced, state: say(replaced.state, words) };
  }
  if (state.order.length >= MAX_RUNS)
    return unchanged(say(state, `${MAX_RUNS} runs at most, and this one is pinned; - removes one`, 'warning'));
  const added = addRuns(state, [config]);
  return { ...added, state: say(added.state, `${words} beside the pinned run`) };
}

/** Restarts the focused run with a change; if the schema refuses the change, a message says so and nothing restarts. */
export function changeFocused(state: AppState, change: ConfigChange, words: string): Updated {
  const config = focusedRun(state)?.config;
  if (!config) return unchanged(say(state, 'this log has no configuration to change', 'warning'));
  const parsed = configSchema.safeParse({ ...config, ...change });
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return unchanged(say(state, `${issue?.path.join('.') ?? 'change'}: ${issue?.message ?? 'not allowed'}`, 'warning'));
  }
  const verb = state.pinned.includes(state.focus) ? 'started' : 'restarted';
  return turnTo(state, parsed.data, `${words}, ${verb}${state.ui.paused ? ' (paused)' : ''}`);
}
