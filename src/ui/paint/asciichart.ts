// A safe wrapper around asciichart, which throws on NaN, infinities and empty series, draws one column per point, and has labels of
// two decimals. The wrapper passes one finite number per column, in rows (0 = lowest), and removes the gaps afterwards.
import asciichart from 'asciichart';
import { glyphs } from './glyphs.js';

export interface ChartSeries {
  /** Row of each column, fractions allowed, 0 at the bottom; null for a gap. All of equal length. */
  readonly rows: readonly (number | null)[];
}

export interface ChartCell {
  readonly glyph: string;
  /** The series that drew the cell; later series cover earlier ones. */
  readonly series: number;
}

/** Private-use characters as "colours" that identify the series: asciichart puts one before each symbol and a reset after it. */
const MARK = 0xe000;
const RESET = '\x1b[0m';

/**
 * Plots into `columns` x `height` cells, top row first; null for an empty cell. Values outside the rows are clamped to the
 * edge. A column shows its own value, so charts of equal width share their time axis.
 */
export function plotLines(
  series: readonly ChartSeries[],
  columns: number,
  height: number,
  ascii: boolean,
): (ChartCell | null)[][] {
  const grid = Array.from({ length: Math.max(0, height) }, () =>
    Array.from({ length: Math.max(0, columns) }, (): ChartCell | null => null),
  );
  if (height < 1 || columns < 1) return grid;
  const drawn = series.flatMap((one, index) => {
    const filled = fill(one.rows, columns, height);
    return filled === null ? [] : [{ index, filled }];
  });
  if (drawn.length === 0) return grid;
  const chart = asciichart.plot(
    // One point more than columns, because asciichart draws the segment from point x to x + 1 in column x.
    drawn.map(({ filled }) => [filled[0] ?? 0, ...filled]),
    {
      min: 0,
      max: Math.max(1, height - 1),
      height: Math.max(1, height - 1),
      offset: 1,
      symbols: glyphs(ascii).chart,
      colors: drawn.map(({ index }) => String.fromCharCode(MARK + index)),
      // A one-character label, which the axis covers; an empty label would shorten the row by a cell.
      format: () => ' ',
    },
  );
  const rows = chart.split('\n').map(parseRow);
  // For one row asciichart still draws two; the upper one is empty, because all values are clamped to 0.
  const used = rows.slice(rows.length - height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < columns; x += 1) {
      // Skip asciichart's axis, the first cell of a row.
      const cell = used[y]?.[x + 1] ?? null;
      if (cell !== null && series[cell.series]?.rows[x] !== null) (grid[y] as (ChartCell | null)[])[x] = cell;
    }
  }
  return grid;
}

/** Fills gaps with the previous value (or the first one); null without any value. */
function fill(rows: readonly (number | null)[], columns: number, height: number): number[] | null {
  const usable = (row: number | null | undefined): row is number =>
    row !== null && row !== undefined && !Number.isNaN(row);
  const first = rows.find(usable);
  if (first === undefined) return null;
  const inside = (row: number): number => Math.round(Math.min(height - 1, Math.max(0, row)));
  const filled: number[] = [];
  let before = inside(first);
  for (let x = 0; x < columns; x += 1) {
    const row = rows[x];
    if (usable(row)) before = inside(row);
    filled.push(before);
  }
  return filled;
}

function parseRow(line: string): (ChartCell | null)[] {
  const cells: (ChartCell | null)[] = [];
  let owner: number | null = null;
  for (let at = 0; at < line.length; at += 1) {
    const unit = line.charCodeAt(at);
    if (unit >= MARK && unit < 0xf900) owner = unit - MARK;
    else if (line.startsWith(RESET, at)) {
      owner = null;
      at += RESET.length - 1;
    } else cells.push(owner === null ? null : { glyph: line.charAt(at), series: owner });
  }
  return cells;
}
