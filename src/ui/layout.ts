// Layout: window size to named rectangles. Panels drop out by priority as the window shrinks. Pure.
import type { Area } from '../core/screen/area.js';
import type { PanelId } from '../core/app/state.js';
import type { Arrangement } from '../core/app/layoutState.js';
import { claimants, panelOf } from './panels/index.js';

export interface PanelPlace {
  readonly id: PanelId;
  /** The rectangle with its frame. */
  readonly outer: Area;
  /** The inside, for the painter. */
  readonly inner: Area;
}

export interface Layout {
  readonly header: Area;
  /** Rows of panels from top to bottom. */
  readonly bands: readonly (readonly PanelPlace[])[];
  /** The box of the lesson with its frame; null without a lesson. */
  readonly lesson: Area | null;
  readonly verdict: Area;
  readonly footer: Area;
}

export interface LayoutRequest {
  readonly columns: number;
  readonly rows: number;
  readonly focusPanel: PanelId;
  readonly enlarged: boolean;
  /** Several runs need the table of runs and a heatmap each. */
  readonly runs: number;
  /** Sequences have no scatter plot; the gradient through time replaces it. */
  readonly recurrent?: boolean;
  /** A log without a data set but with other figures, which replace the scatter plot. */
  readonly withoutData?: boolean;
  /** Whether the logs have no figures for a panel. Other panels then get its room. */
  readonly lacking?: (panel: PanelId) => boolean;
  /** The panels by importance; absent: those that claim room. */
  readonly panels?: readonly PanelId[];
  readonly arrangement?: Pick<Arrangement, 'hidden' | 'sizes'>;
  /** Whether a lesson runs: it gets a column on the right, or a band at the bottom. */
  readonly lesson?: boolean;
  /** Rows that the lesson's band needs, if known; the panels get the rest. */
  readonly lessonRows?: number | null;
}

export const SMALLEST = { columns: 60, rows: 18 } as const;
const HEADER_ROWS = 2;
export const FOOTER_ROWS = 1;
const LESSON_COLUMN = { columns: 110, rows: 32 } as const;
const LESSON_BAND_ROWS = 13;
/** Minimum rows for two bands of panels. */
const TWO_BANDS_ROWS = 12;
/** Rows of the upper band: per run a heading and two rows of the heatmap, plus axis, legend and frame. */
const RUN_ROWS = 3;
const AROUND_RUNS_ROWS = 5;
/** Minimum rows of the lower band. */
const TABLE_ROWS = 12;

/** Null if the window is too small. */
export function layout(request: LayoutRequest): Layout | null {
  const { columns, rows } = request;
  if (columns < SMALLEST.columns || rows < SMALLEST.rows) return null;
  const verdictRows = rows >= 30 ? 2 : 1;
  const whole: Area = { x: 0, y: HEADER_ROWS, width: columns, height: rows - HEADER_ROWS - verdictRows - FOOTER_ROWS };
  const lesson = request.lesson === true ? lessonPlace(whole, rows, request.lessonRows ?? LESSON_BAND_ROWS) : null;
  const body = lesson === null ? whole : beside(whole, lesson);
  return {
    header: { x: 0, y: 0, width: columns, height: HEADER_ROWS },
    bands: bands(request, body),
    lesson,
    verdict: { x: 0, y: whole.y + whole.height, width: columns, height: verdictRows },
    footer: { x: 0, y: rows - FOOTER_ROWS, width: columns, height: FOOTER_ROWS },
  };
}

function lessonPlace(whole: Area, rows: number, wanted: number): Area {
  if (whole.width >= LESSON_COLUMN.columns && rows >= LESSON_COLUMN.rows) {
    const width = Math.max(36, Math.min(52, Math.floor(whole.width / 4)));
    return { ...whole, x: whole.width - width, width };
  }
  const height = Math.min(LESSON_BAND_ROWS, wanted, whole.height - 5);
  return { ...whole, y: whole.y + whole.height - height, height };
}

