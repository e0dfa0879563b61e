// The dashboard's whole state as one value, and what may happen to it: update(state, action).
import type { BackendChoice } from '../config/backends.js';
import type { Twin } from '../compare/twin.js';
import type { Config, ConfigChange } from '../config/schema.js';
import type { LessonState } from '../lesson/play.js';
import type { GradtopEvent } from '../run/events.js';
import type { RunState } from '../run/runState.js';
import type { Command } from './commands.js';

/** A key of the table of panels, which the UI holds. */
export type PanelId = string;
/** What the keys must know of a panel. */
export interface PanelEntry {
  readonly id: PanelId;
  /** Of no use with one run alone. */
  readonly severalOnly: boolean;
}
export type OverlayId = 'help' | 'picker' | 'receipt' | 'prompt';
export type ThemeName = string;

/** What the table of runs can be sorted by; `place`: the order in which they were started. */
export const SORT_KEYS = ['place', 'step', 'loss', 'accuracy', 'R', 'slope', 'change', 'time', 'verdict'] as const;
export type SortKey = (typeof SORT_KEYS)[number];
export interface RunSort {
  readonly by: SortKey;
  /** Turned round: the largest first, the worst verdict last. */
  readonly reversed: boolean;
}

export interface UiState {
  readonly overlay: OverlayId | null;
  /** Line under the cursor in the open list (picker), and the names marked in it. */
  readonly listIndex: number;
  readonly marked: readonly string[];
  /** The picker adds beside what is there, in place of starting anew. */
  readonly pickerAdds: boolean;
  /** Text typed into the prompt overlay (`g`: go to a step). */
  readonly promptText: string;
  readonly focusPanel: PanelId;
  /** The focused panel fills the screen. */
  readonly enlarged: boolean;
  readonly yScale: 'log' | 'linear';
  readonly window: 'whole' | 'recent';
  readonly heatScale: 'pinned' | 'fit';
  readonly theme: ThemeName;
  /** Epochs a second at the live pace. */
  readonly pace: number;
  readonly fullSpeed: boolean;
  readonly paused: boolean;
  /** The step that all panels show; null: live. */
  readonly cursorStep: number | null;
  /** Order of the table of runs. */
  readonly sort: RunSort;
  /** Layer chosen in the table, the weights, activation and traces views. */
  readonly layer: number;
  /** Weight chosen in the traces. */
  readonly weight: number;
  /** The activation compared with the current one in the activation view. */
  readonly compareActivation: string;
  readonly message: Message | null;
  /** `m` was pressed: the next setting starts a twin in place of changing the run. */
  readonly twinArmed: boolean;
  /** The file of the run log, and why lines are missing in it; null: not recording. */
  readonly recording: { readonly file: string; readonly failed: string | null } | null;
  /** First line shown of a long overlay (help, receipt). */
  readonly scroll: number;
}

/** One line above the footer; goes by itself some seconds after the first tick that sees it (`since`). */
export interface Message {
  readonly text: string;
  readonly level: 'info' | 'warning' | 'error';
  readonly since?: number;
}

export interface AppState {
  /** Everything is keyed by run id; one run is a list of length one. */
  readonly runs: ReadonlyMap<string, RunState>;
  readonly order: readonly string[];
  /** The run whose panels are shown and whose configuration the keys change. */
  readonly focus: string;
  /** Not drawn unless in focus; the table of runs still lists them. */
  readonly hidden: readonly string[];
  /** Kept as they are: a change to one starts beside it, and new presets, twins or `solo` leave it. */
  readonly pinned: readonly string[];
  readonly presets: readonly Config[];
  readonly backend: BackendChoice;
  readonly size: { readonly columns: number; readonly rows: number };
  /** Counts up with each run started: makes ids and stable colours. */
  readonly nextRun: number;
  /** Colour and glyph of each run: given at its start, inherited by a restart in its place. */
  readonly slots: ReadonlyMap<string, number>;
  /** The panels that `tab` goes through. */
  readonly panels: readonly PanelEntry[];
  /** Names of the themes that `t` goes through. */
  readonly themes: readonly ThemeName[];
  /** Steps whose whole batch, parameters and gradients each run logs. */
  readonly snapshotSteps: readonly number[];
  /** A recorded log is shown: nothing can be changed, only looked at. */
  readonly replay: boolean;
  /** Runs of a recorded log whose place another has taken: what the log still tells of them brings them back no more. */
  readonly gone: readonly string[];
  /** Two of the runs are a controlled comparison. */
  readonly twin: Twin | null;
  /** How far pinned runs and the others have been compared. */
  readonly besidePinned: ReadonlyMap<string, Twin>;
  /** The lesson beside the dashboard, where one runs. */
  readonly lesson?: LessonState | null;
  readonly ui: UiState;
}

export type Action =
  | { readonly type: 'key'; readonly key: string }
  | { readonly type: 'events'; readonly runId: string; readonly events: readonly GradtopEvent[] }
  | { readonly type: 'failed'; readonly runId: string; readonly message: string }
  | { readonly type: 'died'; readonly runId: string; readonly how: string; readonly stderrTail: string }
  | { readonly type: 'replaced'; readonly runId: string; readonly run: RunState }
  | { readonly type: 'resize'; readonly columns: number; readonly rows: number }
  /** `now` in milliseconds: clock as an argument, for speeds and for messages that go away. */
  | { readonly type: 'tick'; readonly now: number }
  | { readonly type: 'change'; readonly change: ConfigChange; readonly label: string }
  | { readonly type: 'load'; readonly config: Config }
  /** The recording begins, ends (no file), or loses lines (`failed`: the reason). */
  | { readonly type: 'recording'; readonly file: string | null; readonly failed?: string; readonly text: string }
  | { readonly type: 'say'; readonly text: string; readonly level: Message['level'] };

export interface Updated {
  readonly state: AppState;
  readonly commands: readonly Command[];
}
