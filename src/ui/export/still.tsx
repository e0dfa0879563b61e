// Draws the whole dashboard as cells without a terminal, with the same chrome and panels, from the events of a log.
import { initialState } from '../../core/app/update.js';
import { updateReplay } from '../../core/app/replay.js';
import type { AppState, PanelId, Updated } from '../../core/app/state.js';
import type { BackendChoice } from '../../core/config/backends.js';
import type { Config } from '../../core/config/schema.js';
import type { LessonState } from '../../core/lesson/play.js';
import type { GradtopEvent } from '../../core/run/events.js';
import { topRows, type Canvas } from '../../core/screen/canvas.js';
import { FOOTER_ROWS } from '../layout.js';
import { Surface, type SurfaceOutput } from '../../runtime/terminal/surface.js';
import { App } from '../App.js';
import { chromeRows } from '../chrome/chrome.js';
import { mountInk, type InkFrames } from '../inkFrames.js';
import { PANEL_ENTRIES } from '../panels/index.js';
import type { Curve } from '../panels/panel.js';
import { createPainter, curvesOf, layoutOf } from '../screen.js';
import { THEME_NAMES, themeOf } from '../themes/index.js';

export interface StageOptions {
  readonly size: { readonly columns: number; readonly rows: number };
  readonly theme: string;
  readonly ascii: boolean;
  readonly presets: readonly Config[];
  /** Whether keys are named, as on the screen (default). */
  readonly keys?: boolean;
  /** Leaves out the curves, for a picture that draws them itself. */
  readonly vectors?: boolean;
}

/** The state of a dashboard at the start of a replay. */
export function emptyReplay({ size, theme, presets }: StageOptions): AppState {
  return initialState({ configs: [], presets, size, panels: PANEL_ENTRIES, themes: THEME_NAMES, theme, replay: true })
    .state;
}

/** The initial state of a dashboard that trains this configuration, and its start command. */
export function liveState({ size, theme, presets }: StageOptions, config: Config, backend: BackendChoice): Updated {
  return initialState({ configs: [config], presets, size, backend, panels: PANEL_ENTRIES, themes: THEME_NAMES, theme });
}

/** The initial state of a lesson at its step. */
export function liveLesson(
  { size, theme, presets }: StageOptions,
  lesson: LessonState,
  backend: BackendChoice,
): Updated {
  const [panels, themes] = [PANEL_ENTRIES, THEME_NAMES];
  return initialState({ configs: [], presets, size, backend, panels, themes, theme, lesson });
}

/** The state after these events; `panel` fills the screen. */
export function stateAfter(events: Iterable<GradtopEvent>, options: StageOptions, panel: PanelId | null): AppState {
  let state = emptyReplay(options);
  for (const event of events)
    state = updateReplay(state, { type: 'events', runId: event.runId, events: [event] }).state;
  const ui = { ...state.ui, message: null };
  return { ...state, ui: panel === null ? ui : { ...ui, focusPanel: panel, enlarged: true } };
}

/** Draws states into a surface like the dashboard, but without a clock. Set FORCE_COLOR=3 before this module loads. */
export class Stage {
  private readonly surface: Surface;
  private readonly paint;
  private ink: InkFrames | null = null;

  constructor(
    private readonly options: StageOptions,
    output: SurfaceOutput = { write: () => true },
  ) {
    this.surface = new Surface(output, 'truecolor', options.size.columns, options.size.rows);
    this.paint = createPainter(options.ascii, options.vectors);
  }

  /** Lays out and paints; `flush` writes. */
  draw(state: AppState): void {
    const theme = themeOf(state.ui.theme);
    const { ascii, keys = true } = this.options;
    const element = <App size={state.size} rows={chromeRows(state, layoutOf(state), { theme, ascii }, keys)} />;
    if (this.ink === null) this.ink = mountInk(element, this.options.size, (frame) => this.surface.setFrame(frame));
    else this.ink.render(element);
    this.surface.setLayers(this.paint(state, theme));
  }

  /** Writes the changes; returns the number of bytes. */
  flush(): number {
    return this.surface.flush();
  }

  picture(): Canvas {
    return this.surface.picture();
  }

  close(): void {
    this.ink?.unmount();
    this.ink = null;
  }
}

/** A picture of one state. Without keys the panels get the row of the footer. */
export function stillOf(state: AppState, options: StageOptions): Canvas {
  const size = stillSize(options);
  const stage = new Stage({ ...options, size });
  try {
    stage.draw({ ...state, size });
    return topRows(stage.picture(), options.size.rows);
  } finally {
    stage.close();
  }
}

/** The same with the curves apart, in cells of the picture; in ASCII they are cells. */
export function drawingOf(state: AppState, options: StageOptions): Drawing {
  const vectors = !options.ascii;
  const sized = { ...state, size: stillSize(options) };
  return {
    canvas: stillOf(state, { ...options, vectors }),
    curves: vectors ? curvesOf(sized, themeOf(state.ui.theme)) : [],
  };
}

export interface Drawing {
  readonly canvas: Canvas;
  readonly curves: readonly Curve[];
}

const stillSize = ({ size: { columns, rows }, keys }: StageOptions): StageOptions['size'] => ({
  columns,
  rows: keys === false ? rows + FOOTER_ROWS : rows,
});
