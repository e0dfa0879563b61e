// The fit over depth: exact on lines, without the output layer, with zeros counted.
import { describe, expect, it } from 'vitest';
import { fitDepth } from '../../../src/core/diagnosis/slope.js';
import { Ring } from '../../../src/core/diagnosis/window.js';
import { finiteMedian } from '../../../src/core/median.js';
import { slopeOf } from './helpers.js';
import { fc } from '../../helpers/property.js';

describe('fitDepth', () => {
  it('finds the slope of a line, whatever its height', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.integer({ min: 3, max: 20 }),
        fc.double({ min: -4, max: 2, noNaN: true }),
        (slope, hidden, height) => {
          const fit = fitDepth(slopeOf(slope, hidden, 10 ** height), hidden);
          expect(fit?.slope).toBeCloseTo(slope, 9);
          expect(Math.log10(fit?.R ?? NaN)).toBeCloseTo(-slope * (hidden - 1), 6);
        },
      ),
    );
  });

  it('agrees with the reference on the 7-layer sigmoid net before training', () => {
    // Median kernel gradient RMS of eight Keras seeds, layers 1 .. 7 and output: 0.58 decades a layer.
    const keras = [3.6e-6, 5.6e-6, 2.5e-5, 1e-4, 4.3e-4, 1.6e-3, 8.1e-3, 8.6e-2];
    expect(fitDepth(keras, 7)?.slope).toBeCloseTo(0.58, 1);
    expect(fitDepth(keras, 7)?.R).toBeCloseTo(4.4e-4, 5);
  });

  it.each([
    ['two hidden layers', [1, 1, 1], 2],
    ['a NaN', [1, NaN, 1, 1], 3],
    ['an infinity', [1, Infinity, 1, 1], 3],
    ['nothing but zeros', [0, 0, 0, 1], 3],
    ['too few values', [1, 1], 3],
  ])('says nothing for %s', (_, values, hidden) => {
    expect(fitDepth(values, hidden)).toBeNull();
  });

  it('counts exact zeros and fits them as the smallest float32', () => {
    const fit = fitDepth([0, 1e-20, 1e-10, 1], 3);
    expect(fit).toMatchObject({ zeros: 1, quietest: 0, R: 0 });
    expect(fit?.slope).toBeGreaterThan(10);
  });
});

describe('a layer without gradient', () => {
  it('is no part of the line, unless all layers before it have none either', () => {
    const values = [1e-3, 1e-2, 0, 1, 1];
    expect(fitDepth(values, 4)).toMatchObject({ R: 1e-3, quietest: 2, zeros: 1, leftOut: 1 });
    expect(fitDepth(values, 4)?.slope).toBeCloseTo(1, 9);
    expect(fitDepth([1e-3, 1e-2, 1.4e-45, 1, 1], 4)?.slope).toBeCloseTo(1, 9);
    // The last hidden layer: R is to the last one that has a gradient.
    expect(fitDepth([1e-2, 1e-1, 1, 0, 1], 4)).toMatchObject({ R: 1e-2, leftOut: 1 });
    expect(fitDepth([0, 0, 1e-20, 1e-10, 1], 4)).toMatchObject({ R: 0, zeros: 2, leftOut: 0 });
    expect(fitDepth([1, 0, 0, 1], 3)).toBeNull();
  });
});

describe('medians', () => {
  it('are of the finite values', () => {
    fc.assert(
      fc.property(fc.array(fc.double(), { maxLength: 40 }), (values) => {
        const finite = values.filter((one) => Number.isFinite(one)).sort((a, b) => a - b);
        const middle = finite.length >> 1;
        const wanted =
          finite.length === 0
            ? NaN
            : finite.length % 2 === 1
              ? (finite[middle] as number)
              : ((finite[middle - 1] as number) + (finite[middle] as number)) / 2;
        const got = finiteMedian(Float64Array.from(values), values.length);
        expect(got === wanted || (Number.isNaN(got) && Number.isNaN(wanted))).toBe(true);
      }),
    );
  });

  it('of a ring are of its last values, without the skipped ones', () => {
    const ring = new Ring(4);
    expect(ring.median()).toBeNaN();
    for (const value of [100, 1, 2, 3, 4]) ring.push(value);
    expect(ring.length).toBe(4);
    expect([ring.median(), ring.median(1), ring.median(2, 2), ring.median(1, 3)]).toEqual([2.5, 4, 1.5, 1]);
  });
});
