// Labels of the loss chart: chance level, run glyphs, legend. They never cover a curve.
import { formatLoss } from '../../core/format.js';
import { lossAt } from '../../core/run/lookup.js';
import { textWidth } from '../../core/text/width.js';
import { BOLD, put, text } from '../../core/screen/canvas.js';
import { code, runGlyph } from '../paint/glyphs.js';
import { fitting, shorten } from '../paint/words.js';
import { runColour } from './common.js';
import type { LossLine, LossRows } from './lossRows.js';
import type { Plot } from './panel.js';

/** Places the label above or below the chance-level line, where the curves leave room. */
export function labelPlateau(
  { canvas, view, area }: Plot,
  lines: readonly LossLine[],
  entropy: number,
  rowOf: (value: number) => number,
): void {
  const row = Math.round(rowOf(entropy));
  const value = formatLoss(entropy);
  const name = Math.abs(entropy - Math.LN2) < 5e-5 ? `ln 2 = ${value}` : value;
  const label = fitting(
    [`${name}: chance level`, `${name} chance level`, name, value],
    Math.floor(area.width * 0.6),
    view.ascii,
  );
  const start = area.width - label.length - 1;
  if (start < 0) return;
  const free = (candidate: number): boolean => {
    if (candidate < 0 || candidate >= area.height) return false;
    for (const line of lines) {
      for (let column = start; column < area.width; column += 1) {
        if (line.columns.count(column) === 0) continue;
        const top = Math.round(rowOf(line.columns.max(column)));
        const bottom = Math.round(rowOf(line.columns.min(column)));
        if (candidate >= top && candidate <= bottom) return false;
      }
    }
    return true;
  };
  const at = [row - 1, row + 1, row - 2, row + 2, row].find(free);
  if (at !== undefined) text(canvas, area.x + start, area.y + at, label, { fg: view.theme.plateau });
}

/** The run's glyph at the head of its line and every 24 columns, so that lines differ without colour. */
export function markRuns({ canvas, view, area }: Plot, lines: readonly LossLine[], rows: LossRows): void {
  for (const line of lines) {
    let last = line.columns.length - 1;
    while (last >= 0 && line.columns.count(last) === 0) last -= 1;
    for (let x = last; x >= 0; x -= 24) {
      if (line.columns.count(x) === 0) continue;
      put(canvas, area.x + x, area.y + Math.round(rows.meanRow(line, x)), code(runGlyph(line.run.slot)), {
        fg: runColour(view, line.run.slot),
        attributes: BOLD,
      });
    }
  }
}

/** A glyph, spaces and a loss. */
const VALUE_CELLS = 11;
const LEAST_NAME = 8;

/** Legend of the runs, in the corner where it covers least. */
export function paintRunLegend({ canvas, view, area }: Plot): void {
  const half = Math.min(32, Math.floor(area.width / 2));
  // If names would be cut to stumps, show only the glyph.
  const named = half - VALUE_CELLS >= LEAST_NAME;
  const width = named ? half : Math.min(half, VALUE_CELLS + 1);
  const height = Math.min(view.runs.length, area.height - 1);
  if (height < 1 || width < 6) return;
  const covered = (x: number, y: number): number => {
    let count = 0;
    for (let row = y; row < y + height; row += 1)
      for (let column = x; column < x + width; column += 1)
        if (canvas.glyph[row * canvas.width + column] !== 32) count += 1;
    return count;
  };
  const right = area.x + area.width - width;
  const low = area.y + area.height - height;
  const corners = [
    [right, area.y],
    [area.x, low],
    [right, low],
    [area.x, area.y],
  ] as const;
  const [x, y] = corners.reduce((best, corner) => (covered(...corner) < covered(...best) ? corner : best));
  view.runs.slice(0, height).forEach((run, index) => {
    const loss = lossAt(run.state, view.ui.cursorStep);
    const value = loss === undefined ? '-' : formatLoss(loss);
    const glyph = runGlyph(run.slot);
    const label = named ? shorten(`${glyph} ${run.label}`, width - value.length - 2, view.ascii) : glyph;
    const gap = ' '.repeat(Math.max(0, width - value.length - 1 - textWidth(label)));
    text(canvas, x, y + index, ` ${label}${gap}${value}`, {
      fg: runColour(view, run.slot),
      attributes: run === view.focus ? BOLD : 0,
    });
    // Leave a gap, because a run's digit right after the loss would read as part of it.
    if (x < right) put(canvas, x + width, y + index, 32);
  });
}
