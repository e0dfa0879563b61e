// Figures of every step: worked examples, numbers that are none, and vector code against the plain sums, to the bit.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stepFigures } from '../../src/training/stepFigures.js';
import { stepVectors } from '../../src/training/vectors.js';

/** Kernel 2, bias 2, kernel 2, bias 1. */
const PARAMETERS = [
  { kind: 'kernel', offset: 0, size: 2 },
  { kind: 'bias', offset: 2, size: 2 },
  { kind: 'kernel', offset: 4, size: 2 },
  { kind: 'bias', offset: 6, size: 1 },
];

interface Given {
  readonly gradient: readonly number[];
  readonly before: readonly number[];
  readonly after: readonly number[];
}

function figuresOf({ gradient, before, after }: Given, byVectors: boolean, parameters = PARAMETERS) {
  const vectors = stepVectors(Float32Array.from(before), parameters, byVectors);
  vectors.gradient.set(gradient);
  vectors.parameters.set(after);
  const figures = stepFigures(parameters, vectors);
  return { ...figures.gradient(), ...figures.movement() };
}

const given: Given = {
  gradient: [3, -4, 99, 99, 0, 1, 99],
  before: [1, 7, 0, 0, 2, 2, 0],
  after: [1, 5, 9, 9, 2, 2, 9],
};

describe.each([true, false])('by vector code: %s', (byVectors) => {
  it('is about kernels, each by itself, and the norm about all', () => {
    const figures = figuresOf(given, byVectors);
    expect(figures.gradRms).toEqual([Math.sqrt(12.5), Math.sqrt(0.5)]);
    expect(figures.gradMax).toEqual([4, 1]);
    expect(figures.gradNorm).toBe(Math.hypot(3, 4, 99, 99, 1, 99));
    expect(figures.weightRms).toEqual([5, 2]);
    expect(figures.updateRms).toEqual([Math.sqrt(2), 0]);
  });

  it.each([NaN, Infinity])('keeps %s, in its own kernel', (bad) => {
    const figures = figuresOf(
      { ...given, gradient: [1, bad, 0, 0, 1, 1, 0], after: [1, bad, 0, 0, 2, 3, 0] },
      byVectors,
    );
    expect([figures.gradRms[0], figures.gradMax[0], figures.gradNorm, figures.updateRms[0]]).toEqual([
      bad,
      bad,
      bad,
      bad,
    ]);
    expect([figures.gradRms[1], figures.gradMax[1], figures.updateRms[1]]).toEqual([1, 1, Math.SQRT1_2]);
  });
});

it('vector code sums in the same order as the plain loop', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 23 }), { minLength: 1, maxLength: 5 });
  const cases = sizes.chain((all) => {
    const length = all.reduce((a, b) => a + b, 0);
    const values = fc.array(fc.float(), { minLength: length, maxLength: length });
    return fc.record({ sizes: fc.constant(all), gradient: values, before: values, after: values });
  });
  fc.assert(
    fc.property(cases, ({ sizes: all, ...vectors }) => {
      let end = 0;
      const parameters = all.map((size) => ({ kind: 'kernel', offset: (end += size) - size, size }));
      expect(figuresOf(vectors, true, parameters)).toEqual(figuresOf(vectors, false, parameters));
    }),
    { numRuns: 300 },
  );
});
