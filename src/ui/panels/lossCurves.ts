// The curves of the loss chart for pictures that are not made of cells: the mean as a line, the extremes as a band, chance level as
// dashes.
import type { Area } from '../../core/screen/area.js';
import { lossRows } from './lossRows.js';
import { lossLines, plateauOf } from './lossLines.js';
import { runColour } from './common.js';
import type { Curve, PanelView, Point } from './panel.js';
import { domainOf, plotArea } from './timeAxis.js';

/** Points in a cell. */
const FINE = 4;

/** In cells of a canvas of this size; the axis is that of the cells. */
export function lossCurves(view: PanelView, size: Pick<Area, 'width' | 'height'>): Curve[] {
  const area = plotArea(size);
  if (area.width < 2 || area.height < 1) return [];
  const { ascii, ui } = view;
  const asked = { kind: ui.yScale, height: area.height, ascii } as const;
  const chance = plateauOf(view);
  const { rowOf, meanRow } = lossRows(lossLines(view, domainOf(view, area.width)), chance, asked);
  const x = (column: number): number => area.x + (column + 0.5) / FINE;
  const y = (row: number): number => area.y + Math.min(area.height, Math.max(0, row + 0.5));
  const curves = lossLines(view, domainOf(view, area.width * FINE)).flatMap((line): Curve[] => {
    const { columns, run } = line;
    const colour = runColour(view, run.slot);
    return stretches(columns.length, (at) => columns.count(at) > 0).map((stretch) => ({
      colour,
      strong: run === view.focus,
      line: stretch.map((at): Point => [x(at), y(meanRow(line, at))]),
      band: [
        ...stretch.map((at): Point => [x(at), y(rowOf(columns.max(at)))]),
        ...stretch.toReversed().map((at): Point => [x(at), y(rowOf(columns.min(at)))]),
      ],
    }));
  });
  if (chance === null || curves.length === 0) return curves;
  const level = [area.x, area.x + area.width].map((at): Point => [at, y(rowOf(chance))]);
  return [{ colour: view.theme.plateau, strong: false, line: level, band: [], dashed: true }, ...curves];
}

/** Columns with samples that follow each other. */
function stretches(length: number, has: (column: number) => boolean): number[][] {
  const found: number[][] = [];
  for (let column = 0; column < length; column += 1) {
    if (!has(column)) continue;
    if (column > 0 && has(column - 1)) found.at(-1)?.push(column);
    else found.push([column]);
  }
  return found;
}
