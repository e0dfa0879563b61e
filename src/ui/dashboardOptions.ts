// What the dashboard is started with.
import type { Action } from '../core/app/action.js';
import type { LayerGrouping } from '../core/app/state.js';
import type { BackendChoice } from '../core/config/backends.js';
import type { Config } from '../core/config/schema.js';
import type { LessonState } from '../core/lesson/play.js';
import type { EngineBook } from '../core/run/engineBook.js';
import type { TrainingClient } from '../core/run/protocol.js';
import type { RunState } from '../core/run/runState.js';
import type { RunSource } from '../runtime/effects.js';
import type { Recorder } from '../runtime/recorder.js';
import type { ColourDepth } from '../runtime/terminal/colour.js';
import type { ScreenOptions } from './shell/screenOptions.js';

export interface DashboardOptions {
  /** The runs to start: the preset, the preset with flags, and its name as given. */
  readonly asked: readonly { readonly base: Config; readonly config: Config; readonly preset: string }[];
  readonly presets: readonly Config[];
  readonly backend: BackendChoice;
  readonly pace: number;
  readonly fullSpeed: boolean;
  readonly theme: string;
  /** Colour depth of the terminal. */
  readonly depth: ColourDepth;
  readonly ascii: boolean;
  readonly screen: ScreenOptions;
  /** Records from the start. The dashboard closes it. */
  readonly recorder: Recorder | null;
  /** A training child that is already starting, for the first run. */
  readonly child?: TrainingClient;
  /** The engines that `auto` has chosen before, shared with the screen that opened the dashboard. */
  readonly engines?: EngineBook;
  readonly group?: LayerGrouping;
  /** Logs to show instead of training. */
  readonly source?: RunSource;
  /** The source of keys if standard input is a log. */
  readonly keys?: NodeJS.ReadStream;
  /** Whether the dashboard ends now. */
  readonly over?: (runs: readonly RunState[]) => boolean;
  /** New warnings about these runs. */
  readonly warnings?: (runs: readonly RunState[]) => readonly string[];
  /** The exit code for these results; 0 if absent. */
  readonly judge?: (runs: readonly RunState[]) => number;
  /** The lesson, which starts its own runs. */
  readonly lesson?: LessonState;
  /** Stores the progress of the lesson. Returns a warning, or null. */
  readonly keepLesson?: (lesson: LessonState) => string | null;
  /** Brings actions from outside until the returned function is called. */
  readonly follow?: (dispatch: (action: Action) => void) => () => void;
  /** A first message. */
  readonly notice?: string;
  /** Set if another screen opened the dashboard: a first message, and no summary at the end. */
  readonly visit?: string;
  /** A first warning about the command line. */
  readonly warning?: string;
}
