// Lines of the help overlay: one column, or two in a wide window, so that all keys fit.
import { helpLines, type HelpLine, type HelpRow } from '../keys/help.js';
import { helpRows } from './keyTable.js';
import type { AppState } from './state.js';

/** Minimum width for two columns. */
const TWO_COLUMNS = 120;
/** Cells outside the text: margins, frame and the gap between the columns; and rows outside it. */
const AROUND = { columns: 8, single: 6, rows: 5 } as const;
/** Longer lines are hard to read. */
const WIDEST = 114;
const keysWidthOf = (rows: readonly HelpRow[]): number => Math.max(...rows.map(({ keys }) => keys.length));

/** Rows of one column as lines of `width`; `reasons` adds why a key is disabled. */
const linesOf = (
  rows: readonly HelpRow[],
  width: number,
  reasons: boolean,
  keysWidth = keysWidthOf(rows),
): HelpLine[] => helpLines(rows, { width, reasons, margin: '  ', keysWidth });

const longest = (columns: readonly (readonly HelpLine[])[]): number =>
  Math.max(...columns.map((lines) => lines.length));

/** Splits the groups into two columns of about the same length. Each row is wrapped twice, whatever the number of groups. */
function halves(rows: readonly HelpRow[], width: number, reasons: boolean): HelpLine[][] {
  const keysWidth = keysWidthOf(rows);
  const heights = rows.map((row) => linesOf([row], width, reasons, keysWidth).length);
  const total = heights.reduce((sum, height) => sum + height, 0);
  let [split, best, above] = [0, Infinity, 0];
  for (const [at, { title }] of rows.entries()) {
    const longer = Math.max(above, total - above);
    if (title && at > 0 && longer < best) [split, best] = [at, longer];
    above += heights[at] ?? 0;
  }
  return [rows.slice(0, split), rows.slice(split)].map((half) => linesOf(half, width, reasons));
}

/** Cells for one column of text. */
export const widthOfHelp = ({ size }: Pick<AppState, 'size'>): number => Math.min(WIDEST, size.columns - AROUND.single);

/** One column, or two: with reasons if they fit, else without. Two columns that are longer than the window scroll. */
export function helpColumns(state: AppState): readonly (readonly HelpLine[])[] {
  const rows = helpRows(state);
  const { size } = state;
  if (size.columns < TWO_COLUMNS) return [linesOf(rows, widthOfHelp(state), true)];
  const width = Math.floor((size.columns - AROUND.columns) / 2);
  const whole = halves(rows, width, true);
  return longest(whole) <= size.rows - AROUND.rows ? whole : halves(rows, width, false);
}
