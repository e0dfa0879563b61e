// A layer's figures: vector code against the plain loops, and both against the definitions written out.
import { describe, expect, it } from 'vitest';
import { BINS, layerFigures, type LayerFigures } from '../../src/training/layerFigures.js';
import { fc, runs } from '../helpers/property.js';

const REACH = { middle: 0.5, reach: 0.485 };

const mean = (values: Float32Array): number => values.reduce((a, b) => a + b, 0) / values.length;
const std = (values: Float32Array): number =>
  Math.sqrt(values.reduce((sum, v) => sum + (v - mean(values)) ** 2, 0) / values.length);
const share = (values: Float32Array, holds: (value: number) => boolean): number =>
  values.filter(holds).length / values.length;

function written({ pre, post }: { readonly pre: Float32Array; readonly post: Float32Array }): LayerFigures {
  const [low, high] = [Math.min(...pre) + 0, Math.max(...pre) + 0];
  const width = (high - low || 1) / BINS;
  const counts = new Float32Array(BINS);
  for (const z of pre) counts[Math.min(BINS - 1, Math.floor((z - low) * (1 / width)))]! += 1;
  return {
    pre: { mean: mean(pre), std: std(pre) },
    post: { mean: mean(post), std: std(post) },
    positive: share(pre, (z) => z > 0),
    outside: share(post, (a) => a < 0.5 - 0.485 || a > 0.5 + 0.485),
    histogram: { low, high: low + BINS * width, counts },
  };
}

const layer = fc.integer({ min: 1, max: 70 }).chain((size) => {
  const values = (value: fc.Arbitrary<number>) =>
    fc.array(value, { minLength: size, maxLength: size }).map((all) => Float32Array.from(all));
  return fc.record({
    pre: values(fc.float({ min: -100, max: 100, noNaN: true })),
    post: values(fc.float({ min: 0, max: 1, noNaN: true })),
  });
});

const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-12 * Math.max(1, Math.abs(a), Math.abs(b));

it('have the same bits with vector code and without', () => {
  const wild = fc.float({ noDefaultInfinity: false });
  const any = fc.oneof(
    layer,
    fc.array(wild, { minLength: 1, maxLength: 70 }).map((all) => {
      const pre = Float32Array.from(all);
      return { pre, post: pre };
    }),
  );
  fc.assert(
    fc.property(any, (forward) => {
      expect(layerFigures(forward, REACH, false)).toEqual(layerFigures(forward, REACH, true));
    }),
    { numRuns: 500 },
  );
});

describe.each([true, false])('by vector code: %s', (compiled) => {
  it('follow their definitions', () => {
    fc.assert(
      fc.property(layer, (forward) => {
        const told = layerFigures(forward, REACH, compiled);
        const wanted = written(forward);
        for (const side of ['pre', 'post'] as const) {
          expect(near(told[side].mean, wanted[side].mean)).toBe(true);
          expect(near(told[side].std, wanted[side].std)).toBe(true);
        }
        expect([told.positive, told.outside]).toEqual([wanted.positive, wanted.outside]);
        const { low, high, counts } = told.histogram;
        // -0 and 0 are one edge.
        expect({ low: low + 0, high: high + 0, counts }).toEqual(wanted.histogram);
      }),
      { numRuns: runs(300) },
    );
  });

  it.each([
    ['NaN', [NaN, 1, 2, 3, 4]],
    ['infinities', [-Infinity, Infinity, 2, 3, 4]],
  ])('have no histogram of %s', (_, values) => {
    const pre = Float32Array.from(values);
    const { histogram, pre: spread, positive } = layerFigures({ pre, post: pre }, REACH, compiled);
    expect([histogram.low, histogram.high, spread.mean, positive]).toEqual([NaN, NaN, NaN, NaN]);
    expect(Array.from(histogram.counts)).toEqual(new Array(BINS).fill(0));
  });

  it('do not depend on the layer before', () => {
    const small = { pre: Float32Array.of(1, 2, 3, 4, 5), post: Float32Array.of(0, 0.5, 0.5, 0.5, 1) };
    const first = layerFigures(small, REACH, compiled);
    layerFigures({ pre: new Float32Array(400).fill(NaN), post: new Float32Array(400).fill(-7) }, REACH, compiled);
    expect(layerFigures(small, REACH, compiled)).toEqual(first);
  });
});
