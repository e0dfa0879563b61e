// From a window's size to named rectangles: pure. Panels drop out by priority as the window shrinks.
import type { PanelId } from '../core/app/state.js';

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PanelPlace {
  readonly id: PanelId;
  /** With its frame. */
  readonly outer: Rect;
  /** What the painter gets. */
  readonly inner: Rect;
}

export interface Layout {
  readonly header: Rect;
  /** Rows of panels from top to bottom. */
  readonly bands: readonly (readonly PanelPlace[])[];
  readonly verdict: Rect;
  readonly footer: Rect;
}

export interface LayoutRequest {
  readonly columns: number;
  readonly rows: number;
  readonly focusPanel: PanelId;
  readonly enlarged: boolean;
  /** Several runs are shown: the table of runs is wanted. */
  readonly several: boolean;
}

export const SMALLEST = { columns: 60, rows: 18 } as const;
/** In the order in which they claim room. */
const PRIORITY: readonly PanelId[] = ['loss', 'heatmap', 'layers', 'data', 'activation', 'weights'];
const PRIORITY_SEVERAL: readonly PanelId[] = ['loss', 'heatmap', 'runs', 'layers', 'data', 'activation'];
const HEADER_ROWS = 2;

/** Null: too small. */
export function layout(request: LayoutRequest): Layout | null {
  const { columns, rows } = request;
  if (columns < SMALLEST.columns || rows < SMALLEST.rows) return null;
  const verdictRows = rows >= 30 ? 2 : 1;
  const footerRows = 1;
  const body: Rect = { x: 0, y: HEADER_ROWS, width: columns, height: rows - HEADER_ROWS - verdictRows - footerRows };
  return {
    header: { x: 0, y: 0, width: columns, height: HEADER_ROWS },
    bands: bands(request, body),
    verdict: { x: 0, y: body.y + body.height, width: columns, height: verdictRows },
    footer: { x: 0, y: rows - footerRows, width: columns, height: footerRows },
  };
}

function bands(request: LayoutRequest, body: Rect): PanelPlace[][] {
  if (request.enlarged) return [[place(request.focusPanel, body)]];
  const perBand = body.width >= 160 ? 3 : body.width >= 80 ? 2 : 1;
  const chosen = chosenPanels(request, 2 * perBand);
  const top = Math.ceil(body.height / 2);
  const split = [chosen.slice(0, perBand), chosen.slice(perBand)];
  return split.map((ids, band) => {
    const y = body.y + (band === 0 ? 0 : top);
    const height = band === 0 ? top : body.height - top;
    let x = 0;
    return ids.map((id, i) => {
      const width = Math.floor((body.width * (i + 1)) / ids.length) - x;
      const outer = { x, y, width, height };
      x += width;
      return place(id, outer);
    });
  });
}

/** The first `count` by priority; the focused one takes the last place if it is not among them. */
function chosenPanels({ focusPanel, several }: LayoutRequest, count: number): PanelId[] {
  const first = (several ? PRIORITY_SEVERAL : PRIORITY).slice(0, count);
  return first.includes(focusPanel) ? first : [...first.slice(0, count - 1), focusPanel];
}

function place(id: PanelId, outer: Rect): PanelPlace {
  const inner = {
    x: outer.x + 1,
    y: outer.y + 1,
    width: Math.max(0, outer.width - 2),
    height: Math.max(0, outer.height - 2),
  };
  return { id, outer, inner };
}
