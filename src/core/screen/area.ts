// Positions on a grid of cells, or on a finer grid inside it.

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Consecutive cells of one row. */
export interface Span extends Place {
  readonly width: number;
}

/** A rectangle. */
export interface Area extends Span {
  readonly height: number;
}
