// The text around a full-screen map: progress, the cell under the cursor, the keys.
import type { Config } from '../../core/config/schema.js';
import { cellCommand, cellFigures, cellPlace } from '../../core/sweep/cellWords.js';
import { fitting, type FooterKey } from '../../core/keys/footer.js';
import { mapFooter } from '../../core/sweep/exploreKeys.js';
import { detailRows, FIGURE_GAP, inRows, type ExploreState } from '../../core/sweep/exploreState.js';
import type { SweepMap } from '../../core/sweep/map.js';
import { textWidth } from '../../core/text/width.js';
import { wrap } from '../../core/text/wrap.js';
import { BOLD, createCanvas, text, type Canvas } from '../../core/screen/canvas.js';
import { plain } from '../../core/text/ascii.js';
import type { Look } from '../themes/theme.js';
import { shorten } from './words.js';

const PROGRESS = { paused: 'PAUSED', whole: 'done' } as const;

/** One word, and the status of watched parts as far as there is room. */
export function paintProgress({ progress, status, moves }: ExploreState, { theme, ascii }: Look, room: number): Canvas {
  const word = progress === 'running' ? moves : PROGRESS[progress];
  const beside = shorten(plain(status, ascii), Math.max(0, room - word.length - 2), ascii);
  const canvas = createCanvas(word.length + (beside === '' ? 0 : 2 + textWidth(beside)), 1);
  const fg = { running: moves === 'running' ? theme.info : theme.warning, paused: theme.warning, whole: theme.good }[
    progress
  ];
  text(canvas, 0, 0, word, { fg, attributes: BOLD });
  text(canvas, word.length + 2, 0, beside, { fg: theme.muted });
  return canvas;
}

/** The cell under the cursor: position, values, command line; in the last row the keys, or a message. */
export function paintDetail(state: ExploreState, map: SweepMap, base: Config, style: Look): Canvas {
  const { theme, ascii } = style;
  const { columns } = state.size;
  const canvas = createCanvas(columns, detailRows(state));
  const last = canvas.height - 1;
  const command = wrap(plain(cellCommand(map.plan, state.cursor, base), ascii), columns);
  const all = cellFigures(map, state.cursor);
  const own = all.find(({ metric }) => metric === state.metric)?.text;
  const figures = inRows(
    all.map(({ text }) => text),
    columns,
  );
  const place = wrap(cellPlace(map, state.cursor), columns);
  // From the bottom up; if room is short, the first rows are dropped.
  let y = last - command.length;
  command.forEach((line, i) => text(canvas, 0, y + i, line, { fg: theme.muted }));
  y -= figures.length;
  figures.forEach((row, i) => {
    let x = 0;
    for (const shown of row) {
      const style = shown === own ? { fg: theme.focus, attributes: BOLD } : { fg: theme.text };
      x = text(canvas, x, y + i, shown, style) + FIGURE_GAP;
    }
  });
  y -= place.length;
  place.forEach((line, i) => text(canvas, 0, y + i, line, { fg: theme.title, attributes: BOLD }));
  paintKeys(canvas, last, state, style);
  return canvas;
}

/** Between key and word is one column, between entries are two. */
export const MAP_AROUND = 3;
/** The keys in the bottom line of the map, as many as fit. */
export const mapKeys = (state: ExploreState, columns: number): readonly FooterKey[] =>
  fitting(mapFooter(state), { around: MAP_AROUND, first: [], columns: columns + 2 });

function paintKeys(canvas: Canvas, y: number, state: ExploreState, { theme, ascii }: Look): void {
  if (state.message !== null) {
    text(canvas, 0, y, shorten(state.message, canvas.width, ascii), { fg: theme.warning, attributes: BOLD });
    return;
  }
  let x = 0;
  for (const { key, word } of mapKeys(state, canvas.width)) {
    x = text(canvas, x, y, key, { fg: theme.focus, attributes: BOLD });
    x = text(canvas, x + 1, y, word, { fg: theme.muted }) + 2;
  }
}
