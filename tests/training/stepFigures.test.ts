// Figures of every step: worked examples, NaN and infinities, and vector code against the plain sums, to the bit.
import { describe, expect, it } from 'vitest';
import { OPTIMIZER_NAMES } from '../../src/core/config/names.js';
import { createOptimizer } from '../../src/training/optimizer.js';
import { stepFigures } from '../../src/training/stepFigures.js';
import { stepVectors } from '../../src/training/vectors.js';
import { fc, runs } from '../helpers/property.js';

/** Kernel 2, bias 2, kernel 2, bias 1. */
const PARAMETERS = [
  { kind: 'kernel', offset: 0, size: 2 },
  { kind: 'bias', offset: 2, size: 2 },
  { kind: 'kernel', offset: 4, size: 2 },
  { kind: 'bias', offset: 6, size: 1 },
];

interface Given {
  readonly gradient: readonly number[];
  readonly weights: readonly number[];
}

const SGD = { optimizer: 'sgd', learningRate: 1, momentum: 0 } as const;

/** Figures of the gradient and of the update by it, and where it led. */
function figuresOf(
  { gradient, weights }: Given,
  byVectors: boolean,
  parameters = PARAMETERS,
  config: Parameters<typeof createOptimizer>[0] & { readonly learningRate: number } = SGD,
) {
  const vectors = stepVectors(Float32Array.from(weights), parameters, byVectors);
  vectors.gradient.set(gradient);
  const figures = stepFigures(vectors);
  const ofGradient = figures.gradient();
  createOptimizer(config, vectors).applyMeasured(config.learningRate);
  return {
    ...ofGradient,
    ...figures.movement(),
    parameters: [...vectors.parameters],
    slots: vectors.slots.map((s) => [...s]),
  };
}

const given: Given = {
  gradient: [3, -4, 99, 99, 0, 1, 99],
  weights: [1, 7, 0, 0, 2, 2, 0],
};

describe.each([true, false])('by vector code: %s', (byVectors) => {
  it('has figures of each kernel, and the norm over all parameters', () => {
    const figures = figuresOf(given, byVectors);
    expect(figures.gradRms).toEqual([Math.sqrt(12.5), Math.sqrt(0.5)]);
    expect(figures.gradMax).toEqual([4, 1]);
    expect(figures.gradNorm).toBe(Math.hypot(3, 4, 99, 99, 1, 99));
    expect(figures.weightRms).toEqual([5, 2]);
    expect(figures.updateRms).toEqual([Math.sqrt(12.5), Math.sqrt(0.5)]);
    expect(figures.parameters).toEqual([-2, 11, -99, -99, 2, 1, -99]);
  });

  it.each([NaN, Infinity])('keeps %s, in its own kernel', (bad) => {
    const { gradRms, gradMax, gradNorm, updateRms } = figuresOf(
      { ...given, gradient: [1, bad, 0, 0, 1, 1, 0] },
      byVectors,
    );
    expect([gradRms[0], gradMax[0], gradNorm, updateRms[0]]).toEqual([bad, bad, bad, bad]);
    expect([gradRms[1], gradMax[1], updateRms[1]]).toEqual([1, 1, 1]);
  });
});

/** Spans of up to three rows, kernels and others in any order. */
const cases = fc
  .array(fc.record({ size: fc.integer({ min: 1, max: 23 }), kind: fc.constantFrom('kernel', 'bias') }), {
    minLength: 1,
    maxLength: 5,
  })
  .chain((all) => {
    let end = 0;
    const parameters = all.map(({ kind, size }) => ({ kind, offset: (end += size) - size, size }));
    const values = fc.array(fc.float(), { minLength: end, maxLength: end });
    return fc.record({ parameters: fc.constant(parameters), gradient: values, weights: values });
  });

describe.each(OPTIMIZER_NAMES)('%s', (optimizer) => {
  const config = { optimizer, learningRate: 0.1, momentum: 0.9 };

  it('has the same bits by vector code and by the plain loop', () => {
    fc.assert(
      fc.property(cases, ({ parameters, ...values }) => {
        const [compiled, plain] = [true, false].map((by) => figuresOf(values, by, parameters, config));
        expect(compiled).toEqual(plain);
      }),
      { numRuns: runs(60) },
    );
  });

  it('updates the parameters equally, measured or not', () => {
    fc.assert(
      fc.property(cases, ({ parameters, gradient, weights }) => {
        const vectors = stepVectors(Float32Array.from(weights), parameters);
        vectors.gradient.set(gradient);
        createOptimizer(config, vectors).apply(config.learningRate);
        expect(figuresOf({ gradient, weights }, true, parameters, config)).toMatchObject({
          parameters: [...vectors.parameters],
          slots: vectors.slots.map((slot) => [...slot]),
        });
      }),
      { numRuns: runs(30) },
    );
  });
});
