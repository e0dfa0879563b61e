// The cells of a map in a figure: rectangles, or an image where they are very many.
import { pictureOf } from '../../core/screen/picture.js';
import { cellKey, type SweepMap } from '../../core/sweep/map.js';
import type { Span } from '../../core/sweep/metric.js';
import { metricFraction, type SweepMetric } from '../../core/sweep/metrics.js';
import { cellDiverged, type CellResult } from '../../core/sweep/results.js';
import { hexColour } from '../../runtime/terminal/colour.js';
import { toPng } from '../../runtime/terminal/images/png.js';
import { rampColour } from '../paint/colour.js';
import { verdictColour } from '../paint/sweepLegend.js';
import type { Theme } from '../themes/theme.js';
import { gridOf, MARGIN, number, PLOT } from './sweepGrid.js';

interface Coloured {
  readonly metric: SweepMetric;
  readonly theme: Theme;
  readonly span?: Span | null;
}

/** More cells than this are an image, which programs draw in a second instead of a minute. */
const MOST_RECTANGLES = 100_000;

export function cellsSvg(map: SweepMap, figure: Coloured): string[] {
  const { columns, rows } = gridOf(map);
  return columns * rows > MOST_RECTANGLES ? [image(map, figure)] : rectangles(map, figure);
}

/** A pixel for each cell, without smoothing. */
function image(map: SweepMap, figure: Coloured): string {
  const { columns, rows } = gridOf(map);
  const picture = pictureOf({ x: 0, y: 0, width: columns, height: rows }, { width: 1, height: 1 }, (x, y) => {
    const cell = { column: Math.floor(x), row: rows - 1 - Math.floor(y) };
    return colourOf(map.cells.get(cellKey(map.plan, cell)), figure) ?? -1;
  });
  return (
    `<image x="${MARGIN.left}" y="${MARGIN.top}" width="${PLOT.width}" height="${PLOT.height}" preserveAspectRatio="none" ` +
    `image-rendering="optimizeSpeed" href="data:image/png;base64,${toPng(picture).toString('base64')}"/>`
  );
}

/** Null: no colour, because the cell is missing or has no value. */
function colourOf(cell: CellResult | undefined, { metric, theme, span }: Coloured): number | null {
  if (cell === undefined) return null;
  if (metric === 'verdict') return cell.verdict === undefined ? null : verdictColour(cell.verdict, theme);
  if (cellDiverged(cell)) return theme.alarm;
  const fraction = metricFraction(metric, cell, span);
  return fraction === null ? null : rampColour(theme.ramp, fraction);
}

/** Neighbors of one colour are one rectangle. */
function rectangles(map: SweepMap, figure: Coloured): string[] {
  const { columns, rows, left, top, height } = gridOf(map);
  const out: string[] = ['<g shape-rendering="crispEdges">'];
  for (let row = 0; row < rows; row += 1) {
    let from = 0;
    const colourAt = (column: number): number | null =>
      colourOf(map.cells.get(cellKey(map.plan, { column, row })), figure);
    let colour = colourAt(0);
    for (let column = 1; column <= columns; column += 1) {
      const next = column < columns ? colourAt(column) : null;
      if (next === colour && column < columns) continue;
      if (colour !== null)
        out.push(
          `<rect x="${number(left(from))}" y="${number(top(row))}" width="${number(left(column) - left(from))}" ` +
            `height="${number(height)}" fill="${hexColour(colour)}"/>`,
        );
      [from, colour] = [column, next];
    }
  }
  return [...out, '</g>'];
}
