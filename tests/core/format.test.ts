// Numbers for people: tables at the edges, and the promise that nothing small ever reads as zero.
import { describe, expect, it } from 'vitest';
import {
  formatAccuracy,
  formatBytes,
  formatCount,
  formatCountShort,
  formatDuration,
  formatFixed,
  formatLog10,
  formatLoss,
  formatPercent,
  formatRate,
  formatSetting,
  formatShare,
  formatSmall,
} from '../../src/core/format.js';
import { fc } from '../helpers/property.js';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

describe('formatSmall', () => {
  it.each([
    [3.6e-6, '3.6e-6'],
    [0, '0'],
    [-0, '0'],
    [0.0036, '0.0036'],
    [0.086, '0.086'],
    [1.25, '1.3'],
    [38.4, '38'],
    [9.99, '10'],
    [999, '999'],
    [999.6, '1.0e3'],
    [4570, '4.6e3'],
    [-2e-9, '-2.0e-9'],
    [9.99e-4, '0.001'],
    [9.9e-4, '9.9e-4'],
    [NaN, 'NaN'],
    [Infinity, 'Inf'],
    [-Infinity, '-Inf'],
  ])('%f is %s', (value, text) => {
    expect(formatSmall(value)).toBe(text);
  });

  it('reads back within 5 % and never as zero', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (value) => {
        const back = Number(formatSmall(value));
        expect(Math.abs(back / value - 1)).toBeLessThan(0.0501);
      }),
    );
  });

  it('is short for every float32', () => {
    fc.assert(
      fc.property(fc.float(), (value) => {
        expect(formatSmall(value).length).toBeLessThanOrEqual(8);
      }),
    );
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), (value) => {
        expect(formatSmall(value).length).toBeLessThanOrEqual(6);
      }),
    );
  });
});

describe('formatLoss', () => {
  it.each([
    [0.693147, '0.6931'],
    [0.0242, '0.0242'],
    [7.288e-5, '7.29e-5'],
    [9.9999, '9.9999'],
    [9.99996, '10.00'],
    [12.345, '12.35'],
    [99.999, '100.0'],
    [4570, '4.57e3'],
    [0, '0'],
    [NaN, 'NaN'],
  ])('%f is %s', (value, text) => {
    expect(formatLoss(value)).toBe(text);
  });
  it('never shows a loss as 0 that is not', () => {
    fc.assert(
      fc.property(finite, (value) => {
        expect(Number(formatLoss(value)) === 0).toBe(value === 0 || Math.abs(value) < 5e-324);
      }),
    );
  });
  it('is at most 8 characters for losses that occur', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), (value) => {
        expect(formatLoss(value).length).toBeLessThanOrEqual(8);
      }),
    );
  });
});

describe('formatPercent', () => {
  it.each([
    [0, '0 %'],
    [1e-7, '<0.001 %'],
    [-1e-7, '>-0.001 %'],
    [0.00154, '0.002 %'],
    [0.178, '0.18 %'],
    [0.999, '1.0 %'],
    [5.24, '5.2 %'],
    [9.96, '10 %'],
    [116.2, '116 %'],
    [1.2e7, '1.2e7 %'],
    [NaN, 'NaN'],
    [null, '-'],
    [undefined, '-'],
  ])('%s is %s', (value, text) => {
    expect(formatPercent(value)).toBe(text);
  });
  it('keeps rising values in order', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 9e4, noNaN: true }),
        fc.double({ min: 0.001, max: 9e4, noNaN: true }),
        (a, b) => {
          const [x, y] = [parseFloat(formatPercent(Math.min(a, b))), parseFloat(formatPercent(Math.max(a, b)))];
          expect(x).toBeLessThanOrEqual(y);
        },
      ),
    );
  });
});

describe('the others', () => {
  it.each([
    [3.6e-6, '-5.44'],
    [1, '0.00'],
    [0.9999, '0.00'],
    [0, '-inf'],
    [-1, 'NaN'],
    [Infinity, 'Inf'],
  ])('log10 of %f is %s', (value, text) => {
    expect(formatLog10(value)).toBe(text);
  });
  it.each([
    [-0.001, 2, '0.00'],
    [-0.02, 2, '-0.02'],
    [0.58, 1, '0.6'],
    [NaN, 2, 'NaN'],
    [999_999, 0, '999999'],
    [-2.2196049316496583e41, 2, '-2.2e41'],
  ])('%f with %i decimals is %s', (value, decimals, text) => {
    expect(formatFixed(value, decimals)).toBe(text);
  });
  it.each([
    [800, '800'],
    [12345, '12,345'],
    [1e6, '1,000,000'],
    [-1234, '-1,234'],
  ])('count %f is %s', (value, text) => {
    expect(formatCount(value)).toBe(text);
  });
  it.each([
    [0, '0'],
    [800, '800'],
    [999, '999'],
    [1000, '1k'],
    [1234, '1.2k'],
    [9949, '9.9k'],
    [35_000, '35k'],
    [999_499, '999k'],
    [999_600, '1M'],
    [1_500_000, '1.5M'],
    [2e9, '2G'],
  ])('short count %f is %s', (value, text) => {
    expect(formatCountShort(value)).toBe(text);
  });
  it('short counts are within 6 % and at most 5 characters', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_000_000 }), (value) => {
        const text = formatCountShort(value);
        expect(text.length).toBeLessThanOrEqual(5);
        const unit = { k: 1e3, M: 1e6, G: 1e9 }[text.at(-1) ?? ''] ?? 1;
        expect(Math.abs((parseFloat(text) * unit) / value - 1)).toBeLessThan(0.06);
      }),
    );
  });
  it.each([
    [null, '-'],
    [NaN, '-'],
    [0, '0.0/s'],
    [0.01, '<0.1/s'],
    [0.42, '0.4/s'],
    [38.2, '38/s'],
    [5120, '5.1k/s'],
  ])('rate %s is %s', (value, text) => {
    expect(formatRate(value)).toBe(text);
  });

  it.each([
    [0, '0 kB'],
    [1, '1 kB'],
    [320_001, '321 kB'],
    [999_001, '1.0 MB'],
    [12_340_000, '12.3 MB'],
  ])('size %f is %s', (value, text) => {
    expect(formatBytes(value)).toBe(text);
  });
  it.each([
    [0, '0 ms'],
    [0.3, '<1 ms'],
    [12, '12 ms'],
    [999.6, '1.0 s'],
    [4200, '4.2 s'],
    [38_000, '38 s'],
    [59_600, '1m 00s'],
    [65_000, '1m 05s'],
    [7_380_000, '2h 03m'],
    [3 * 86_400_000 + 4 * 3_600_000, '3d 04h'],
    [Infinity, '-'],
    [null, '-'],
  ])('duration %s is %s', (value, text) => {
    expect(formatDuration(value)).toBe(text);
  });
  it.each([
    [1, '100 %'],
    [0.9999, '99.9 %'],
    [0.5, '50.0 %'],
    [NaN, 'NaN'],
    [undefined, '-'],
  ])('accuracy %s is %s', (value, text) => {
    expect(formatAccuracy(value)).toBe(text);
  });
  it.each([
    [0.38, '38 %'],
    [null, '-'],
  ])('share %s is %s', (value, text) => {
    expect(formatShare(value)).toBe(text);
  });
  it.each([
    [null, 'none'],
    [0.30000000000000004, '0.3'],
    [1e-7, '1e-7'],
    ['relu', 'relu'],
    [1000, '1000'],
  ])('setting %s is %s', (value, text) => {
    expect(formatSetting(value)).toBe(text);
  });
});
