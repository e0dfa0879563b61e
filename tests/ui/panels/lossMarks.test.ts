// Losses that a log axis has no place for: 0 and less, NaN and infinities. Never on a positive tick, always marked.
import { describe, expect, it } from 'vitest';
import type { GradtopEvent } from '../../../src/core/run/events.js';
import { PANELS } from '../../../src/ui/panels/index.js';
import { expectGolden } from '../../helpers/golden.js';
import { linesOf, MONO, recorded, runOf, viewOf, type ViewOptions } from './views.js';
import { fc } from '../../helpers/property.js';

const LOSSES = ['negative', 'zero', 'all-zero', 'alternating-nan', 'all-nan'] as const;
const lossesOf = (name: (typeof LOSSES)[number]) => runOf(recorded(`../losses/${name}`));
const [WIDTH, HEIGHT] = [78, 14];

const stepsOf = (losses: readonly number[]) =>
  runOf(losses.map((loss, i): GradtopEvent => ({ type: 'step', runId: 'r', step: i + 1, loss })));

/** The rows of the plot, top first, without the axis left of it and the axis below. */
function plot(losses: readonly number[], options: ViewOptions = {}) {
  const lines = linesOf('loss', viewOf([stepsOf(losses)], { ascii: true, theme: MONO, ...options }), WIDTH, HEIGHT);
  const rows = lines.slice(0, -2);
  const gutter = rows[0]!.search(/[|+]/) + 1;
  return { labels: rows.map((row) => row.slice(0, gutter)), rows: rows.map((row) => row.slice(gutter)) };
}
const count = (text: string, glyph: string): number => text.split(glyph).length - 1;

describe.each(LOSSES)('a loss that is %s', (name) => {
  it('looks like this', () => {
    for (const [suffix, options] of [
      ['', {}],
      ['-ascii', { ascii: true, theme: MONO }],
    ] as const) {
      const view = viewOf([lossesOf(name)], options);
      expectGolden(`loss-${name}${suffix}`, [PANELS.loss.title(view), ...linesOf('loss', view, WIDTH, HEIGHT)]);
    }
  });
});

it('several such runs side by side look like this', () => {
  const view = viewOf(LOSSES.map(lossesOf));
  expectGolden('loss-unplaced-runs', [PANELS.loss.title(view), ...linesOf('loss', view, WIDTH, HEIGHT)]);
});

describe('a log axis', () => {
  const placed = fc.double({ min: 1e-6, max: 100, noNaN: true });
  const below = fc.constantFrom(0, -0, -1e-9, -3, -1e300);

  it('has a labelled row for values of 0 and less, with one mark per column', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(placed, below), { minLength: 1, maxLength: 60 }), (losses) => {
        const { labels, rows } = plot(losses);
        const lowest = Math.min(...losses);
        const floor = rows.at(-1)!;
        const label = labels.at(-1)!;
        if (lowest > 0) {
          expect(floor).not.toContain('v');
          return;
        }
        expect(label.trim()).toBe(lowest < 0 ? '<=0+' : '0+');
        expect(floor.replace(/[v ]/g, '')).toMatch(/^[-'.|:]*$/);
        expect(count(floor, 'v')).toBeGreaterThanOrEqual(losses.filter((loss) => loss <= 0).length);
        // No positive tick has a mark.
        expect(rows.slice(0, -1).join('').replace('no loss above 0, so none on a log axis', '')).not.toContain('v');
      }),
      { numRuns: 200 },
    );
  });

  it('has no ticks if no loss has a place on it', () => {
    for (const losses of [
      [NaN, NaN],
      [0, 0],
      [-1, -2],
    ])
      expect(plot(losses).labels.join('')).not.toMatch(/[1-9]/);
  });

  it('marks NaN and Inf at the top and -Inf at the bottom, with "here" or "from here"', () => {
    const top = plot([1, NaN, 2, 1]).rows[0]!;
    expect([
      count(top, 'X') > 0,
      top.includes('NaN here') || plot([1, NaN, 2, 1]).rows[1]!.includes('NaN here'),
    ]).toEqual([true, true]);
    expect(plot([1, 1, Infinity, Infinity]).rows.join('')).toContain(' Inf from here');
    const { rows } = plot([1, 1, -Infinity, -Infinity]);
    expect(rows.at(-1)).toMatch(/-Inf from here I+/);
    expect(rows[0]).not.toContain('I');
  });

  it('differs from a linear axis, which marks nothing', () => {
    const { rows, labels } = plot([1, 0, -1], { ui: { yScale: 'linear' } });
    expect(rows.join('')).not.toContain('v');
    expect(labels.join('')).toContain('0');
  });
});
