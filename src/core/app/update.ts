// update(state, action) -> {state, commands}: the only transition of the dashboard. No clock and no effects.
// One exception to copying: a RunState holds megabytes, so it grows in place; `version` counts its changes.
import type { BackendChoice } from '../config/backends.js';
import type { Config } from '../config/schema.js';
import { applyEvent } from '../run/applyEvent.js';
import { endInWords } from '../run/crash.js';
import { declinedSentence } from '../run/declined.js';
import type { GradtopEvent } from '../run/events.js';
import type { RunState } from '../run/runState.js';
import { beginQuiet, measureSilence, measureSpeed } from '../run/speed.js';
import type { LessonState } from '../lesson/play.js';
import { USUAL_KEYS, type KeyChanges } from '../keys/changes.js';
import { restartsIt } from './bindings/binding.js';
import { cureRun, followCure } from './cure.js';
import { onKey } from './keys.js';
import { USUAL_LAYOUT, type LayoutState } from './layoutState.js';
import { focusIn } from './layouts.js';
import { DEFAULT_PACE } from './ladders.js';
import { beginLesson, followLesson, keptProgress } from './lesson.js';
import { lessonFault, reloadLesson } from './lessonReload.js';
import { crashLogged } from './logged.js';
import { load, perform } from './perform.js';
import { succeeded, wentOn, writerEnded } from './endings.js';
import { followPinned } from './pinned.js';
import { changeFocused, keepRuns, say, startAll, unchanged, withUi } from './runs.js';
import { followTwin } from './twins.js';
import type { AppState, LayerGrouping, PanelEntry, ThemeName, Updated } from './state.js';
import type { Action } from './action.js';

export interface InitialOptions {
  /** The runs to start, the first one focused. At least one, except for a replay, where `run` events add them. */
  readonly configs: readonly Config[];
  readonly presets: readonly Config[];
  readonly size: { readonly columns: number; readonly rows: number };
  readonly backend?: BackendChoice;
  readonly panels?: readonly PanelEntry[];
  readonly themes?: readonly ThemeName[];
  readonly keys?: KeyChanges;
  readonly layout?: LayoutState;
  readonly theme?: ThemeName;
  /** Epochs a second. */
  readonly pace?: number;
  readonly fullSpeed?: boolean;
  readonly paused?: boolean;
  readonly snapshotSteps?: readonly number[];
  readonly replay?: boolean;
  readonly watched?: boolean;
  readonly group?: LayerGrouping;
  /** File of the run log if recording starts at once. */
  readonly recording?: string | null;
  /** The lesson to play, from its step; that step starts a run, so `configs` may be empty. */
  readonly lesson?: LessonState;
}

/** The panel with the focus at the start. */
const FIRST_PANEL = 'heatmap';
/** Milliseconds that a message stays, by level. */
const MESSAGE_MS = { info: 4000, warning: 7000, error: 15_000 } as const;

/** The initial state and the commands that start its runs. */
export function initialState(options: InitialOptions): Updated {
  const themes = options.themes ?? ['dark', 'light'];
  const panels = options.panels ?? [{ id: FIRST_PANEL, severalOnly: false }];
  const empty: AppState = {
    runs: new Map(),
    order: [],
    focus: '',
    hidden: [],
    pinned: [],
    presets: options.presets,
    backend: options.backend ?? 'auto',
    size: options.size,
    nextRun: 1,
    slots: new Map(),
    panels,
    keys: options.keys ?? USUAL_KEYS,
    themes,
    snapshotSteps: options.snapshotSteps ?? [],
    replay: options.replay ?? false,
    watched: options.watched ?? false,
    gone: [],
    tried: new Set(),
    twin: null,
    besidePinned: new Map(),
    ui: {
      overlay: null,
      listIndex: 0,
      marked: [],
      pickerAdds: false,
      promptText: '',
      focusPanel: FIRST_PANEL,
      layout: options.layout ?? USUAL_LAYOUT,
      enlarged: false,
      yScale: 'log',
      window: 'whole',
      zoom: null,
      pointer: null,
      heatScale: 'pinned',
      fineLoss: false,
      theme: options.theme ?? themes[0] ?? 'dark',
      pace: options.pace ?? DEFAULT_PACE,
      fullSpeed: options.fullSpeed ?? false,
      paused: options.paused ?? false,
      cursorStep: null,
      sort: { by: 'place', reversed: false },
      layer: 0,
      group: options.group ?? 'auto',
      toggled: [],
      layerFilter: '',
      layerOrder: 'depth',
      weight: 0,
      compareActivation: 'relu',
      message: null,
      twinArmed: false,
      recording: options.recording == null ? null : { file: options.recording, failed: null },
      scroll: 0,
    },
  };
  return begin(withUi(empty, { focusPanel: focusIn(empty, empty.ui.layout.name) }), options);
}

const begin = (state: AppState, { lesson, configs }: InitialOptions): Updated =>
  lesson === undefined ? startAll(state, configs) : beginLesson(state, lesson);

