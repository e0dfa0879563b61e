// The first states of dashboards without a terminal of their own: films, pictures and pages. Pure.
import type { AppState, Updated } from '../core/app/state.js';
import { initialState } from '../core/app/update.js';
import type { BackendChoice } from '../core/config/backends.js';
import type { Config } from '../core/config/schema.js';
import type { LessonState } from '../core/lesson/play.js';
import { PANEL_ENTRIES } from './panels/index.js';
import type { Size } from './shell/view.js';
import { THEME_NAMES } from './themes/index.js';

export interface BegunOptions {
  readonly size: Size;
  readonly theme: string;
  readonly presets: readonly Config[];
}

const begun = ({ size, theme, presets }: BegunOptions, more: Partial<Parameters<typeof initialState>[0]>): Updated =>
  initialState({ configs: [], presets, size, theme, panels: PANEL_ENTRIES, themes: THEME_NAMES, ...more });

/** The state of a dashboard at the start of a replay. */
export const emptyReplay = (options: BegunOptions): AppState => begun(options, { replay: true }).state;

/** The initial state of a dashboard that trains this configuration, and its start command. */
export const liveState = (options: BegunOptions, config: Config, backend: BackendChoice): Updated =>
  begun(options, { configs: [config], backend });

/** The initial state of a lesson at its step. */
export const liveLesson = (options: BegunOptions, lesson: LessonState, backend: BackendChoice): Updated =>
  begun(options, { backend, lesson });
