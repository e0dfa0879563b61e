// Turns an intent into the next state and commands.
import type { Config, ConfigChange } from '../config/schema.js';
import type { SteppedField } from '../config/settings/index.js';
import { withTableOf } from '../config/table.js';
import { moveCursor, snapCursor } from '../run/lookup.js';
import { isOver } from '../run/runState.js';
import { changeInWords } from '../text/change.js';
import type { Command, ControlMessage } from './commands.js';
import type { Intent } from './keymap.js';
import { cureKey } from './cure.js';
import { stepSetting } from './ladders.js';
import { opened, overlayClosed } from './overlays.js';
import {
  addRuns,
  changeFocused,
  inTurn,
  keepRuns,
  MAX_RUNS,
  replaceRun,
  say,
  turnTo,
  unchanged,
  withUi,
} from './runs.js';
import { formatPlace, formatSetting } from '../format.js';
import { focusedRun, orderedRuns, runLabel, slotOf } from './selectors.js';
import type { AppState, Updated } from './state.js';
import { panBy, panTo, stopAt, zoomBy } from './timeView.js';
import { toggleHidden, togglePinned } from './marks.js';
import { trainOn } from './trainOn.js';
import { startTwin } from './twins.js';

/** The next state and the commands for the runtime. */
export function perform(state: AppState, intent: Intent): Updated {
  switch (intent.type) {
    case 'setting':
      return stepOneSetting(state, intent.setting, intent.direction);
    case 'change':
      return changeInPlace(state, intent.change);
    case 'twin':
      return startTwin(state, intent.change);
    case 'cure':
      return cureKey(state, intent.wish);
    case 'solo':
      return solo(state);
    case 'remove':
      return removeFocused(state);
    case 'togglePinned':
      return unchanged(togglePinned(state));
    case 'toggleHidden':
      return unchanged(toggleHidden(state));
    case 'restart':
      return restart(state);
    case 'trainOn':
      return trainOn(state);
    case 'pause':
      return pause(state, intent.paused);
    case 'step':
      return trainOneStep(state);
    case 'pace':
      return setPace(state, intent.pace, intent.fullSpeed);
    case 'cursor':
    case 'cursorEnd':
      return unchanged(withUi(state, { cursorStep: cursorFor(state, intent) }));
    case 'goto':
      return goTo(withUi(state, overlayClosed), intent.step);
    case 'look':
      return unchanged(withUi(state, { cursorStep: stopAt(state, intent.step) }));
    case 'zoom':
      return unchanged(zoomBy(state, intent.factor, intent.around, intent.shown));
    case 'pan':
      return unchanged(panBy(state, intent.share));
    case 'panTo':
      return unchanged(panTo(state, intent.first));
    case 'focusId':
      return unchanged(state.runs.has(intent.runId) ? { ...state, focus: intent.runId, focusChosen: true } : state);
    case 'focusRun':
      return unchanged({ ...focusSlot(state, intent.slot), focusChosen: true });
    case 'startPresets':
      return startPresets(state, intent.names, intent.add);
    case 'open':
      return unchanged(withUi(state, { ...opened(state, intent.overlay), pickerAdds: intent.adds ?? false }));
    case 'ui':
      return unchanged(withUi(state, intent.patch));
    case 'layout':
      return arrange(state, intent);
    case 'copy':
      return copy(state, intent);
    case 'command':
      return { state, commands: [intent.command] };
  }
}

/** The note comes first, because a long command fills the line. */
function copy(state: AppState, { text, note }: Extract<Intent, { type: 'copy' }>): Updated {
  const words = `sent to the clipboard: ${text}`;
  const said = note === undefined ? say(state, words) : say(state, `${note}; ${words}`, 'warning');
  return { state: said, commands: [{ type: 'copy', text }] };
}

function arrange(state: AppState, { layout, text, focusPanel }: Extract<Intent, { type: 'layout' }>): Updated {
  const ui = { layout, focusPanel: focusPanel ?? state.ui.focusPanel, dragged: null };
  return { state: say(withUi(state, ui), text), commands: [{ type: 'layout', layout }] };
}

function stepOneSetting(state: AppState, setting: SteppedField, direction: 1 | -1): Updated {
  const config = focusedRun(state)?.config;
  if (!config) return unchanged(state);
  const stepped = stepSetting(config, setting, direction);
  if ('reason' in stepped) return unchanged(say(state, stepped.reason, 'warning'));
  if (state.ui.twinArmed) return startTwin(state, stepped.change);
  return changeFocused(state, stepped.change, changeInWords(config, stepped.change) + note(config, setting));
}

function changeInPlace(state: AppState, change: ConfigChange): Updated {
  const config = focusedRun(state)?.config;
  return changeFocused(state, change, config ? `remedy: ${changeInWords(config, change)}` : '');
}

function solo(state: AppState): Updated {
  const alone = keepRuns(state, (id) => id === state.focus || state.pinned.includes(id));
  const words = alone.state.order.length === 1 ? 'this run alone' : 'kept this run and the pinned ones';
  return { ...alone, state: say({ ...alone.state, hidden: [] }, words) };
}

