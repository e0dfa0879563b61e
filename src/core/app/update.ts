// The dashboard's one transition: update(state, action) -> state and commands. No clock, no effects; the runtime performs.
// The one exception to copying: a RunState is mutable and grows in place (`version` tells), since it holds megabytes.
import type { BackendChoice } from '../config/backends.js';
import type { Config } from '../config/schema.js';
import { formatSetting } from '../format.js';
import { applyEvent } from '../run/applyEvent.js';
import { moveCursor, snapCursor } from '../run/lookup.js';
import { measureSpeed } from '../run/speed.js';
import { changedFields, changeInWords } from '../text/change.js';
import { bindingOf, type Intent } from './keymap.js';
import { stepSetting } from './ladders.js';
import { opened, overlayClosed, overlayKey } from './overlays.js';
import { changeFocused, MAX_RUNS, replaceRun, say, startAll, unchanged, withUi } from './runs.js';
import { focusedRun } from './selectors.js';
import type { Action, AppState, Command, ThemeName, Updated } from './state.js';

export interface InitialOptions {
  /** The runs to start with, the first in focus; at least one (none for a replay: then `run` events bring them). */
  readonly configs: readonly Config[];
  readonly presets: readonly Config[];
  readonly size: { readonly columns: number; readonly rows: number };
  readonly backend?: BackendChoice;
  readonly themes?: readonly ThemeName[];
  readonly theme?: ThemeName;
  /** Epochs a second. */
  readonly pace?: number;
  readonly fullSpeed?: boolean;
  readonly paused?: boolean;
  readonly snapshotSteps?: readonly number[];
  readonly replay?: boolean;
}

export const DEFAULT_PACE = 10;
/** How long a message stays, by level. */
const MESSAGE_MS = { info: 4000, warning: 7000, error: 15_000 } as const;

/** The first state and the commands that start its runs. */
export function initialState(options: InitialOptions): Updated {
  const themes = options.themes ?? ['dark', 'light'];
  const empty: AppState = {
    runs: new Map(),
    order: [],
    focus: '',
    hidden: [],
    presets: options.presets,
    backend: options.backend ?? 'auto',
    size: options.size,
    nextRun: 1,
    slots: new Map(),
    themes,
    snapshotSteps: options.snapshotSteps ?? [],
    replay: options.replay ?? false,
    ui: {
      overlay: null,
      listIndex: 0,
      marked: [],
      promptText: '',
      focusPanel: 'heatmap',
      enlarged: false,
      yScale: 'log',
      window: 'whole',
      heatScale: 'pinned',
      theme: options.theme ?? themes[0] ?? 'dark',
      pace: options.pace ?? DEFAULT_PACE,
      fullSpeed: options.fullSpeed ?? false,
      paused: options.paused ?? false,
      cursorStep: null,
      layer: 0,
      weight: 0,
      compareActivation: 'relu',
      message: null,
      scroll: 0,
    },
  };
  return startAll(empty, options.configs);
}

/** What an action makes of the state. An action that changes nothing returns the same object: nothing is drawn. */
export function update(state: AppState, action: Action): Updated {
  switch (action.type) {
    case 'key':
      return onKey(state, action.key);
    case 'events': {
      const run = state.runs.get(action.runId);
      if (!run || action.events.length === 0) return unchanged(state);
      for (const event of action.events) applyEvent(run, event);
      if (state.ui.paused && run.status === 'running') run.status = 'paused';
      return unchanged({ ...state });
    }
    case 'failed':
      return onFailure(state, action.runId, action.message);
    case 'died': {
      const tail = action.stderrTail.trim().split('\n').at(-1) ?? '';
      const why = tail === '' ? '' : `: ${tail}`;
      return onFailure(state, action.runId, `training process ended by ${action.how}${why} (r restarts it)`);
    }
    case 'resize': {
      const { columns, rows } = action;
      if (columns === state.size.columns && rows === state.size.rows) return unchanged(state);
      return unchanged({ ...state, size: { columns, rows } });
    }
    case 'tick':
      return unchanged(onTick(state, action.now));
    case 'change':
      return changeFocused(state, action.change, action.label);
    case 'load':
      return load(state, [action.config]);
  }
}

function onFailure(state: AppState, runId: string, message: string): Updated {
  const run = state.runs.get(runId);
  if (!run || run.status === 'ended') return unchanged(state);
  run.status = 'failed';
  run.failure = message;
  run.stepsPerSecond = null;
  run.version += 1;
  return unchanged(say(state, message, 'error'));
}

function onTick(state: AppState, now: number): AppState {
  let next = state;
  let faster = false;
  for (const run of state.runs.values()) {
    if (measureSpeed(run, now)) {
      run.version += 1;
      faster = true;
    }
  }
  if (faster) next = { ...next };
  const { message } = next.ui;
  if (message === null) return next;
  // The first tick that sees it starts its time; no redraw for that.
  if (message.since === undefined) return withUi(next, { message: { ...message, since: now } });
  return now - message.since >= MESSAGE_MS[message.level] ? withUi(next, { message: null }) : next;
}

function onKey(state: AppState, key: string): Updated {
  const { overlay } = state.ui;
  if (overlay !== null) {
    const handled = overlayKey(state, overlay, key);
    if (handled === null) return unchanged(state);
    if (handled !== 'pass') return perform(state, handled);
    if (key === 'x') return onBinding(withUi(state, overlayClosed), key);
  }
  return onBinding(state, key);
}

