// Fits a map into a picture: cells shrink to one character, then only a part of the map is shown.
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
