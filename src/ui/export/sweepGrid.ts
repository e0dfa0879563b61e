// Where the cells of a map lie in a figure, in user units.
import type { SweepMap } from '../../core/sweep/map.js';

/** The cells, and the margins around them. */
export const PLOT = { width: 720, height: 480 } as const;
export const MARGIN = { left: 96, top: 36, right: 24, bottom: 96 } as const;

export const number = (value: number): string => String(Math.round(value * 100) / 100);

export interface Grid {
  readonly columns: number;
  readonly rows: number;
  readonly left: (column: number) => number;
  /** The lowest row is at the bottom. */
  readonly top: (row: number) => number;
  readonly height: number;
}
export function gridOf({ plan }: SweepMap): Grid {
  const [columns, rows] = [plan.x.values.length, plan.y.values.length];
  const [width, height] = [PLOT.width / columns, PLOT.height / rows];
  return {
    ...{ columns, rows, height },
    left: (column) => MARGIN.left + column * width,
    top: (row) => MARGIN.top + (rows - 1 - row) * height,
  };
}
