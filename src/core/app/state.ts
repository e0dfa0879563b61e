// The dashboard's whole state as one value; update(state, action) changes it.
import type { BackendChoice } from '../config/backends.js';
import type { Twin } from '../compare/twin.js';
import type { Config } from '../config/schema.js';
import type { Cure } from '../cure/cure.js';
import type { LessonState } from '../lesson/play.js';
import type { KeyChanges } from '../keys/changes.js';
import type { RunState } from '../run/runState.js';
import type { StepSpan } from '../run/stepDomain.js';
import type { Place } from '../screen/area.js';
import type { Command } from './commands.js';
import type { LayoutState } from './layoutState.js';

/** A key of the table of panels, which the UI holds. */
export type PanelId = string;
/** The facts about a panel that the keys need. */
export interface PanelEntry {
  readonly id: PanelId;
  /** Shown only with several runs. */
  readonly severalOnly: boolean;
  /** Shown only with scores of classes. */
  readonly classesOnly?: boolean;
  /** Of no use where no number is predicted. */
  readonly numbersOnly?: boolean;
  /** Its rank for room with one run and with several. */
  readonly claims?: { readonly one?: number; readonly several?: number };
}
export type OverlayId = 'help' | 'glossary' | 'picker' | 'receipt' | 'cure' | 'prompt' | 'palette';
export type ThemeName = string;

/** Sort keys of the table of runs; `place` is the order of starting. */
export const SORT_KEYS = [
  'place',
  'step',
  'loss',
  'validation',
  'accuracy',
  'R',
  'slope',
  'change',
  'time',
  'verdict',
] as const;
export type SortKey = (typeof SORT_KEYS)[number];
export interface RunSort {
  readonly by: SortKey;
  /** Reversed order: largest value first, worst verdict last. */
  readonly reversed: boolean;
}

export type LayerGrouping = 'auto' | 'module' | 'none';

export interface UiState {
  readonly overlay: OverlayId | null;
  /** Selected line and marked names of the open picker. */
  readonly listIndex: number;
  readonly marked: readonly string[];
  /** The picker adds to the present runs instead of replacing them. */
  readonly pickerAdds: boolean;
  /** Text typed into a prompt (go to a step, palette). */
  readonly promptText: string;
  readonly focusPanel: PanelId;
  readonly layout: LayoutState;
  /** Whether the focused panel fills the screen. */
  readonly enlarged: boolean;
  readonly yScale: 'log' | 'linear';
  readonly window: 'whole' | 'recent';
  /** The part of the step axis that the panels show; null: all of `window`. */
  readonly zoom: StepSpan | null;
  /** The cell of a panel under the mouse; null: none that shows something. */
  readonly pointer: (Place & { readonly panel: PanelId }) | null;
  /** A panel that the mouse carries by its title, and the panel under it, with which it would swap. */
  readonly dragged?: { readonly panel: PanelId; readonly over: PanelId | null } | null;
  readonly heatScale: 'pinned' | 'fit';
  /** Whether the loss is drawn in dots, finer than in lines. */
  readonly fineLoss: boolean;
  readonly theme: ThemeName;
  /** Epochs per second at the live pace. */
  readonly pace: number;
  readonly fullSpeed: boolean;
  readonly paused: boolean;
  /** The step that all panels show; null for live. */
  readonly cursorStep: number | null;
  /** Sort order of the table of runs. */
  readonly sort: RunSort;
  /** Layer chosen in the layers, weights, activation and traces panels. */
  readonly layer: number;
  /** Whether layers are grouped by module; `auto`: if there are many. */
  readonly group: LayerGrouping;
  /** Modules that the user has unfolded or folded, against the initial state. */
  readonly toggled: readonly string[];
  /** Only layers whose name contains this are shown; empty: all. */
  readonly layerFilter: string;
  readonly layerOrder: 'depth' | 'worst';
  /** Weight chosen in the traces panel. */
  readonly weight: number;
  /** The activation that the activation panel draws beside the current one. */
  readonly compareActivation: string;
  readonly message: Message | null;
  /** Set by `m`: the next setting key starts a twin instead of changing the run. */
  readonly twinArmed: boolean;
  /** The file of the run log, and the reason if lines are missing in it; null: not recording. */
  readonly recording: { readonly file: string; readonly failed: string | null } | null;
  /** First visible line of a long overlay (help, receipt). */
  readonly scroll: number;
}

/** One line above the footer; disappears some seconds after the first tick that sees it (`since`). */
export interface Message {
  readonly text: string;
  readonly level: 'info' | 'warning' | 'error';
  readonly since?: number;
}

/** The search for a cure of a network. */
export interface Curing {
  readonly cure: Cure;
  /** How many searches have begun or gone on. */
  readonly number: number;
  readonly state: 'training' | 'stopped' | 'failed' | 'over';
  /** What went wrong; null if nothing. */
  readonly trouble: string | null;
}

export interface AppState {
  /** All state is keyed by run id; a single run is a list of length one. */
  readonly runs: ReadonlyMap<string, RunState>;
  readonly order: readonly string[];
  /** The run that the panels show and the keys change. */
  readonly focus: string;
  /** Whether the user has chosen a run. */
  readonly focusChosen?: boolean;
  /** The run that lost the focus because it seemed to be over, and the one that got it. */
  readonly focusFollowed?: { readonly from: string; readonly by: string };
  /** Hidden runs: drawn only while focused, always listed in the table of runs. */
  readonly hidden: readonly string[];
  /** Pinned runs: a change starts beside them; presets, twins and `solo` leave them in place. */
  readonly pinned: readonly string[];
  readonly presets: readonly Config[];
  readonly backend: BackendChoice;
  readonly size: { readonly columns: number; readonly rows: number };
  /** Number of runs started so far; yields ids and stable colours. */
  readonly nextRun: number;
  /** Colour and glyph of each run, inherited by a restart in its place. */
  readonly slots: ReadonlyMap<string, number>;
  /** The user's own keys. */
  readonly keys: KeyChanges;
  /** The panels that `tab` goes through. */
  readonly panels: readonly PanelEntry[];
  /** Names of the themes that `t` cycles through. */
  readonly themes: readonly ThemeName[];
  /** Steps at which each run logs its batch, parameters and gradients. */
  readonly snapshotSteps: readonly number[];
  /** Set while a log is replayed: runs can be viewed but not changed. */
  readonly replay: boolean;
  /** Set while the log grows: time counts, and there is no pace. Implies `replay`. */
  readonly watched: boolean;
  /** Keys of all configurations that this session has started (`configKey`): no suggestion leads back to one. */
  readonly tried: ReadonlySet<string>;
  /** Replaced runs of a replayed log; later events of the log do not bring them back. */
  readonly gone: readonly string[];
  /** The two runs of a controlled comparison. */
  readonly twin: Twin | null;
  /** State of the comparisons with pinned runs. */
  readonly besidePinned: ReadonlyMap<string, Twin>;
  /** The latest search for a cure, if any. Its runs are not on screen and not in the log. */
  readonly curing?: Curing | null;
  /** The running lesson, if any. */
  readonly lesson?: LessonState | null;
  /** The lesson after the user has left or finished it, for the summary. */
  readonly lessonLeft?: LessonState;
  readonly ui: UiState;
}

export interface Updated {
  readonly state: AppState;
  readonly commands: readonly Command[];
}
