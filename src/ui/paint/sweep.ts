// Paints a trainability map, or several of them: title, axes, cells, legend.
import { kebab } from '../../core/config/describe.js';
import { criticalLine, type CriticalLine } from '../../core/sweep/critical.js';
import { axisLabels } from '../../core/sweep/label.js';
import { BESIDE_ROWS, type MapLayout, type SweepFrame } from '../../core/sweep/frame.js';
import type { SweepMap, SweepPlan } from '../../core/sweep/map.js';
import { metricOf } from '../../core/sweep/metrics.js';
import { onSlice, sliceMaps, sliceOf, sliceWords } from '../../core/sweep/slices.js';
import { spanOf } from '../../core/sweep/span.js';
import { isFinerThanFloat32 } from '../../core/sweep/zoom.js';
import type { Place } from '../../core/screen/area.js';
import { BOLD, createCanvas, text, type Canvas } from '../../core/screen/canvas.js';
import { glyphs } from './glyphs.js';
import { cellPainter, type SweepView } from './sweepCells.js';
import { plain } from '../../core/text/ascii.js';
import { paintSweepLegend } from './sweepLegend.js';
import { fitting, textRight } from './words.js';

/** Paints the part of the map in the frame, lowest y at the bottom, and marks the cell `cursor`. */
export const paintSweep = (map: SweepMap, view: SweepView, frame: SweepFrame): Canvas =>
  paintMap(map, view, {
    width: frame.width,
    height: frame.rows.count * frame.cellHeight + BESIDE_ROWS,
    tiles: [{ slice: 0, x: 0, y: 0, frame }],
  });

/** Paints the maps of the layout: one, or several with a third axis. */
export function paintMap(map: SweepMap, asked: SweepView, { width, height, tiles }: MapLayout): Canvas {
  const { plan, cells, total } = map;
  const { x, y } = plan;
  // The maps of a third axis share one scale.
  const view = { ...asked, span: spanOf(asked.metric, map) };
  const canvas = createCanvas(width, height);
  const { theme, ascii } = view;
  const muted = { fg: theme.muted };
  const done = cells.size === total ? '' : `  ${cells.size} of ${total}`;
  const title = `${metricOf(view.metric).words} of ${plan.config.name}${zoomWords(plan, view.zoom ?? 0)}${done}`;
  text(canvas, 0, 0, plain(title, ascii), { fg: theme.title });
  const maps = sliceMaps(map);
  const criticalOf = (own: SweepMap): CriticalLine | null =>
    view.critical === null || plan.z === undefined ? view.critical : lineOf(own.plan);
  const cursor = view.cursor ?? null;
  const [chosen, local] = cursor === null ? [null, null] : [sliceOf(plan, cursor), onSlice(plan, cursor)];
  for (const { slice, x: left, y: top, frame } of tiles) {
    const own = maps[slice];
    if (own === undefined) continue;
    if (plan.z !== undefined)
      text(
        canvas,
        left + frame.left,
        top,
        plain(sliceWords(plan, slice), ascii),
        slice === chosen ? { fg: theme.focus, attributes: BOLD } : muted,
      );
    paintCells(
      canvas,
      { x: left, y: top + 1 },
      own,
      { ...view, critical: criticalOf(own), cursor: slice === chosen ? local : null },
      frame,
    );
  }
  const [first] = tiles;
  if (first === undefined) return canvas;
  const { left } = first.frame;
  const names = `x: ${kebab(x.field)}   y: ${kebab(y.field)}`;
  const end = text(canvas, left, height - 2, names, muted);
  const more = fitting(moreWords(plan, first.frame, ascii), width - end - 3, ascii);
  text(canvas, end + 3, height - 2, more, { fg: theme.focus, attributes: BOLD });
  const legend = maps[first.slice] ?? map;
  const look = { ...view, critical: criticalOf(legend) };
  paintSweepLegend(canvas, { x: left, y: height - 1 }, legend, look);
  return canvas;
}

