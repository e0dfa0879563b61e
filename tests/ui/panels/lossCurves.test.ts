// The loss as curves: where the cells have it, finer, broken where no loss is finite.
import { describe, expect, it } from 'vitest';
import { createCanvas, toLines } from '../../../src/core/screen/canvas.js';
import { lossCurves } from '../../../src/ui/panels/lossCurves.js';
import { PANELS } from '../../../src/ui/panels/index.js';
import { plotArea } from '../../../src/ui/panels/timeAxis.js';
import { recorded, runOf, viewOf } from './views.js';

const SIZE = { width: 78, height: 14 };
const viewsOf = (...logs: string[]): ReturnType<typeof viewOf> => viewOf(logs.map((log) => runOf(recorded(log))));
const painted = (view: ReturnType<typeof viewOf>): string => {
  const canvas = createCanvas(SIZE.width, SIZE.height);
  PANELS.loss.paint(canvas, view);
  return toLines(canvas).join('\n');
};

describe('curves of the loss', () => {
  it('stay in the plot, run to the right, and have the mean between the extremes', () => {
    const { x, y, width, height } = plotArea(SIZE);
    for (const { line, band } of lossCurves(viewsOf('relu', 'vanishing-sigmoid'), SIZE)) {
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
    const curves = lossCurves(viewsOf('relu', 'vanishing-sigmoid'), SIZE);
    expect(curves.map(({ strong }) => strong)).toEqual([false, true]);
    expect(curves[0]?.colour).not.toBe(curves[1]?.colour);
  });

  it('take the place of the cells, but not of axis and chance level', () => {
    const view = viewsOf('relu');
    const [cells, vectors] = [painted(view), painted({ ...view, vectors: true })];
    expect(cells).toMatch(/[╭╮╰╯┐┘┌└]/);
    expect(vectors).not.toMatch(/[╭╮╰╯┊]/);
    for (const one of [cells, vectors]) expect(one).toContain('chance level');
  });

  it('have none without a step, and none in a panel without a plot', () => {
    expect(lossCurves(viewOf([runOf(recorded('relu').slice(0, 1))]), SIZE)).toEqual([]);
    expect(lossCurves(viewsOf('relu'), { width: 6, height: 3 })).toEqual([]);
  });
});
