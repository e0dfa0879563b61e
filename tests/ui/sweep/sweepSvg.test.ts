// The figure of a map: its cells, axes, line and scale, the same bytes each time, and no more rectangles than colours change.
import { describe, expect, it } from 'vitest';
import { criticalLine } from '../../../src/core/sweep/critical.js';
import type { SweepMetric } from '../../../src/core/sweep/metrics.js';
import { sweepSvg } from '../../../src/ui/export/sweepSvg.js';
import { themeOf } from '../../../src/ui/themes/index.js';
import { depths, gains, mapOf, planOf } from '../../helpers/sweepMaps.js';

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

  it('leaves out the ground, and takes a width on paper', () => {
    const clear = figure('loss', { transparent: true, svgWidth: { value: 16, unit: 'cm' } });
    expect(clear).toContain('width="16cm"');
    expect(count(clear, /<rect/g)).toBe(count(svg, /<rect/g) - 1);
  });
});
