// The loss as curves: where the cells have it, finer, broken where no loss is finite.
import { describe, expect, it } from 'vitest';
import { createCanvas, toLines } from '../../../src/core/screen/canvas.js';
import { lossCurves } from '../../../src/ui/panels/lossCurves.js';
import { PANELS } from '../../../src/ui/panels/index.js';
import { lossLines } from '../../../src/ui/panels/lossLines.js';
import { lossRows } from '../../../src/ui/panels/lossRows.js';
import type { Curve } from '../../../src/ui/panels/panel.js';
import { domainOf, plotArea } from '../../../src/ui/panels/timeAxis.js';
import { recorded, runOf, viewOf } from './views.js';

const SIZE = { width: 78, height: 14 };
const viewsOf = (...logs: string[]): ReturnType<typeof viewOf> => viewOf(logs.map((log) => runOf(recorded(log))));
const runsOf = (view: ReturnType<typeof viewOf>): Curve[] =>
  lossCurves(view, SIZE).filter(({ dashed }) => dashed !== true);
const painted = (view: ReturnType<typeof viewOf>): string => {
  const canvas = createCanvas(SIZE.width, SIZE.height);
  PANELS.loss.paint(canvas, view);
  return toLines(canvas).join('\n');
};

describe('curves of the loss', () => {
  it('stay in the plot, run to the right, and have the mean between the extremes', () => {
    const { x, y, width, height } = plotArea(SIZE);
    for (const { line, band } of runsOf(viewsOf('relu', 'vanishing-sigmoid'))) {
      expect(line.length).toBeGreaterThan(2 * width);
      line.forEach(([px, py], i) => {
        expect(px).toBeGreaterThan(line[i - 1]?.[0] ?? x);
        expect(px).toBeLessThan(x + width);
        const [top, bottom] = [band[i]?.[1] ?? NaN, band.at(-1 - i)?.[1] ?? NaN];
        expect(top).toBeGreaterThanOrEqual(y);
        expect(py).toBeGreaterThanOrEqual(top - 1e-9);
        expect(py).toBeLessThanOrEqual(bottom + 1e-9);
        expect(bottom).toBeLessThanOrEqual(y + height);
      });
    }
  });

  it('draw the run in focus last and strong', () => {
    const curves = runsOf(viewsOf('relu', 'vanishing-sigmoid'));
    expect(curves.map(({ strong }) => strong)).toEqual([false, true]);
    expect(curves[0]?.colour).not.toBe(curves[1]?.colour);
  });

  it('include chance level at its exact height, below the curves', () => {
    const view = viewsOf('relu');
    const [level, ...curves] = lossCurves(view, SIZE);
    expect([level?.dashed, curves.some(({ dashed }) => dashed === true)]).toEqual([true, false]);
    const area = plotArea(SIZE);
    const { rowOf } = lossRows(lossLines(view, domainOf(view, area.width)), Math.LN2, {
      ...{ kind: view.ui.yScale, height: area.height, ascii: false },
    });
    const y = area.y + rowOf(Math.LN2) + 0.5;
    expect(y % 1).not.toBe(0.5);
    expect(level?.line).toEqual([
      [area.x, y],
      [area.x + area.width, y],
    ]);
    // A loss above chance level is drawn above it, even if only by a part of a row.
    const [{ line = [] } = {}] = curves;
    const above = line.filter(([, at]) => at < y);
    expect(above.length).toBeGreaterThan(0);
    expect(above.length).toBeLessThan(line.length);
  });

  it('take the place of the cells, but not of axis and labels', () => {
    const view = viewsOf('relu');
    const [cells, vectors] = [painted(view), painted({ ...view, vectors: true })];
    expect(cells).toMatch(/[╭╮╰╯┐┘┌└]/);
    expect(vectors).not.toMatch(/[╭╮╰╯┊╌]/);
    for (const one of [cells, vectors]) expect(one).toContain('chance level');
  });

  it('have none without a step, and none in a panel without a plot', () => {
    expect(lossCurves(viewOf([runOf(recorded('relu').slice(0, 1))]), SIZE)).toEqual([]);
    expect(lossCurves(viewsOf('relu'), { width: 6, height: 3 })).toEqual([]);
  });
});