/** Applies an action. An action without effect returns the same object, so nothing is redrawn. */
export function update(state: AppState, action: Action): Updated {
  const curing = cureRun(state, action);
  const updated = curing === null ? apply(state, action) : followCure(state, curing, action);
  const followed = followLesson(updated.state);
  const kept = keptProgress(state, followed);
  if (followed === updated.state && kept.length === 0) return updated;
  return { ...updated, state: followed, commands: [...updated.commands, ...kept] };
}

function apply(state: AppState, action: Action): Updated {
  switch (action.type) {
    case 'key':
      return onKey(state, action.key);
    case 'pointer':
      return unchanged(state.ui.pointer === action.at ? state : withUi(state, { pointer: action.at }));
    case 'intent':
      return perform(state, action.intent);
    case 'events': {
      const run = state.runs.get(action.runId);
      return run && action.events.length > 0 ? onEvents(state, run, action.events) : unchanged(state);
    }
    case 'loading':
      return unchanged(onLoading(state, action.runId, action.words));
    case 'failed':
      return onFailure(state, action.runId, action.message);
    case 'died': {
      const how = `training process ended by ${endInWords(action.how, action.stderrTail)}`;
      return onFailure(state, action.runId, how, ` (${restartsIt(state.keys)})`);
    }
    case 'replaced':
      if (!state.runs.has(action.runId)) return unchanged(state);
      if (state.ui.paused && action.run.status === 'running') action.run.status = 'paused';
      return unchanged({ ...state, runs: new Map(state.runs).set(action.runId, action.run) });
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
    case 'lesson':
      return 'fault' in action ? unchanged(lessonFault(state, action.fault)) : reloadLesson(state, action.lesson);
    case 'recording': {
      const { file, failed = null, text } = action;
      const recording = file === null ? null : { file, failed };
      return unchanged(say(withUi(state, { recording }), text, failed === null ? 'info' : 'error'));
    }
    case 'say':
      return unchanged(say(state, action.text, action.level));
    case 'unsay':
      return unchanged(state.ui.message?.text === action.text ? withUi(state, { message: null }) : state);
    case 'forget':
      return keepRuns(state, (runId) => !action.runIds.includes(runId));
    case 'quiet':
      for (const runId of action.runIds) beginQuiet(state.runs.get(runId)?.speed, action.ms);
      return unchanged(state);
    case 'writerEnded':
      return unchanged(writerEnded(state, action.runIds));
    case 'succeeded':
      return unchanged(succeeded(state, action.runIds, action.by));
  }
}

function onEvents(state: AppState, run: RunState, events: readonly GradtopEvent[]): Updated {
  const hadNoStep = run.step === 0;
  const seemedOver = run.status === 'ended' && run.end === null;
  for (const event of events) applyEvent(run, event);
  if (state.ui.paused && run.status === 'running') run.status = 'paused';
  const declined = state.replay ? null : declinedSentence(events);
  const told = declined === null ? { ...state } : say(state, declined, 'warning');
  const followed = seemedOver && run.status !== 'ended' ? wentOn(told, run.runId) : told;
  const next = followPinned(followTwin(followed), run.runId);
  // The user is waiting for the first step of a new run.
  return { state: next, commands: hadNoStep && run.step > 0 ? [{ type: 'show' }] : [] };
}

function onLoading(state: AppState, runId: string, words: string): AppState {
  const run = state.runs.get(runId);
  if (run?.status !== 'starting') return state;
  run.loading = words;
  run.version += 1;
  return { ...state };
}

/** `hint` goes to the screen only, not to the log. */
function onFailure(state: AppState, runId: string, message: string, hint = ''): Updated {
  const run = state.runs.get(runId);
  if (!run || run.status === 'ended') return unchanged(state);
  run.status = 'failed';
  run.failure = message + hint;
  run.stepsPerSecond = null;
  run.version += 1;
  return { state: say(state, run.failure, 'error'), commands: crashLogged(run, message) };
}

function onTick(state: AppState, now: number): AppState {
  let next = state;
  let faster = false;
  for (const run of state.runs.values()) {
    const silent = (!state.replay || state.watched) && measureSilence(run, now, expectedMs(state, run));
    if (measureSpeed(run, now) || silent) {
      run.version += 1;
      faster = true;
    }
  }
  if (faster) next = { ...next };
  const { message } = next.ui;
  // Without a run the message fills the screen, so it does not expire.
  if (message === null || next.order.length === 0) return next;
  // The first tick that sees the message starts its time; that needs no redraw.
  if (message.since === undefined) return withUi(next, { message: { ...message, since: now } });
  return now - message.since >= MESSAGE_MS[message.level] ? withUi(next, { message: null }) : next;
}

/** Milliseconds between two steps at the live pace; 0 at full speed. */
const expectedMs = ({ ui, watched }: AppState, { run, speed }: RunState): number =>
  watched ? speed.usualMs : ui.fullSpeed ? 0 : 1000 / (ui.pace * (run?.stepsPerEpoch ?? 1));
