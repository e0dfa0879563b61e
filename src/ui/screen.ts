// The picture as layers: which canvases lie where for a state. Pure but for reusing its canvases between frames.
import { focusedRun, slotOf, runLabel, visibleRuns } from '../core/app/selectors.js';
import type { AppState } from '../core/app/state.js';
import { clear, createCanvas, type Canvas } from '../core/screen/canvas.js';
import { sanitizeLine } from '../core/text/sanitize.js';
import { layout, type Layout } from './layout.js';
import { paintLesson } from './lesson/lessonPanel.js';
import { overlayLayer } from './overlays/index.js';
import { PANELS } from './panels/index.js';
import type { PanelView, RunView } from './panels/panel.js';
import type { Theme } from './themes/theme.js';

export const layoutOf = (state: AppState): Layout | null =>
  layout({
    ...state.size,
    focusPanel: state.ui.focusPanel,
    enlarged: state.ui.enlarged,
    several: state.order.length > 1,
    recurrent: focusedRun(state)?.config?.cell === 'simpleRnn',
    lesson: state.lesson != null,
  });

/** What the panels are painted from; null before the first run. */
export function panelView(state: AppState, theme: Theme, ascii: boolean): PanelView | null {
  const runs = visibleRuns(state).map((run): RunView => ({
    state: run,
    label: sanitizeLine(runLabel(state, run.runId), 40),
    slot: slotOf(state, run.runId),
  }));
  const focus = runs.find((run) => run.state.runId === state.focus) ?? runs[0];
  return focus === undefined ? null : { runs, focus, ui: state.ui, theme, ascii, enlarged: state.ui.enlarged };
}

export interface ScreenLayer {
  readonly x: number;
  readonly y: number;
  readonly canvas: Canvas;
}

/** Paints panels and overlay. One painter lives as long as the screen and keeps its canvases. */
export function createPainter(ascii: boolean): (state: AppState, theme: Theme) => ScreenLayer[] {
  const canvases = new Map<string, Canvas>();
  return (state, theme) => {
    const places = layoutOf(state);
    const view = panelView(state, theme, ascii);
    if (places === null || view === null) return [];
    const layers = places.bands.flat().map(({ id, inner }): ScreenLayer => {
      let canvas = canvases.get(id);
      if (canvas === undefined || canvas.width !== inner.width || canvas.height !== inner.height) {
        canvas = createCanvas(inner.width, inner.height);
        canvases.set(id, canvas);
      } else clear(canvas);
      PANELS[id].paint(canvas, view);
      return { x: inner.x, y: inner.y, canvas };
    });
    if (places.lesson !== null) {
      const { x, y, width, height } = places.lesson;
      const canvas = createCanvas(width, height);
      paintLesson(canvas, state, theme, ascii);
      layers.push({ x, y, canvas });
    }
    const overlay = overlayLayer(state, theme, ascii);
    return overlay === null ? layers : [...layers, overlay];
  };
}