/** The area beside the lesson. */
const beside = (whole: Area, lesson: Area): Area =>
  lesson.x > 0 ? { ...whole, width: lesson.x } : { ...whole, height: lesson.y - whole.y };

function bands(request: LayoutRequest, body: Area): PanelPlace[][] {
  if (request.enlarged) return [[place(request.focusPanel, body)]];
  const perBand = body.width >= 160 ? 3 : body.width >= 80 ? 2 : 1;
  const size = (id: PanelId): number => request.arrangement?.sizes[id] ?? 1;
  if (body.height < TWO_BANDS_ROWS && request.lesson === true) return [row(chosenPanels(request, perBand), body, size)];
  const chosen = chosenPanels(request, 2 * perBand);
  if (chosen.length === 1) return [row(chosen, body, size)];
  const half = Math.ceil(body.height / 2);
  const wanted = Math.min(AROUND_RUNS_ROWS + RUN_ROWS * request.runs, body.height - TABLE_ROWS);
  const upper = Math.min(perBand, Math.ceil(chosen.length / 2));
  const split = [chosen.slice(0, upper), chosen.slice(upper)] as const;
  const [above, below] = split.map((ids) => Math.max(...ids.map(size)));
  const usual = request.runs > 1 ? Math.max(half, wanted) : half;
  const top = above === below ? usual : shareOf(body.height, [above ?? 1, below ?? 1], LEAST.height);
  return split.map((ids, band) => {
    const y = body.y + (band === 0 ? 0 : top);
    const height = band === 0 ? top : body.height - top;
    return row(ids, { ...body, y, height }, size);
  });
}

/** Smallest panel that another one leaves, where the window has room for it. */
const LEAST = { width: 20, height: 6 } as const;

/** The first part of a length, in the proportion of two sizes. */
function shareOf(length: number, [first, second]: readonly [number, number], least: number): number {
  const share = Math.round((length * first) / (first + second));
  const margin = Math.min(least, Math.floor(length / 2));
  return Math.max(margin, Math.min(length - margin, share));
}

/** Panels side by side. */
function row(ids: readonly PanelId[], { y, width: whole, height }: Area, size: (id: PanelId) => number): PanelPlace[] {
  let x = 0;
  return ids.map((id, i) => {
    const after = ids.slice(i + 1);
    const rest = after.reduce((sum, one) => sum + size(one), 0);
    const left = whole - x;
    const equal = ids.every((one) => size(one) === size(id));
    const share = Math.round((left * size(id)) / (size(id) + rest));
    const most = left - after.length * Math.min(LEAST.width, Math.floor(whole / ids.length));
    const least = Math.min(LEAST.width, Math.floor(whole / ids.length));
    const width = equal ? Math.floor((whole * (i + 1)) / ids.length) - x : Math.max(least, Math.min(most, share));
    const outer = { x, y, width, height };
    x += width;
    return place(id, outer);
  });
}

/** The first `count` panels by priority; the focused one replaces the last if it is missing. */
function chosenPanels(request: LayoutRequest, count: number): PanelId[] {
  const { focusPanel, runs, recurrent, withoutData, lacking } = request;
  const replaced = (id: PanelId): PanelId => {
    const panel = panelOf(id);
    return (recurrent === true ? panel.recurrent : withoutData === true ? panel.withoutData : undefined) ?? id;
  };
  const wanted = (request.panels ?? claimants(runs > 1 ? 'several' : 'one')).map(replaced);
  const first = [...new Set(wanted)]
    .filter((id) => id === focusPanel || (lacking?.(id) !== true && request.arrangement?.hidden.includes(id) !== true))
    .slice(0, count);
  return first.includes(focusPanel) ? first : [...first.slice(0, count - 1), focusPanel];
}

function place(id: PanelId, outer: Area): PanelPlace {
  const inner = {
    x: outer.x + 1,
    y: outer.y + 1,
    width: Math.max(0, outer.width - 2),
    height: Math.max(0, outer.height - 2),
  };
  return { id, outer, inner };
}
