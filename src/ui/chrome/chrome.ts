// The rows around the panels as styled text: header, verdict and footer. Pure.
import { comparisonHere } from '../../core/app/comparison.js';
import { remedyHint } from '../../core/app/remedy.js';
import { focusedRun, isChanged, runLabel } from '../../core/app/selectors.js';
import type { AppState } from '../../core/app/state.js';
import type { RunState } from '../../core/run/runState.js';
import { asciiFrame, plain } from '../../core/text/ascii.js';
import { sanitizeLine } from '../../core/text/sanitize.js';
import type { Layout } from '../layout.js';
import { glyphs } from '../paint/glyphs.js';
import type { Look } from '../themes/theme.js';
import { footerRow } from './footer.js';
import { headerRow } from './header.js';
import type { Row } from './row.js';
import { verdictRows } from './verdict.js';

/** A row at its place on the screen. */
export interface PlacedRow {
  readonly y: number;
  readonly row: Row;
}

/**
 * The chrome of a state, from top to bottom; empty if the window is too small (`layout` null), where the layers show a message.
 * `keys`: whether keys are named; a picture for a slide names none.
 */
export function chromeRows(state: AppState, layout: Layout | null, look: Look, keys = true): PlacedRow[] {
  const rows = unicodeRows(state, layout, look, keys);
  const inAscii = (row: Row): Row => row.map((span) => ({ ...span, text: asciiFrame(span.text) }));
  return look.ascii ? rows.map(({ y, row }) => ({ y, row: inAscii(row) })) : rows;
}

function unicodeRows(state: AppState, layout: Layout | null, look: Look, keys: boolean): PlacedRow[] {
  const { columns } = state.size;
  const run = focusedRun(state);
  if (layout === null) return [];
  if (run === undefined) return [{ y: 0, row: [{ text: state.ui.message?.text ?? 'no run yet; q quits' }] }];
  const { verdict, footer } = layout;
  const said = verdictRows({
    ...look,
    run,
    step: state.ui.cursorStep,
    columns,
    rows: verdict.height,
    hint: remedyHint(state),
    twin: twinLine(state, look.ascii, verdict.height),
    keys,
  });
  return [
    { y: 0, row: headerRow(run, labelOf(state, run, look.ascii), columns, look) },
    ...said.map((row, i) => ({ y: verdict.y + i, row })),
    ...(keys ? [{ y: footer.y, row: footerRow(state, look.theme) }] : []),
  ];
}

function labelOf(state: AppState, run: RunState, ascii: boolean): string {
  const pin = state.pinned.includes(run.runId) ? `${glyphs(ascii).pin} ` : '';
  const name = sanitizeLine(runLabel(state, run.runId), 40);
  // `+ activation relu` already names the change.
  return `${pin}${name}${!name.startsWith('+') && isChanged(state, run.runId) ? '*' : ''}`;
}

/** The comparison with a twin or a pinned run, or null; hidden if the verdict has only one row. */
function twinLine(state: AppState, ascii: boolean, rows: number): string | null {
  const comparison = comparisonHere(state);
  // If many settings differ, the verdict is more useful.
  if (comparison === null || (comparison.kind === 'apart' && rows < 2)) return null;
  return plain(comparison.sentence, ascii);
}
