// Named streams: the same for the same name, independent for others, and distributed as they say.
import { describe, expect, it } from 'vitest';
import { createRng } from '../../../src/core/random/rng.js';
import { fc } from '../../helpers/property.js';

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const many = (count: number, draw: () => number): number[] => Array.from({ length: count }, draw);
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

describe('createRng', () => {
  it('gives the same numbers for the same seed and stream, others for another seed or stream', () => {
    fc.assert(
      fc.property(seeds, fc.string(), (seed, stream) => {
        const first = createRng(seed, stream);
        const values = many(4, () => first.uniform());
        const again = createRng(seed, stream);
        expect(many(4, () => again.uniform())).toEqual(values);
        expect(createRng(seed, `${stream}x`).uniform()).not.toBe(values[0]);
        expect(createRng(seed + 1, stream).uniform()).not.toBe(values[0]);
      }),
    );
  });

  it('uniform: inside [0, 1), mean 1/2, variance 1/12, no correlation with its neighbour or another stream', () => {
    const count = 100_000;
    const rng = createRng(7, 'a');
    const other = createRng(7, 'b');
    const u = many(count, () => rng.uniform());
    const v = many(count, () => other.uniform());
    expect(u.every((x) => x >= 0 && x < 1)).toBe(true);
    // Five standard errors of each figure.
    const error = 5 / Math.sqrt(12 * count);
    expect(Math.abs(mean(u) - 0.5)).toBeLessThan(error);
    expect(Math.abs(mean(u.map((x) => (x - 0.5) ** 2)) - 1 / 12)).toBeLessThan(5 * Math.sqrt(1 / 180 / count));
    const correlation = (a: readonly number[], b: readonly number[], lag: number): number =>
      12 * mean(a.slice(lag).map((x, i) => (x - 0.5) * ((b[i] ?? 0) - 0.5)));
    expect(Math.abs(correlation(u, u, 1))).toBeLessThan(5 / Math.sqrt(count));
    expect(Math.abs(correlation(u, v, 0))).toBeLessThan(5 / Math.sqrt(count));
  });

  it('normal: moments of N(0, 1)', () => {
    const count = 100_000;
    const rng = createRng(11, 'normal');
    const z = many(count, () => rng.normal());
    const error = 5 / Math.sqrt(count);
    expect(Math.abs(mean(z))).toBeLessThan(error);
    expect(Math.abs(mean(z.map((x) => x ** 2)) - 1)).toBeLessThan(error * Math.sqrt(2));
    expect(Math.abs(mean(z.map((x) => x ** 3)))).toBeLessThan(error * Math.sqrt(15));
    expect(Math.abs(mean(z.map((x) => x ** 4)) - 3)).toBeLessThan(error * Math.sqrt(96));
  });

  it('integer: every value equally often (chi squared)', () => {
    const rng = createRng(3, 'integer');
    const counts = Array.from({ length: 7 }, () => 0);
    for (let i = 0; i < 70_000; i += 1) {
      const at = rng.integer(7);
      counts[at] = (counts[at] ?? 0) + 1;
    }
    expect(counts).toHaveLength(7);
    const chi2 = counts.reduce((sum, n) => sum + (n - 10_000) ** 2 / 10_000, 0);
    // 6 degrees of freedom: 0.001 of all generators would be above.
    expect(chi2).toBeLessThan(22.5);
  });

  it('permutation: each number once', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 0, max: 200 }), (seed, n) => {
        const order = createRng(seed, 'order').permutation(n);
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
      }),
    );
  });

  it('permutation: all orders of three, equally often', () => {
    const rng = createRng(5, 'orders');
    const counts = new Map<string, number>();
    for (let i = 0; i < 12_000; i += 1) {
      const key = rng.permutation(3).join('');
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    const chi2 = [...counts.values()].reduce((sum, n) => sum + (n - 2000) ** 2 / 2000, 0);
    expect(chi2).toBeLessThan(20.5);
  });
});