const lines = new WeakMap<SweepPlan, { readonly line: CriticalLine | null }>();
/** The critical line of one of several maps. */
function lineOf(plan: SweepPlan): CriticalLine | null {
  const before = lines.get(plan);
  if (before !== undefined) return before.line;
  const line = criticalLine(plan);
  lines.set(plan, { line });
  return line;
}

/** The cells in the frame with the values of both axes, from `at` on. */
function paintCells(canvas: Canvas, at: Place, map: SweepMap, view: SweepView, frame: SweepFrame): void {
  const { left, cellWidth, cellHeight, columns, rows } = frame;
  const { theme, cursor } = view;
  const paint = cellPainter(canvas, map, view);
  for (let row = rows.first; row < rows.first + rows.count; row += 1) {
    const top = at.y + (rows.first + rows.count - 1 - row) * cellHeight;
    const label = axisLabels(map.plan.y.values)[row] ?? '';
    const style = row === cursor?.row ? { fg: theme.focus, attributes: BOLD } : { fg: theme.muted };
    textRight(canvas, at.x + left - 1, top + ((cellHeight - 1) >> 1), label, style);
    for (let column = columns.first; column < columns.first + columns.count; column += 1) {
      const x = at.x + left + (column - columns.first) * cellWidth;
      paint({ x, y: top, width: cellWidth, height: cellHeight }, { column, row });
    }
  }
  paintColumnLabels(canvas, { x: at.x, y: at.y + rows.count * cellHeight }, map.plan, frame, view);
}

/** `zoom 2^8`, and a warning where the network cannot tell neighbors apart. */
function zoomWords({ x, y }: SweepPlan, zoom: number): string {
  if (zoom === 0) return '';
  return `  zoom 2^${zoom}${isFinerThanFloat32(x) || isFinerThanFloat32(y) ? ' (finer than float32)' : ''}`;
}

/** How many columns and rows lie outside the frame, and where; longest version first, empty if none do. */
function moreWords({ x, y }: SweepPlan, { columns, rows }: SweepFrame, ascii: boolean): string[] {
  const set = glyphs(ascii);
  const hidden = (arrow: string, count: number) => (count > 0 ? [{ arrow, words: `${arrow} ${count}` }] : []);
  const across = [
    ...hidden(set.left, columns.first),
    ...hidden(set.right, x.values.length - columns.first - columns.count),
  ];
  const upright = [...hidden(set.up, y.values.length - rows.first - rows.count), ...hidden(set.down, rows.first)];
  const all = [...across, ...upright];
  if (all.length === 0) return [''];
  const inWords = (list: typeof all, what: string): string[] =>
    list.length === 0 ? [] : [`${list.map(({ words }) => words).join(' ')} ${what}`];
  return [
    `more: ${[...inWords(across, 'columns'), ...inWords(upright, 'rows')].join(', ')}`,
    all.map(({ words }) => words).join(' '),
    all.map(({ arrow }) => arrow).join(''),
  ];
}

/** As many labels as fit; the cursor's label first. */
function paintColumnLabels(canvas: Canvas, at: Place, { x }: SweepPlan, frame: SweepFrame, view: SweepView): void {
  const { cellWidth, columns } = frame;
  const left = at.x + frame.left;
  const place = (column: number) => {
    const label = axisLabels(x.values)[column] ?? '';
    const latest = at.x + frame.width - label.length;
    const from = Math.max(left, Math.min(left + (column - columns.first) * cellWidth, latest));
    return { label, from, to: from + label.length };
  };
  const own = view.cursor ? place(view.cursor.column) : null;
  let free = 0;
  for (let column = columns.first; column < columns.first + columns.count; column += 1) {
    const { label, from, to } = place(column);
    const isOwn = column === view.cursor?.column;
    const blocked = own !== null && !isOwn && from <= own.to && own.from <= to;
    const shifted = from !== left + (column - columns.first) * cellWidth;
    if (from < free || blocked || (shifted && !isOwn)) continue;
    free =
      text(canvas, from, at.y, label, isOwn ? { fg: view.theme.focus, attributes: BOLD } : { fg: view.theme.muted }) +
      1;
  }
}
