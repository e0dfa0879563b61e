// The figure of a map: its cells, axes, line and scale, the same bytes each time, and no more rectangles than colours change.
import { describe, expect, it } from 'vitest';
import { criticalLine } from '../../../src/core/sweep/critical.js';
import { cellKey } from '../../../src/core/sweep/map.js';
import { metricFraction, type SweepMetric } from '../../../src/core/sweep/metrics.js';
import { sweepSvg } from '../../../src/ui/export/sweepSvg.js';
import { rampColour } from '../../../src/ui/paint/colour.js';
import { themeOf } from '../../../src/ui/themes/index.js';
import { readPng } from '../../helpers/png.js';
import { depths, gains, mapOf, planOf, rates } from '../../helpers/sweepMaps.js';

const LIGHT = themeOf('light');
const map = mapOf(planOf(depths(10), gains(8)));
const figure = (metric: SweepMetric, more = {}) =>
  sweepSvg(map, {
    ...{ metric, critical: criticalLine(map.plan), theme: LIGHT, title: 'a & b', ...LIGHT.paper },
    ...{ transparent: false, svgWidth: null, ...more },
  });
const count = (text: string, what: RegExp): number => text.match(what)?.length ?? 0;

describe('the figure of a map', () => {
  const svg = figure('loss');
  it('has the same bytes each time, and a title', () => {
    expect(figure('loss')).toBe(svg);
    expect(svg).toContain('<title>a &amp; b</title>');
  });

  it('names both axes, their values and the ends of the scale', () => {
    for (const word of ['>depth<', '>initializer-gain<', '>10<', '>3.5<', '>0.6931 (chance)<', '>0<'])
      expect(svg).toContain(word);
  });

  it('draws the critical line in each column and the border of depth in dashes, in a light and a dark stroke', () => {
    const paths = svg.match(/<path d="[^"]*"/g) ?? [];
    expect(paths).toHaveLength(4);
    expect(count(svg, /stroke-dasharray/g)).toBe(2);
    expect(count(paths[0] ?? '', /M/g)).toBe(10);
  });

  it('draws the critical line at its value, between the middles of rows', () => {
    const few = mapOf(planOf(depths(3), { field: 'initializerGain', values: [0.2, 1.47, 2.73, 4] }));
    const line = criticalLine(few.plan);
    const look = { ...{ metric: 'loss' as const, critical: line, theme: LIGHT, title: 'few', ...LIGHT.paper } };
    const drawn = Number(
      /<path d="M96 ([\d.]+)H/.exec(sweepSvg(few, { ...look, transparent: false, svgWidth: null }))?.[1],
    );
    // Rows of 120 units from the bottom, 516.
    expect(drawn).toBeCloseTo(516 - 120 * (0.5 + ((line?.values[0] ?? NaN) - 0.2) / 1.27), 1);
  });

  it('draws the maps of a third axis side by side, each with its axes and heading', () => {
    const three = mapOf({ ...planOf(depths(4), gains(3)), z: { field: 'width', values: [4, 8, 16] } });
    const all = sweepSvg(three, {
      ...{ metric: 'loss', critical: criticalLine(three.plan), theme: LIGHT, title: 'three', ...LIGHT.paper },
      ...{ transparent: false, svgWidth: null },
    });
    expect(all).toContain('viewBox="0 0 1680 1224"');
    expect([...all.matchAll(/>loss, width (\d+)</g)].map(([, width]) => width)).toEqual(['4', '8', '16']);
    expect(count(all, /translate\(/g)).toBe(3);
    expect(count(all, />depth</g)).toBe(3);
  });

  it('joins neighbors of one colour', () => {
    const cells = /<g [^>]*>([\s\S]*)<\/g>/.exec(svg)?.[1] ?? '';
    expect(count(cells, /<rect/g)).toBeLessThan(80);
    const widths = [...cells.matchAll(/width="([\d.]+)" height="60"/g)].map(([, width]) => Number(width));
    expect(widths.reduce((sum, width) => sum + width, 0)).toBeCloseTo(8 * 720, 6);
  });

  it('is an image of a pixel for each cell where cells are very many, with the colours of the rectangles', () => {
    const many = mapOf(planOf(rates(400), gains(260)), 60_000);
    const look = { ...{ metric: 'loss' as const, critical: null, theme: LIGHT, title: 'many', ...LIGHT.paper } };
    const svg = sweepSvg(many, { ...look, transparent: false, svgWidth: null });
    const pixels = readPng(Buffer.from(/base64,([^"]+)"/.exec(svg)?.[1] ?? '', 'base64'));
    expect([pixels.width, pixels.height]).toEqual([400, 260]);
    expect(count(svg, /<rect/g)).toBeLessThan(60);
    for (const [column, row] of [
      [0, 0],
      [399, 259],
      [398, 258],
      [128, 64],
    ] as const) {
      const cell = many.cells.get(cellKey(many.plan, { column, row }));
      const [x, y] = [column, 259 - row];
      const fraction = cell === undefined ? null : metricFraction('loss', cell);
      expect(pixels.opacity(x, y)).toBe(cell === undefined ? 0 : 255);
      if (cell !== undefined)
        expect(pixels.at(x, y)).toBe(fraction === null ? LIGHT.alarm : rampColour(LIGHT.ramp, fraction));
    }
  });

  it('leaves out the ground, and takes a width on paper', () => {
    const clear = figure('loss', { transparent: true, svgWidth: { value: 16, unit: 'cm' } });
    expect(clear).toContain('width="16cm"');
    expect(count(clear, /<rect/g)).toBe(count(svg, /<rect/g) - 1);
  });
});
