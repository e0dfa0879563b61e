// The dashboard as cells without a terminal: what the terminal shows, cell for cell. Pure.
import type { AppState } from '../core/app/state.js';
import { clear, createCanvas, type Canvas } from '../core/screen/canvas.js';
import { compose } from '../core/screen/compose.js';
import { OCTANT_POINTS } from '../core/screen/picture.js';
import { chromeRows } from './chrome/chrome.js';
import { paintRow } from './chrome/row.js';
import { createPainter, layoutOf } from './screen.js';
import { themeOf } from './themes/index.js';

export interface PictureOptions {
  readonly ascii: boolean;
  /** Whether keys are named, as on the screen (default). */
  readonly keys?: boolean;
  /** Leaves out the curves, for a picture that draws them itself. */
  readonly vectors?: boolean;
  /** Draws the decision boundary in octants. */
  readonly octants?: boolean;
}

/** Paints states; the next call reuses the canvas. */
export function createPicturer(options: PictureOptions): (state: AppState) => Canvas {
  const { ascii, keys = true, vectors = false } = options;
  const cell = options.octants === true ? OCTANT_POINTS : null;
  const paint = createPainter(ascii, vectors);
  let to = createCanvas(0, 0);
  let base = to;
  return (state) => {
    const { columns, rows } = state.size;
    if (to.width !== columns || to.height !== rows)
      [to, base] = [createCanvas(columns, rows), createCanvas(columns, rows)];
    const theme = themeOf(state.ui.theme);
    clear(base);
    for (const { y, row } of chromeRows(state, layoutOf(state), { theme, ascii }, keys)) paintRow(base, y, row);
    compose(to, base, paint(state, theme, 'everything', cell));
    return to;
  };
}
