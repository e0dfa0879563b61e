// State of the map on a full screen: cursor, metric, and layout.
import type { SweepMoves } from './watch.js';
import type { ScreenCommand } from '../app/commands.js';
import type { Config } from '../config/schema.js';
import { textWidth } from '../text/width.js';
import { USUAL_KEYS, type KeyChanges } from '../keys/changes.js';
import { wrap } from '../text/wrap.js';
import { axisLabels } from './label.js';
import { cellCommand, longestFigures, longestPlace } from './cellWords.js';
import { BESIDE_ROWS, mapLayout, ORIGIN, type CellSize, type MapLayout, type SweepFrame } from './frame.js';
import { sliceOf } from './slices.js';
import type { SweepPlan } from './map.js';
import type { SweepMetric } from './metrics.js';
import type { SweepCell } from './order.js';

export interface ExploreState {
  readonly plan: SweepPlan;
  /** The maps that were zoomed, the whole one first. */
  readonly outer: readonly Pick<ExploreState, 'plan' | 'cursor' | 'scroll' | 'progress'>[];
  /** The preset's own configuration. */
  readonly base: Config;
  readonly size: { readonly columns: number; readonly rows: number };
  readonly cursor: SweepCell;
  /** The first visible cell. */
  readonly scroll: SweepCell;
  readonly metric: SweepMetric;
  readonly theme: string;
  readonly themes: readonly string[];
  /** The user's own keys. */
  readonly keys: KeyChanges;
  /** Whether every cell is done. */
  readonly progress: 'running' | 'paused' | 'whole';
  /** The parts train elsewhere: there is nothing to pause. */
  readonly watched: boolean;
  /** How watched parts get on while cells are missing. */
  readonly moves: SweepMoves;
  /** Beside the progress; empty for none. */
  readonly status: string;
  readonly help: boolean;
  /** The open palette: its text and the chosen line. */
  readonly palette: { readonly text: string; readonly chosen: number } | null;
  /** A run is opening or open; the map ignores keys meanwhile. */
  readonly visiting: boolean;
  /** Message at the bottom until the next key. */
  readonly message: string | null;
  /** About the longest description of a cell; its rows are reserved. */
  readonly longest: { readonly place: string; readonly command: string; readonly figures: readonly string[] };
}

export type ExploreCommand =
  | { readonly type: 'open'; readonly cell: SweepCell }
  /** Shows and trains another part of the map. */
  | { readonly type: 'aim'; readonly plan: SweepPlan }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  | ScreenCommand;

/** The effect of a key: a change of the state, a command for the runtime, or both. */
export interface Step {
  readonly patch?: Partial<ExploreState>;
  readonly command?: ExploreCommand;
}

export interface ExploreOptions {
  readonly plan: SweepPlan;
  /** The preset's own configuration. */
  readonly base: Config;
  readonly size: ExploreState['size'];
  readonly metric: SweepMetric;
  readonly theme: string;
  readonly themes: readonly string[];
  readonly watched?: boolean;
  readonly keys?: KeyChanges;
}

export function initialExplore(options: ExploreOptions): ExploreState {
  const { plan, base, size, metric, theme, themes } = options;
  return {
    ...{ plan, base, size, metric, theme, themes },
    keys: options.keys ?? USUAL_KEYS,
    outer: [],
    cursor: ORIGIN,
    scroll: ORIGIN,
    progress: 'running',
    watched: options.watched ?? false,
    moves: 'running',
    status: '',
    help: false,
    palette: null,
    visiting: false,
    message: null,
    longest: longestOf(plan, base),
  };
}

/** See `ExploreState.longest`. */
export function longestOf(plan: SweepPlan, base: Config): ExploreState['longest'] {
  const cell = { column: longest(plan.x.values), row: longest(plan.y.values) };
  return {
    place: longestPlace(plan, cell),
    command: cellCommand(plan, cell, base),
    figures: longestFigures(plan),
  };
}

/** Index of the value that takes the most characters. */
function longest(values: readonly number[]): number {
  const lengths = values.map((value) => String(value).length);
  return lengths.indexOf(Math.max(...lengths));
}

/** A full screen has room for larger cells. */
const LARGE_CELL: CellSize = { width: 12, height: 4 };
/** Rows below the picture: position, values, command line, keys. */
export const detailRows = ({ size: { columns }, longest: { place, command, figures } }: ExploreState): number =>
  wrap(place, columns).length + inRows(figures, columns).length + wrap(command, columns).length + 1;

/** Columns between two figures. */
export const FIGURE_GAP = 3;

/** Texts in as few rows as their order allows. */
export function inRows(texts: readonly string[], width: number): string[][] {
  const rows: string[][] = [[]];
  let used = 0;
  for (const text of texts) {
    const own = textWidth(text);
    if (used > 0 && used + own > width) {
      rows.push([]);
      used = 0;
    }
    rows.at(-1)?.push(text);
    used += own + FIGURE_GAP;
  }
  return rows;
}

export const layoutOf = (state: ExploreState): MapLayout =>
  mapLayout(state.plan, state.size.columns, state.size.rows - detailRows(state), {
    first: state.scroll,
    largest: LARGE_CELL,
    slice: sliceOf(state.plan, state.cursor),
  });

/** The frame of each map. */
export const frameOf = (state: ExploreState): SweepFrame => layoutOf(state).tiles[0]!.frame;

/** Minimum size that leaves one row of the map. */
export function neededSize(state: ExploreState): ExploreState['size'] {
  const labels = axisLabels(state.plan.y.values).map(({ length }) => length);
  const columns = Math.max(40, ...labels.map((length) => length + 8));
  const size = { ...state.size, columns: Math.max(columns, state.size.columns) };
  return { columns, rows: detailRows({ ...state, size }) + BESIDE_ROWS + 2 };
}
