// Columns of a chart keep what matters: every extreme, every non-finite sample, each sample once.
import { describe, expect, it, vi } from 'vitest';
import { Series } from '../../../src/core/run/series.js';
import { Columns } from '../../../src/ui/paint/columns.js';
import { resampleSeries } from '../../../src/ui/paint/resample.js';
import { columnOf, recentDomain, stepOf, wholeDomain } from '../../../src/core/run/stepDomain.js';
import { fc } from '../../helpers/property.js';

const value = fc.oneof(
  { weight: 8, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity) },
);

function seriesOf(values: readonly number[], capacity = 16): Series {
  const series = new Series(capacity);
  values.forEach((one, index) => {
    series.push(index + 1, one);
  });
  return series;
}

const each = <T>(columns: Columns, of: (x: number) => T): T[] =>
  Array.from({ length: columns.length }, (_, x) => of(x));
const total = (columns: Columns, of: (x: number) => number): number => each(columns, of).reduce((a, b) => a + b, 0);

describe('resampleSeries', () => {
  it('conserves extremes and the count of non-finite samples over a whole run', () => {
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 300 }),
        fc.integer({ min: 1, max: 150 }),
        (values, width) => {
          const columns = resampleSeries(seriesOf(values), wholeDomain(values.length, null, width));
          const finite = values.filter(Number.isFinite);
          const lows = each(columns, (x) => columns.min(x)).filter((low) => !Number.isNaN(low));
          const highs = each(columns, (x) => columns.max(x)).filter((high) => !Number.isNaN(high));
          if (finite.length === 0) expect(lows).toEqual([]);
          else {
            expect(Math.min(...lows)).toBe(Math.min(...finite));
            expect(Math.max(...highs)).toBe(Math.max(...finite));
          }
          expect(total(columns, (x) => columns.nonFinite(x)) > 0).toBe(finite.length < values.length);
        },
      ),
    );
  });

  it('counts each sample once where a column is wider than a bucket', () => {
    const values = Array.from({ length: 200 }, (_, i) => i);
    const columns = resampleSeries(seriesOf(values, 512), { first: 1, span: 200, columns: 23 });
    expect(total(columns, (x) => columns.samples(x))).toBe(200);
    expect(total(columns, (x) => columns.sum(x))).toBe((199 * 200) / 2);
  });

  it('stretches one step over several columns without a gap', () => {
    const columns = resampleSeries(seriesOf([5, 7]), { first: 1, span: 2, columns: 10 });
    expect(each(columns, (x) => columns.mean(x))).toEqual([5, 5, 5, 5, 5, 7, 7, 7, 7, 7]);
  });

  it('overwrites only the columns of the same series', () => {
    const domain = { first: 1, span: 2, columns: 2 };
    const [one, other] = [seriesOf([1, 2]), seriesOf([3, 4])];
    resampleSeries(one, domain);
    const columns = resampleSeries(one, domain);
    resampleSeries(other, domain);
    expect(each(columns, (x) => [columns.sum(x), columns.count(x), columns.last(x)])).toEqual([
      [1, 1, 1],
      [2, 1, 2],
    ]);
  });

  it('keeps a spike of one step in 5,000 at its true height, in its own column', () => {
    const values = Array.from({ length: 5000 }, (_, i) => (i === 2344 ? 99 : 0.5));
    const domain = wholeDomain(5000, 5000, 100);
    const columns = resampleSeries(seriesOf(values, 512), domain);
    const spikes = each(columns, (x) => x).filter((x) => columns.max(x) === 99);
    expect(spikes).toHaveLength(1);
    // The bucket that holds it may begin a column earlier.
    expect(Math.abs((spikes[0] ?? -9) - columnOf(domain, 2345))).toBeLessThanOrEqual(1);
  });
});

describe('domains', () => {
  it('hold the last step, grow by factors of four from a thousand steps on, and end exactly at the total', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2_000_000 }),
        fc.option(fc.integer({ min: 1, max: 2_000_000 }), { nil: null }),
        fc.integer({ min: 1, max: 300 }),
        (step, total, width) => {
          const domain = wholeDomain(step, total, width);
          const column = columnOf(domain, step);
          expect(column).toBeGreaterThanOrEqual(0);
          expect(column).toBeLessThan(width);
          expect(domain.span).toBeGreaterThanOrEqual(step);
          if (total !== null) expect(domain.span).toBeLessThanOrEqual(Math.max(4 * step + 1, 4000));
          else if (step >= 16) expect(domain.span).toBeLessThanOrEqual(2 * step + 1);
          if (total === step) expect(domain.span).toBe(total);
        },
      ),
    );
  });

  it('recent: the last step lies inside, and keeps its column for a while', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 4, max: 300 }), (step, width) => {
        const domain = recentDomain(step, width);
        expect(columnOf(domain, step)).toBeGreaterThanOrEqual(0);
        expect(columnOf(domain, step)).toBeLessThan(width);
      }),
    );
    const firsts = new Set(Array.from({ length: 100 }, (_, i) => recentDomain(1000 + i, 100).first));
    expect(firsts.size).toBeLessThanOrEqual(5);
  });

  it('stepOf is the first step of its column', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 200 }), (span, columns) => {
        const domain = { first: 1, span, columns };
        for (let column = 0; column < columns; column += 7) {
          const step = stepOf(domain, column);
          expect(columnOf(domain, step)).toBeGreaterThanOrEqual(column);
          expect(columnOf(domain, step - 1)).toBeLessThan(column);
        }
      }),
    );
  });
});

describe('a series that is resampled again', () => {
  const domain = { first: 1, span: 100, columns: 20 };
  const filled = (): Series => {
    const series = new Series(128);
    for (let step = 1; step <= 100; step += 1) series.push(step, step);
    return series;
  };

  it.each<[string, (series: Series) => typeof domain, boolean]>([
    ['nothing has changed', () => ({ ...domain }), false],
    ['it has grown', (series) => (series.push(101, 5), domain), true],
    ['the view is zoomed', () => ({ ...domain, span: 50 }), true],
    ['a held column was written', (series) => (resampleSeries(series, domain).write(3, null), domain), true],
  ])('%s', (_, change, again) => {
    const series = filled();
    resampleSeries(series, domain);
    const asked = change(series);
    const added = vi.spyOn(Columns.prototype, 'addBucket');
    const columns = resampleSeries(series, asked);
    expect(added.mock.calls.length > 0).toBe(again);
    added.mockRestore();
    expect(columns.max(3)).toBe(again && asked.span === 50 ? 10 : 20);
  });
});
