// The layout: nothing overlaps, nothing leaves the window, panels drop out by priority.
import { describe, expect, it } from 'vitest';
import { layout, SMALLEST, type LayoutRequest } from '../../src/ui/layout.js';
import { fc, runs } from '../helpers/property.js';
import { PANEL_NAMES } from '../../src/ui/panels/index.js';

const at = (columns: number, rows: number, more: Partial<LayoutRequest> = {}): LayoutRequest => ({
  columns,
  rows,
  focusPanel: 'heatmap',
  enlarged: false,
  runs: 1,
  ...more,
});
const ids = (request: LayoutRequest): string[][] | undefined =>
  layout(request)?.bands.map((band) => band.map((p) => p.id));

describe('layout', () => {
  it('gives other panels the room of panels without figures in the log', () => {
    const without = (columns: number, ...gone: string[]): string[][] | undefined =>
      ids({ ...at(columns, 40), lacking: (id) => gone.includes(id) });
    const never = ['activation', 'weights'];
    expect(without(120, ...never, 'layers')).toEqual([['loss', 'heatmap'], ['data']]);
    expect(without(120, ...never, 'layers', 'data')).toEqual([['loss'], ['heatmap']]);
    expect(without(200, ...never)).toEqual([
      ['loss', 'heatmap'],
      ['layers', 'data'],
    ]);
    expect(ids({ ...at(120, 40), focusPanel: 'layers', lacking: (id) => id === 'layers' })?.flat()).toContain('layers');
  });

  it('says that a window is too small', () => {
    expect(layout(at(SMALLEST.columns - 1, 40))).toBeNull();
    expect(layout(at(120, SMALLEST.rows - 1))).toBeNull();
    expect(layout(at(SMALLEST.columns, SMALLEST.rows))).not.toBeNull();
  });

  it('shows more in a larger window', () => {
    expect(ids(at(60, 18))).toEqual([['loss'], ['heatmap']]);
    expect(ids(at(80, 24))).toEqual([
      ['loss', 'heatmap'],
      ['layers', 'data'],
    ]);
    expect(ids(at(200, 60))).toEqual([
      ['loss', 'heatmap', 'layers'],
      ['data', 'activation', 'weights'],
    ]);
  });

  it('makes room for the panel in focus, the table of runs, the gradient through time', () => {
    expect(ids(at(80, 24, { focusPanel: 'traces' }))?.flat()).toEqual(['loss', 'heatmap', 'layers', 'traces']);
    expect(ids(at(80, 24, { runs: 2 }))?.flat()).toContain('runs');
    expect(ids(at(80, 24, { recurrent: true }))?.flat()).toEqual(['loss', 'heatmap', 'layers', 'chain']);
    expect(ids(at(80, 24, { enlarged: true, focusPanel: 'weights' }))).toEqual([['weights']]);
  });

  it('gives a race’s heatmaps their rows as far as the tables below allow', () => {
    const upper = (rows: number, runs: number): number | undefined =>
      layout(at(120, rows, { runs }))?.bands[0]?.[0]?.outer.height;
    expect([1, 4, 5, 6, 9].map((runs) => upper(40, runs))).toEqual([18, 18, 20, 23, 23]);
    expect([1, 6].map((runs) => upper(24, runs))).toEqual([10, 10]);
  });

  it('covers the window without a gap or an overlap, at any size', () => {
    const request = fc.record({
      columns: fc.integer({ min: SMALLEST.columns, max: 260 }),
      rows: fc.integer({ min: SMALLEST.rows, max: 90 }),
      focusPanel: fc.constantFrom(...PANEL_NAMES),
      enlarged: fc.boolean(),
      runs: fc.integer({ min: 1, max: 9 }),
    });
    fc.assert(
      fc.property(request, (asked) => {
        const found = layout(asked);
        const panels = found?.bands.flat() ?? [];
        const rects = found === null ? [] : [found.header, found.verdict, found.footer, ...panels.map((p) => p.outer)];
        const cells = new Set<number>();
        let area = 0;
        for (const { x, y, width, height } of rects)
          for (let row = y; row < y + height; row += 1)
            for (let column = x; column < x + width; column += 1) {
              if (row >= asked.rows || column >= asked.columns) expect.fail(`${column}, ${row} is outside`);
              cells.add(row * asked.columns + column);
              area += 1;
            }
        expect(cells.size).toBe(area);
        expect(area).toBe(asked.columns * asked.rows);
        expect(new Set(panels.map((p) => p.id)).size).toBe(panels.length);
        expect(panels.map((p) => p.id)).toContain(asked.focusPanel);
      }),
      { numRuns: runs(10) },
    );
  });
});
