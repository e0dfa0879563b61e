// The help overlay's lines: in one column, or in two where the window is wide, so that all keys are seen at once.
import { helpLines, type HelpLine, type HelpRow } from '../keys/help.js';
import { helpRows } from './keyTable.js';
import type { AppState } from './state.js';

/** Windows from this width on have two columns. */
const TWO_COLUMNS = 120;
/** Cells of the window that are no text: its edges, the frame and what lies between the columns; and rows that are none. */
const AROUND = { columns: 8, rows: 5 } as const;
/** A column's rows as lines of `width`; `reasons`: why a key does nothing now. */
const linesOf = (rows: readonly HelpRow[], width: number, reasons: boolean): HelpLine[] =>
  helpLines(rows, { width, reasons, margin: '  ', keysWidth: Math.max(...rows.map(({ keys }) => keys.length)) });

const longest = (columns: readonly (readonly HelpLine[])[]): number =>
  Math.max(...columns.map((lines) => lines.length));

/** Two columns of about the same length; no group is torn. */
function halves(rows: readonly HelpRow[], width: number, reasons: boolean): HelpLine[][] {
  const titles = rows.flatMap(({ title }, at) => (title && at > 0 ? [at] : []));
  const splits = titles.map((at) => [rows.slice(0, at), rows.slice(at)].map((half) => linesOf(half, width, reasons)));
  return splits.reduce((best, one) => (longest(one) < longest(best) ? one : best));
}

/** One column, or two: with whole sentences where they fit into the window, else without the reasons, else cut at the edge. */
export function helpColumns(state: AppState): readonly (readonly HelpLine[])[] {
  const rows = helpRows(state);
  const { size } = state;
  if (size.columns < TWO_COLUMNS) return [linesOf(rows, Infinity, true)];
  const width = Math.floor((size.columns - AROUND.columns) / 2);
  const whole = [halves(rows, width, true), halves(rows, width, false)];
  return whole.find((columns) => longest(columns) <= size.rows - AROUND.rows) ?? halves(rows, Infinity, true);
}
