// The verdict: one sentence with numbers, marked by glyph and colour, and its keys.
import { verdict } from '../../core/diagnosis/verdict.js';
import type { RunState } from '../../core/run/runState.js';
import { fitClauses, textWidth } from '../../core/text/width.js';
import type { Look } from '../themes/theme.js';
import { fitRow, tone, wrapRow, type Row } from './row.js';

const MARKS = {
  unicode: { good: '✓', none: '·', warning: '!', alarm: '✗' },
  ascii: { good: 'ok', none: '.', warning: '!', alarm: '!!' },
} as const;

/** Cells that a line break may leave blank. */
const SPARE = 16;
/** Follows a comparison that is cut: the key that shows all of it. */
const WHOLE = ' [v]';

export interface VerdictRequest extends Look {
  readonly run: RunState;
  readonly step: number | null;
  readonly columns: number;
  readonly rows: number;
  /** The change that a key makes: `x activation relu`; null without a suggestion. */
  readonly hint: string | null;
  /** The comparison of twins, if any. */
  readonly twin: string | null;
  /** Whether keys are named. */
  readonly keys: boolean;
}

export function verdictRows(request: VerdictRequest): Row[] {
  const { run, step, columns, rows, ascii, theme, hint, twin } = request;
  const said = verdict(run, step);
  const colour = { good: theme.good, none: theme.muted, warning: theme.warning, alarm: theme.alarm }[said.tone];
  const mark = (ascii ? MARKS.ascii : MARKS.unicode)[said.tone];
  const ellipsis = ascii ? '~' : '…';
  if (twin !== null) {
    const sentence = ` ${mark} ${fitClauses(said.text, columns - 5, ellipsis)}`;
    const below = fitRow([{ text: sentence, style: tone(colour, theme) }], columns);
    return rows > 1 ? [twinRow(request, twin), below] : [twinRow(request, twin)];
  }
  const asked = `  [v why${said.finding === null || hint === null ? '' : `, ${hint}`}]`;
  // Without findings the key is shown only beside the whole sentence.
  const spare = textWidth(said.text) + textWidth(asked) <= columns - 6;
  const keys = request.keys && (said.finding !== null || (said.tone === 'good' && spare)) ? asked : '';
  // The mark has its own column, so a second line starts under the sentence.
  const head = ` ${mark} `;
  const inner = columns - textWidth(head) - 1;
  // Cut the sentence, not its keys; line breaks also take room.
  const room = inner * rows - textWidth(keys) - 1 - (rows > 1 ? SPARE : 0);
  const row: Row = [
    { text: fitClauses(said.text, room, ellipsis), style: tone(colour, theme, true) },
    { text: keys, style: tone(theme.muted, theme) },
  ];
  const lines = rows > 1 ? wrapRow(row, inner).slice(0, rows) : [fitRow(row, inner)];
  const marked = { text: head, style: tone(colour, theme, true) };
  return lines.map((line, i) => [i === 0 ? marked : { text: ' '.repeat(textWidth(head)) }, ...line]);
}

function twinRow({ columns, ascii, theme, keys }: VerdictRequest, twin: string): Row {
  const fits = textWidth(twin) <= columns - 3;
  const whole = keys ? WHOLE : '';
  const shown = fits ? twin : fitClauses(twin, columns - 3 - whole.length, ascii ? '~' : '…');
  return fitRow(
    [
      { text: ` ${ascii ? '=' : '≍'} ${shown}`, style: tone(theme.info, theme, true) },
      { text: fits ? '' : whole, style: tone(theme.muted, theme) },
    ],
    columns,
  );
}
