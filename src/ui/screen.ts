// The picture of a state as layers of canvases. Pure, except that it reuses canvases between frames.
import { focusedRun, orderedRuns, runLabel, slotOf } from '../core/app/selectors.js';
import { arrangementOf, panelOrder } from '../core/app/layouts.js';
import { USUAL_LAYOUT } from '../core/app/layoutState.js';
import type { AppState, PanelId } from '../core/app/state.js';
import { BOLD, clear, createCanvas, text, type Canvas, type Layer } from '../core/screen/canvas.js';
import type { CellPixels, PlacedPicture } from '../core/screen/picture.js';
import { inside } from '../core/screen/regions.js';
import { sanitizeLine } from '../core/text/sanitize.js';
import { textWidth } from '../core/text/width.js';
import { frameLayers, frameTitle, titleWidth } from './chrome/frame.js';
import { progressLine } from './chrome/progressLine.js';
import { layout, SMALLEST, type Layout, type LayoutRequest, type PanelPlace } from './layout.js';
import { paintLesson, rowsOfText } from './lesson/lessonPanel.js';
import { asciiFrame } from '../core/text/ascii.js';
import { ColumnHold } from './paint/hold.js';
import { paintOctants } from './paint/octants.js';
import { shorten } from './paint/words.js';
import { overlayLayer } from './overlays/index.js';
import { panelOf } from './panels/index.js';
import type { Curve, Extent, PanelView, Point, RunView } from './panels/panel.js';
import { tooSmall } from './shell/tooSmall.js';
import { isRecurrent } from '../core/config/cells.js';
import { isForeign } from '../core/diagnosis/foreign/index.js';
import type { Theme } from './themes/theme.js';

/** The user's layout; the usual one is that of the panels' claims. */
function arranged(state: AppState): Pick<LayoutRequest, 'panels' | 'arrangement'> {
  const { name, changed } = state.ui.layout;
  if (name === USUAL_LAYOUT.name && changed[name] === undefined) return {};
  return { panels: panelOrder(state), arrangement: arrangementOf(state.ui.layout) };
}

export const layoutOf = (state: AppState): Layout | null => {
  const focus = focusedRun(state);
  return layout({
    ...state.size,
    focusPanel: state.ui.focusPanel,
    enlarged: state.ui.enlarged,
    runs: state.order.length,
    recurrent: isRecurrent(focus?.config?.cell ?? 'dense'),
    withoutData:
      focus?.run?.dataset === undefined && ((focus?.scalars.size ?? 0) > 0 || focus?.run?.hparams !== undefined),
    lacking: (id) =>
      orderedRuns(state).every((run) => isForeign(run) && run.steps > 0 && panelOf(id).lacks?.(run) === true),
    ...arranged(state),
    lesson: state.lesson != null,
    lessonRows: rowsOfText(state),
  });
};

/** The input of the panels; null before the first run. */
export function panelView(
  state: AppState,
  theme: Theme,
  ascii: boolean,
  hold: ColumnHold | null = null,
): PanelView | null {
  const allRuns = orderedRuns(state).map((run): RunView => ({
    state: run,
    label: sanitizeLine(runLabel(state, run.runId), 40),
    slot: slotOf(state, run.runId),
    pinned: state.pinned.includes(run.runId),
    hidden: state.hidden.includes(run.runId),
  }));
  const runs = allRuns.filter((run) => !run.hidden || run.state.runId === state.focus);
  const focus = runs.find((run) => run.state.runId === state.focus) ?? runs[0];
  return focus === undefined
    ? null
    : { runs, allRuns, focus, ui: state.ui, keys: state.keys, theme, ascii, enlarged: state.ui.enlarged, hold };
}

const titleOf = (id: PanelId, view: PanelView, width: number): string => {
  const { dragged } = view.ui;
  if (dragged?.panel === id)
    return dragged.over === null ? `${id}: drop it on another panel` : `${id}: to ${dragged.over}`;
  if (dragged?.over === id) return `release: swaps with ${dragged.panel}`;
  const title = panelOf(id).title(view, titleWidth(width));
  return view.ascii ? asciiFrame(title) : title;
};

function frameOf({ id, outer }: PanelPlace, view: PanelView): Layer[] {
  const { dragged } = view.ui;
  const focused = dragged == null ? id === view.ui.focusPanel : id === dragged.panel || id === dragged.over;
  const title = frameTitle(titleOf(id, view, outer.width), outer.width, focused, view.ascii, view.theme);
  return [...frameLayers(outer, focused, view), { x: outer.x + 2, y: outer.y, canvas: title }];
}