function removeFocused(state: AppState): Updated {
  const label = runLabel(state, state.focus);
  const rest = keepRuns(state, (id) => id !== state.focus);
  return { ...rest, state: say(withUi(rest.state, { cursorStep: null }), `${label} removed`) };
}

function restart(state: AppState): Updated {
  const run = focusedRun(state);
  if (!run?.config) return unchanged(state);
  const replaced = replaceRun(state, run.runId, run.config);
  return { ...replaced, state: say(replaced.state, `restarted, seed ${run.config.seed}`) };
}

function trainOneStep(state: AppState): Updated {
  const paused = state.ui.paused ? state : pause(state, true).state;
  return { state: paused, commands: [toAll(paused, { type: 'step' })] };
}

function setPace(state: AppState, pace: number, fullSpeed: boolean): Updated {
  const words = fullSpeed ? 'full speed' : `live pace: ${formatSetting(pace)} epochs per second`;
  const next = say(withUi(state, { pace, fullSpeed }), words);
  return { state: next, commands: [toAll(next, { type: 'pace', pace: fullSpeed ? null : pace })] };
}

/** The cursor's step; null is live. */
function cursorFor(state: AppState, intent: Extract<Intent, { type: 'cursor' | 'cursorEnd' }>): number | null {
  const run = focusedRun(state);
  const { cursorStep } = state.ui;
  if (intent.type === 'cursor') return run ? moveCursor(run, cursorStep, intent.by) : cursorStep;
  return intent.end === 'first' ? (run?.loss.bucket(0)?.lastStep ?? null) : null;
}

function focusSlot(state: AppState, slot: number): AppState {
  const focus = state.order.find((id) => slotOf(state, id) === slot);
  return focus === undefined ? say(state, `no run ${slot + 1}`, 'warning') : { ...state, focus };
}

function startPresets(state: AppState, names: readonly string[], keep: boolean): Updated {
  const current = focusedRun(state)?.config ?? null;
  const configs = names
    .flatMap((name) => state.presets.find((preset) => preset.name === name) ?? [])
    .map((preset) => withTableOf(preset, current));
  const closed = withUi(state, { ...overlayClosed, marked: [] });
  return keep ? add(unchanged(closed), configs) : load(closed, configs);
}

/** A key changes one setting; if that setting usually needs another one, the message says so. */
function note(before: Config, setting: string): string {
  if (setting !== 'optimizer') return '';
  const rate = `learning rate stays ${formatSetting(before.learningRate)}`;
  return ` (${rate})`;
}

/** One preset replaces the focused run; several (at most nine) replace all runs that are not pinned. */
export function load(state: AppState, configs: readonly Config[]): Updated {
  const [first] = configs;
  if (first === undefined) return unchanged(state);
  if (configs.length === 1 && focusedRun(state)) return turnTo(state, first, `preset ${first.name}`);
  return add(
    keepRuns(state, (id) => state.pinned.includes(id)),
    configs,
  );
}

/** Adds these to the present runs. */
function add(before: Updated, configs: readonly Config[]): Updated {
  const { length } = before.state.order;
  return inTurn(before, (state) => {
    const added = addRuns(state, configs);
    const left = length + configs.length - MAX_RUNS;
    const words = `${added.state.order.length} runs side by side`;
    return {
      ...added,
      state: say(added.state, left > 0 ? `${words} (${left} left out: ${MAX_RUNS} at most)` : words),
    };
  });
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
    state: say(
      withUi(state, { paused }),
      paused && state.watched ? 'the view is paused; the training goes on' : paused ? 'paused' : 'running',
    ),
    commands: [toAll(state, { type: paused ? 'pause' : 'resume' })],
  };
}

/** Sends a message to every run that has not ended. */
function toAll(state: AppState, message: ControlMessage): Command {
  const going = orderedRuns(state).filter((run) => !isOver(run));
  const to = going.map(({ runId }) => runId);
  return { type: 'send', to, message };
}

function goTo(state: AppState, step: number): Updated {
  const run = focusedRun(state);
  const cursorStep = run ? snapCursor(run, step) : null;
  if (!run || cursorStep === null) return unchanged(say(state, 'no step yet', 'warning'));
  if (step > run.step && state.replay && !state.watched)
    return {
      state: say(withUi(state, { cursorStep: null }), `training on to step ${step}`),
      commands: [{ type: 'send', to: [run.runId], message: { type: 'seek', step } }],
    };
  if (step > run.step)
    return unchanged(
      say(
        withUi(state, { cursorStep: null }),
        `step ${step} not reached yet (latest: ${formatPlace(run.step)})`,
        'warning',
      ),
    );
  const words =
    cursorStep === step ? `step ${step}` : `step ${step} is only sampled: showing ${formatPlace(cursorStep)}`;
  return unchanged(say(withUi(state, { cursorStep }), words));
}