function onBinding(state: AppState, key: string): Updated {
  const binding = bindingOf(key);
  if (!binding) return unchanged(state);
  const reason = binding.disabled(state);
  if (reason !== null) return unchanged(reason === '' ? state : say(state, reason, 'warning'));
  const intent = binding.action(state);
  return perform(state, intent.type === 'focusRun' ? { ...intent, index: Number(key) - 1 } : intent);
}

function perform(state: AppState, intent: Intent): Updated {
  switch (intent.type) {
    case 'setting': {
      const config = focusedRun(state)?.config;
      if (!config) return unchanged(state);
      const stepped = stepSetting(config, intent.setting, intent.direction);
      if ('reason' in stepped) return unchanged(say(state, stepped.reason, 'warning'));
      return changeFocused(state, stepped.change, changeInWords(config, stepped.change) + note(config, intent.setting));
    }
    case 'change': {
      const config = focusedRun(state)?.config;
      if (!config || changedFields(config, intent.change).length === 0)
        return unchanged(say(state, 'the suggested change is already in force', 'warning'));
      return changeFocused(state, intent.change, `remedy: ${changeInWords(config, intent.change)}`);
    }
    case 'restart': {
      const run = focusedRun(state);
      if (!run?.config) return unchanged(state);
      const replaced = replaceRun(state, run.runId, run.config);
      return { ...replaced, state: say(replaced.state, `restarted, seed ${run.config.seed}`) };
    }
    case 'pause':
      return pause(state, intent.paused);
    case 'step': {
      const paused = state.ui.paused ? state : pause(state, true).state;
      return { state: paused, commands: toAll(paused, { type: 'step' }) };
    }
    case 'pace': {
      const { pace, fullSpeed } = intent;
      const words = fullSpeed ? 'full speed' : `live pace: ${formatSetting(pace)} epochs a second`;
      const next = say(withUi(state, { pace, fullSpeed }), words);
      return { state: next, commands: toAll(next, { type: 'pace', pace: fullSpeed ? null : pace }) };
    }
    case 'cursor': {
      const run = focusedRun(state);
      return unchanged(run ? withUi(state, { cursorStep: moveCursor(run, state.ui.cursorStep, intent.by) }) : state);
    }
    case 'cursorEnd': {
      const first = focusedRun(state)?.loss.bucket(0)?.lastStep ?? null;
      return unchanged(withUi(state, { cursorStep: intent.end === 'first' ? first : null }));
    }
    case 'goto':
      return goTo(withUi(state, overlayClosed), intent.step);
    case 'focusRun': {
      const runId = state.order[intent.index];
      return unchanged(
        runId === undefined ? say(state, `no run ${intent.index + 1}`, 'warning') : { ...state, focus: runId },
      );
    }
    case 'startPresets': {
      const configs = intent.names.flatMap((name) => state.presets.find((preset) => preset.name === name) ?? []);
      return load(withUi(state, { ...overlayClosed, marked: [] }), configs);
    }
    case 'open':
      return unchanged(withUi(state, opened(state, intent.overlay)));
    case 'ui':
      return unchanged(withUi(state, intent.patch));
    case 'command':
      return { state, commands: [intent.command] };
  }
}

/** One key changes one thing; where that thing has a usual companion, the message says so. */
function note(before: Config, setting: string): string {
  if (setting !== 'optimizer') return '';
  const rate = `learning rate stays ${formatSetting(before.learningRate)}`;
  return ` (${rate})`;
}

function load(state: AppState, configs: readonly Config[]): Updated {
  const focused = focusedRun(state);
  const [first] = configs;
  if (first === undefined) return unchanged(state);
  // One preset takes the focused run's place; several replace everything.
  if (configs.length === 1 && focused) {
    const replaced = replaceRun(state, focused.runId, first);
    return { ...replaced, state: say(replaced.state, `preset ${first.name}`) };
  }
  const started = startAll(state, configs);
  const left = configs.length - MAX_RUNS;
  const words = `${Math.min(configs.length, MAX_RUNS)} runs side by side`;
  return {
    ...started,
    state: say(started.state, left > 0 ? `${words} (${left} left out: ${MAX_RUNS} at most)` : words),
  };
}

function pause(state: AppState, paused: boolean): Updated {
  for (const run of state.runs.values()) {
    const from = paused ? 'running' : 'paused';
    if (run.status === from) {
      run.status = paused ? 'paused' : 'running';
      run.stepsPerSecond = null;
      run.version += 1;
    }
  }
  return {
    state: say(withUi(state, { paused }), paused ? 'paused' : 'running'),
    commands: toAll(state, { type: paused ? 'pause' : 'resume' }),
  };
}

function toAll(state: AppState, message: Extract<Command, { type: 'send' }>['message']): Command[] {
  return state.order
    .filter((runId) => {
      const status = state.runs.get(runId)?.status;
      return status !== 'ended' && status !== 'failed';
    })
    .map((runId) => ({ type: 'send', runId, message }));
}

function goTo(state: AppState, step: number): Updated {
  const run = focusedRun(state);
  const cursorStep = run ? snapCursor(run, step) : null;
  if (!run || cursorStep === null) return unchanged(say(state, 'no step yet', 'warning'));
  if (step > run.step)
    return unchanged(
      say(withUi(state, { cursorStep: null }), `step ${step} has not come: the newest is ${run.step}`, 'warning'),
    );
  const words = cursorStep === step ? `step ${step}` : `step ${step} is not kept whole: showing ${cursorStep}`;
  return unchanged(say(withUi(state, { cursorStep }), words));
}