const ORDER: readonly Extent[] = ['curves', 'pictures', 'everything'];
const reaches = (extent: Extent, least: Extent): boolean => ORDER.indexOf(extent) >= ORDER.indexOf(least);

/** Remembers the layout; when a new run or a resize changes it, the whole picture is redrawn. */
export class LayoutWatch {
  private last = '';

  /** The scope to paint: `asked`, unless the layout changed. */
  extent(state: AppState, asked: Extent): Extent {
    const places = JSON.stringify(layoutOf(state));
    const moved = places !== this.last;
    this.last = places;
    return moved ? 'everything' : asked;
  }
}

/** Paints all but the rows of the chrome. `cell`: its pixels, where pictures are shown. */
export type Painter = (state: AppState, theme: Theme, extent?: Extent, cell?: CellPixels | null) => Layer[];

/** The curves of all panels, in cells of the screen. */
export function curvesOf(state: AppState, theme: Theme): Curve[] {
  const view = panelView(state, theme, false);
  const places = layoutOf(state)?.bands.flat() ?? [];
  if (view === null) return [];
  return places.flatMap(({ id, inner }) => {
    const placed = ([x, y]: Point): Point => [inner.x + x, inner.y + y];
    const curves = panelOf(id).curves?.(view, inner) ?? [];
    return curves.map((curve) => ({ ...curve, line: curve.line.map(placed), band: curve.band.map(placed) }));
  });
}

/** One painter per screen; it keeps its canvases. `vectors`: curves are left out, for a picture that draws them itself. */
export function createPainter(ascii: boolean, vectors = false): Painter {
  const canvases = new Map<PanelId, Canvas>();
  const pictures = new Map<PanelId, readonly PlacedPicture[]>();
  const hold = new ColumnHold();
  let words: Layer[] = [];
  const panel = ({ id, inner }: PanelPlace, view: PanelView, extent: Extent, cell: CellPixels | null): Layer => {
    const layer = (of: Canvas): Layer => ({ x: inner.x, y: inner.y, canvas: of, pictures: pictures.get(id) ?? [] });
    let canvas = canvases.get(id);
    const fits = canvas?.width === inner.width && canvas.height === inner.height;
    if (canvas === undefined || !fits) {
      canvas = createCanvas(inner.width, inner.height);
      canvases.set(id, canvas);
    } else if (!reaches(extent, panelOf(id).extent)) return layer(canvas);
    else clear(canvas);
    panelOf(id).paint(canvas, view);
    const drawn = cell === null || ascii ? [] : (panelOf(id).pictures?.(view, inner, cell) ?? []);
    const octants = cell?.octants === true;
    if (octants) for (const one of drawn) paintOctants(canvas, one);
    pictures.set(id, octants ? [] : drawn);
    return layer(canvas);
  };
  return (state, theme, extent = 'everything', cell = null) => {
    const places = layoutOf(state);
    hold.frozen = extent === 'curves';
    const seen = panelView(state, theme, ascii, hold);
    const view = seen === null ? null : { ...seen, vectors };
    if (places === null) return [tooSmall(state.size, SMALLEST)];
    if (view === null) return [];
    const panels = places.bands.flat();
    const layers = panels.map((place) => panel(place, view, extent, cell));
    if (reaches(extent, 'pictures')) {
      const { header } = places;
      const line = progressLine(view.focus.state, { ...state.ui, watched: state.watched }, header.width, ascii, theme);
      words = panels.flatMap((place) => frameOf(place, view));
      words.push({ x: header.x, y: header.y + 1, canvas: line });
    }
    layers.push(...words);
    layers.push(...panels.flatMap((place) => pointed(view, place)));
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

/** The figure under the mouse, on the lower border of its panel. */
function pointed(view: PanelView, { id, outer, inner }: PanelPlace): Layer[] {
  const { pointer } = view.ui;
  if (pointer?.panel !== id) return [];
  const own = panelOf(id).regions?.(view, { ...inner, x: 0, y: 0 }) ?? [];
  const said = own.find(({ area, words }) => words !== undefined && inside(area, pointer))?.words?.(pointer) ?? null;
  if (said === null) return [];
  const shown = shorten(said, titleWidth(outer.width), view.ascii);
  const canvas = createCanvas(textWidth(shown) + 2, 1);
  text(canvas, 1, 0, shown, { fg: view.theme.focus, attributes: BOLD });
  return [{ x: outer.x + outer.width - 2 - canvas.width, y: outer.y + outer.height - 1, canvas }];
}
