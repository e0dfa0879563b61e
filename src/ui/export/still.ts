// Draws the whole dashboard as cells without a terminal, with the same chrome and panels, from the events of a log. Pure.
import { updateReplay } from '../../core/app/replay.js';
import type { AppState, PanelId } from '../../core/app/state.js';
import type { GradtopEvent } from '../../core/run/events.js';
import { topRows, type Canvas } from '../../core/screen/canvas.js';
import { emptyReplay, type BegunOptions } from '../begun.js';
import { FOOTER_ROWS } from '../layout.js';
import type { Curve } from '../panels/panel.js';
import { createPicturer, type PictureOptions } from '../picture.js';
import { curvesOf } from '../screen.js';
import { themeOf } from '../themes/index.js';

export interface StageOptions extends BegunOptions {
  readonly ascii: boolean;
}

type StillOptions = StageOptions & PictureOptions;

/** The state after these events, which are all of the log or its beginning; `panel` fills the screen. */
export function stateAfter(
  events: Iterable<GradtopEvent>,
  options: StageOptions,
  { panel, whole }: { readonly panel: PanelId | null; readonly whole: boolean },
): AppState {
  let state = emptyReplay(options);
  for (const event of events)
    state = updateReplay(state, { type: 'events', runId: event.runId, events: [event] }).state;
  // Nothing runs in the picture of a log, whether or not the log has an end event.
  if (whole) for (const run of state.runs.values()) if (run.status !== 'failed') run.status = 'ended';
  const ui = { ...state.ui, message: null };
  return { ...state, ui: panel === null ? ui : { ...ui, focusPanel: panel, enlarged: true } };
}

/** A picture of one state. Without keys the panels get the row of the footer. */
export function stillOf(state: AppState, options: StillOptions): Canvas {
  const picture = createPicturer(options);
  return topRows(picture({ ...state, size: stillSize(options) }), options.size.rows);
}

/** The same with the curves apart, in cells of the picture; in ASCII they are cells. */
export function drawingOf(state: AppState, options: StillOptions): Drawing {
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

const stillSize = ({ size: { columns, rows }, keys }: StillOptions): StageOptions['size'] => ({
  columns,
  rows: keys === false ? rows + FOOTER_ROWS : rows,
});
