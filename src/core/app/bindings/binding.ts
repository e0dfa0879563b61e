// The dashboard's key bindings: intents, and the reasons why keys are disabled. `update` carries out intents.
import type { ConfigChange } from '../../config/schema.js';
import type { KeyBinding } from '../../keys/binding.js';
import { keyFor, type KeyChanges } from '../../keys/changes.js';
import type { StepSpan } from '../../run/stepDomain.js';
import type { Command } from '../commands.js';
import type { SteppedField } from '../../config/settings/index.js';
import { isOver } from '../../run/runState.js';
import { focusedRun } from '../selectors.js';
import type { LayoutState } from '../layoutState.js';
import type { AppState, OverlayId, PanelId, UiState } from '../state.js';

export const KEY_GROUPS = [
  'network',
  'training',
  'speed',
  'look',
  'layout',
  'layers',
  'time',
  'diagnosis',
  'runs',
  'program',
] as const;
export type KeyGroup = (typeof KEY_GROUPS)[number];

/** Begin the search for a cure or show it, stop it, start its winner as a twin. */
export type CureWish = 'begin' | 'stop' | 'take';

/** What a key asks for. Intents are plain values, so tests can compare them; `update` carries them out. */
export type Intent =
  | { readonly type: 'setting'; readonly setting: SteppedField; readonly direction: 1 | -1 }
  | { readonly type: 'change'; readonly change: ConfigChange }
  | { readonly type: 'restart' }
  /** Trains an ended run for the same number of epochs again. */
  | { readonly type: 'trainOn' }
  /** Runs the focused run and a copy with this change side by side from step 0; an empty change gives equal twins. */
  | { readonly type: 'twin'; readonly change: ConfigChange }
  /** The search for a cure of the focused run. */
  | { readonly type: 'cure'; readonly wish: CureWish }
  /** Removes all runs except the focused and the pinned ones. */
  | { readonly type: 'solo' }
  | { readonly type: 'remove' }
  | { readonly type: 'togglePinned' }
  | { readonly type: 'toggleHidden' }
  | { readonly type: 'pause'; readonly paused: boolean }
  | { readonly type: 'step' }
  | { readonly type: 'pace'; readonly pace: number; readonly fullSpeed: boolean }
  | { readonly type: 'cursor'; readonly by: number }
  | { readonly type: 'cursorEnd'; readonly end: 'first' | 'live' }
  | { readonly type: 'goto'; readonly step: number }
  /** Moves the time cursor to the stop at this step, without a message; from the last step on it is live. */
  | { readonly type: 'look'; readonly step: number }
  /**
   * Zooms the steps; `around` stays in place (default: the time cursor, else the middle). `shown`: the steps of the panel under the
   * pointer, which is narrower than the window.
   */
  | { readonly type: 'zoom'; readonly factor: number; readonly around?: number; readonly shown?: StepSpan }
  /** Moves the zoomed part by a share of its length. */
  | { readonly type: 'pan'; readonly share: number }
  | { readonly type: 'panTo'; readonly first: number }
  | { readonly type: 'focusId'; readonly runId: string }
  /** Focuses the run of this slot. */
  | { readonly type: 'focusRun'; readonly slot: number }
  /** `add`: keep the present runs. */
  | { readonly type: 'startPresets'; readonly names: readonly string[]; readonly add: boolean }
  | { readonly type: 'open'; readonly overlay: OverlayId; readonly adds?: boolean }
  | { readonly type: 'ui'; readonly patch: Partial<UiState> }
  /** Changes the layout and keeps it; `text` says what is changed. */
  | { readonly type: 'layout'; readonly layout: LayoutState; readonly text: string; readonly focusPanel?: PanelId }
  /** `note`: what the message says besides. */
  | { readonly type: 'copy'; readonly text: string; readonly note?: string }
  | { readonly type: 'command'; readonly command: Command };

export interface Binding extends KeyBinding<AppState, Intent> {
  readonly group: KeyGroup;
}

export const always = (): null => null;
/** Why the run cannot be changed; null if gradtop trains it. */
export const whyFixed = (state: AppState): string | null =>
  state.watched ? 'a watched run cannot be changed' : state.replay ? 'a recorded run cannot be changed' : null;
/** Why the pace cannot be changed; null if it can. */
export const paced = (state: AppState): string | null => (state.watched ? 'a watched run has its own pace' : null);
export const changeable = (state: AppState): string | null => {
  const fixed = whyFixed(state);
  if (fixed !== null) return fixed;
  return focusedRun(state)?.config ? null : 'this run has no configuration to change';
};
export const restartsIt = (keys: KeyChanges): string => `${keyFor(keys, 'restart', 'r')} restarts it`;
export const alive = (state: AppState): string | null => {
  if (state.replay) return null;
  const run = focusedRun(state);
  if (run?.status === 'failed') return `the run has failed; ${restartsIt(state.keys)}`;
  const running = ![...state.runs.values()].every(isOver);
  return running ? null : `the run has ended; ${restartsIt(state.keys)}`;
};
export const several = (state: AppState): string | null => (state.order.length > 1 ? null : 'there is only one run');
export const hasSteps = (state: AppState): string | null =>
  (focusedRun(state)?.loss.length ?? 0) > 0 ? null : 'no step yet';
export const hasCursor = (state: AppState): string | null =>
  state.ui.cursorStep === null ? 'already live' : hasSteps(state);
