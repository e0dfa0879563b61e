// Fits a map into a picture: cells shrink to one character, then only a part of the map is shown.
import type { Area } from '../screen/area.js';
import { axisLabels } from './label.js';
import type { SweepPlan } from './map.js';
import type { SweepCell } from './order.js';

export interface Span {
  readonly first: number;
  readonly count: number;
}

export interface SweepFrame {
  readonly width: number;
  /** Columns of the y labels and the space after them. */
  readonly left: number;
  /** Size of one cell, in characters. */
  readonly cellWidth: number;
  readonly cellHeight: number;
  /** The visible cells, as indices of axis values. */
  readonly columns: Span;
  readonly rows: Span;
}

/** Title, x values, names of the axes, legend. */
export const BESIDE_ROWS = 4;
export const ORIGIN: SweepCell = { column: 0, row: 0 };

/** Maximum size of a cell: twice as wide as high, because characters are twice as high as wide. */
export interface CellSize {
  readonly width: number;
  readonly height: number;
}
const USUAL_CELL: CellSize = { width: 6, height: 2 };

/** `first`: the lowest cell to show; moved if that would leave room unused. */
export function sweepFrame(
  { x, y }: Pick<SweepPlan, 'x' | 'y'>,
  width: number,
  height: number,
  first: SweepCell = ORIGIN,
  largest: CellSize = USUAL_CELL,
): SweepFrame {
  const left = Math.max(...axisLabels(y.values).map(({ length }) => length)) + 1;
  const roomX = Math.max(1, width - left);
  const roomY = Math.max(1, height - BESIDE_ROWS);
  const cellWidth = Math.max(1, Math.min(largest.width, Math.floor(roomX / x.values.length)));
  const cellHeight = Math.max(1, Math.min(largest.height, Math.floor(roomY / y.values.length)));
  const span = (total: number, room: number, from: number): Span => {
    const count = Math.min(total, room);
    return { first: Math.max(0, Math.min(from, total - count)), count };
  };
  return {
    width,
    left,
    cellWidth,
    cellHeight,
    columns: span(x.values.length, Math.floor(roomX / cellWidth), first.column),
    rows: span(y.values.length, Math.floor(roomY / cellHeight), first.row),
  };
}

/** The new start of the span, moved as little as needed to show `index`. */
const following = ({ first, count }: Span, index: number): number =>
  Math.min(index, Math.max(first, index - count + 1));

/** The first cell of the picture that contains `cursor`. */
export const scrolledTo = ({ columns, rows }: SweepFrame, cursor: SweepCell): SweepCell => ({
  column: following(columns, cursor.column),
  row: following(rows, cursor.row),
});

/** A map of the picture: its heading is at `y`, its cells begin a row below. */
export interface MapTile {
  /** Of the third axis; 0 without one. */
  readonly slice: number;
  readonly x: number;
  readonly y: number;
  readonly frame: SweepFrame;
}

/** The cells of a map in the picture, without heading and labels. */
export const cellsOf = ({ x, y, frame: { left, cellWidth, cellHeight, columns, rows } }: MapTile): Area => ({
  ...{ x: x + left, y: y + 1 },
  width: columns.count * cellWidth,
  height: rows.count * cellHeight,
});

export interface MapLayout {
  readonly width: number;
  /** With the names of the axes and the legend. */
  readonly height: number;
  readonly tiles: readonly MapTile[];
}

type Axes = Pick<SweepPlan, 'x' | 'y' | 'z'>;
interface Wanted {
  readonly first?: SweepCell;
  readonly largest?: CellSize;
  /** The map to show where there is no room for all of them. */
  readonly slice?: number;
}

/** Columns between two maps; heading and x values of each; title, names and legend of all. */
const GAP = 2;
const TILE_ROWS = 2;
const COMMON_ROWS = 3;

/** The map, or all maps of a third axis side by side, as large as they can be. */
export function mapLayout(plan: Axes, width: number, height: number, wanted: Wanted = {}): MapLayout {
  const { first = ORIGIN, largest = USUAL_CELL, slice = 0 } = wanted;
  const frameIn = (columns: number, rows: number): SweepFrame =>
    sweepFrame(plan, columns, rows - TILE_ROWS + BESIDE_ROWS, first, largest);
  const count = plan.z?.values.length ?? 1;
  if (count === 1) {
    const frame = sweepFrame(plan, width, height, first, largest);
    return { width, height: frame.rows.count * frame.cellHeight + BESIDE_ROWS, tiles: [{ slice, x: 0, y: 0, frame }] };
  }
  let best: { readonly across: number; readonly frame: SweepFrame; readonly area: number } | null = null;
  for (let across = 1; across <= count; across += 1) {
    const columns = Math.floor((width + GAP) / across) - GAP;
    const rows = Math.floor((height - COMMON_ROWS) / Math.ceil(count / across));
    const frame = frameIn(columns, rows);
    const area = frame.columns.count * frame.cellWidth * frame.rows.count * frame.cellHeight;
    if (rows <= TILE_ROWS || columns < frame.left + LEAST_COLUMNS || area <= (best?.area ?? 0)) continue;
    best = { across, frame, area };
  }
  const frame = best?.frame ?? frameIn(width, height - COMMON_ROWS);
  const rows = frame.rows.count * frame.cellHeight + TILE_ROWS;
  const { across } = best ?? { across: 1 };
  const shown = best === null ? [slice] : Array.from({ length: count }, (_, k) => k);
  const tiles = shown.map((k, at) => ({
    slice: k,
    x: (at % across) * (frame.width + GAP),
    y: 1 + Math.floor(at / across) * rows,
    frame,
  }));
  return { width, height: Math.ceil(shown.length / across) * rows + COMMON_ROWS, tiles };
}

/** Of the cells of a small map. */
const LEAST_COLUMNS = 4;
