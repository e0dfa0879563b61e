// Invariants of the series for any input: counts, sums, extremes, last value and size.
import { describe, expect, it } from 'vitest';
import { Series, type Bucket } from '../../../src/core/run/series.js';
import { fc } from '../../helpers/property.js';

const value = fc.oneof(
  { weight: 8, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity, 0, -0, 5e-324) },
);
const values = fc.array(value, { minLength: 1, maxLength: 700 });
const capacity = fc.constantFrom(2, 4, 8, 64);

function fill(all: readonly number[], size: number): { series: Series; buckets: Bucket[] } {
  const series = new Series(size);
  all.forEach((one, index) => series.push(index + 1, one));
  const buckets = Array.from({ length: series.length }, (_, i) => series.bucket(i)).filter((b) => b !== undefined);
  return { series, buckets };
}

describe('Series', () => {
  it('refuses an odd or too small capacity', () => {
    expect(() => new Series(3)).toThrow(/even number/);
    expect(() => new Series(0)).toThrow(/even number/);
  });

  it('keeps every sample in exactly one bucket, with exact figures', () => {
    fc.assert(
      fc.property(values, capacity, (all, size) => {
        const { series, buckets } = fill(all, size);
        expect(series.total).toBe(all.length);
        expect(series.length).toBeLessThanOrEqual(size);
        let next = 1;
        for (const bucket of buckets) {
          expect(bucket.firstStep).toBe(next);
          next = bucket.lastStep + 1;
          const mine = all.slice(bucket.firstStep - 1, bucket.lastStep);
          const finite = mine.filter((one) => Number.isFinite(one));
          expect(bucket.count).toBe(finite.length);
          expect(bucket.nonFinite).toBe(mine.length - finite.length);
          expect(bucket.last).toBe(mine.at(-1));
          if (finite.length === 0) {
            expect(bucket.min).toBeNaN();
            expect(bucket.max).toBeNaN();
          } else {
            // == and not Object.is: which of 0 and -0 is kept does not matter.
            expect(bucket.min === Math.min(...finite)).toBe(true);
            expect(bucket.max === Math.max(...finite)).toBe(true);
          }
          const sum = finite.reduce((a, b) => a + b, 0);
          const scale = finite.reduce((a, b) => a + Math.abs(b), 1);
          expect(Math.abs(bucket.sum - sum)).toBeLessThanOrEqual(1e-12 * scale);
        }
        expect(next).toBe(all.length + 1);
        expect(series.latest).toBe(all.at(-1));
      }),
    );
  });

  it('fills all buckets except the last to the stride, a power of two', () => {
    fc.assert(
      fc.property(values, capacity, (all, size) => {
        const { series, buckets } = fill(all, size);
        expect(Math.log2(series.stride) % 1).toBe(0);
        for (const bucket of buckets.slice(0, -1)) expect(bucket.count + bucket.nonFinite).toBe(series.stride);
      }),
    );
  });

  it('never loses a spike of one step or one NaN', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.nat(), fc.boolean(), (length, seed, nan) => {
        const at = (seed % length) + 1;
        const series = new Series(8);
        for (let step = 1; step <= length; step += 1) series.push(step, step === at ? (nan ? NaN : 1e9) : 1);
        const bucket = series.bucket(series.indexAt(at));
        expect(bucket).toMatchObject(nan ? { nonFinite: 1 } : { max: 1e9 });
      }),
    );
  });

  it('finds the bucket of a step', () => {
    fc.assert(
      fc.property(values, capacity, (all, size) => {
        const { series, buckets } = fill(all, size);
        expect(series.indexAt(0)).toBe(-1);
        buckets.forEach((bucket, index) => {
          expect(series.indexAt(bucket.firstStep)).toBe(index);
          expect(series.indexAt(bucket.lastStep)).toBe(index);
        });
      }),
    );
  });

  it('is undefined at every step when empty', () => {
    const series = new Series();
    expect(series.latest).toBeUndefined();
    expect(series.bucket(0)).toBeUndefined();
    expect(series.indexAt(5)).toBe(-1);
  });
});
