// Our optimizers and clipping against Keras' own numbers, step by step.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OPTIMIZER_NAMES, type UpdateName } from '../../src/core/config/names.js';
import { clipGradient, gradientNorm } from '../../src/training/clipping.js';
import { createOptimizer } from '../../src/training/optimizer.js';
import { stepVectors } from '../../src/training/vectors.js';
import { relativeError } from '../helpers/engines.js';
import { fc, runs } from '../helpers/property.js';

const keras = JSON.parse(readFileSync(new URL('../fixtures/keras/optimizers.json', import.meta.url), 'utf8')) as {
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly start: readonly number[];
  readonly gradients: readonly (readonly number[])[];
  readonly after: Readonly<Record<UpdateName, readonly (readonly number[])[]>>;
};

/** An optimizer on parameters of its own. */
type Given = Parameters<typeof createOptimizer>[0] & { readonly learningRate: number };
function updates(config: Given, start: readonly number[], byVectors?: boolean) {
  const vectors = stepVectors(Float32Array.from(start), [{ kind: 'kernel', offset: 0, size: start.length }], byVectors);
  const optimizer = createOptimizer(config, vectors);
  return (gradient: readonly number[]): Float32Array => {
    vectors.gradient.set(gradient);
    optimizer.apply(config.learningRate);
    return vectors.parameters;
  };
}

describe('optimizers', () => {
  const cases = OPTIMIZER_NAMES.flatMap((name) => [
    { optimizer: name, weightDecay: 0, row: name },
    { optimizer: name, weightDecay: keras.weightDecay, row: `${name}Decayed` as const },
  ]);
  it.each(cases)('$row follows Keras for ten steps', ({ optimizer, weightDecay, row }) => {
    const update = updates({ optimizer, weightDecay, learningRate: keras.learningRate, momentum: 0.9 }, keras.start);
    keras.gradients.forEach((gradient, step) => {
      expect(relativeError(update(gradient), keras.after[row][step] ?? []), `step ${step + 1}`).toBeLessThan(2e-6);
    });
  });

  it.each(cases)('$row gives the same bits by vector code', ({ optimizer, weightDecay }) => {
    const float = fc.float();
    const size = fc.integer({ min: 1, max: 9 });
    const vectors = (length: number) => fc.array(float, { minLength: length, maxLength: length });
    const given = size.chain((n) => fc.tuple(vectors(n), fc.array(vectors(n), { minLength: 1, maxLength: 5 })));
    fc.assert(
      fc.property(given, fc.double({ min: 1e-6, max: 10, noNaN: true }), ([start, gradients], learningRate) => {
        const [plain, compiled] = [false, true].map((byVectors) => {
          const update = updates({ optimizer, weightDecay, learningRate, momentum: 0.9 }, start, byVectors);
          return gradients.map((gradient) => [...update(gradient)]);
        });
        expect(compiled).toEqual(plain);
      }),
      { numRuns: runs(300) },
    );
  });

  it.each(OPTIMIZER_NAMES)('%s keeps NaN', (optimizer) => {
    const parameters = updates({ optimizer, learningRate: 0.1, momentum: 0.9 }, [1, 1])([NaN, 1]);
    expect(parameters[0]).toBeNaN();
    expect(parameters[1]).toBeLessThan(1);
  });
});

describe('clipping', () => {
  const gradients = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true, min: -1000, max: 1000 }), {
    minLength: 1,
    maxLength: 30,
  });

  it('limits the norm and keeps the direction', () => {
    fc.assert(
      fc.property(gradients, fc.float({ min: Math.fround(0.01), max: 100, noNaN: true }), (values, clipNorm) => {
        const gradient = Float32Array.from(values);
        const norm = gradientNorm(gradient);
        const clipped = clipGradient(gradient, { clipNorm, clipValue: null }, norm);
        expect(clipped).toBe(norm > clipNorm);
        expect(gradientNorm(gradient)).toBeLessThanOrEqual(Math.min(norm, clipNorm) * (1 + 1e-5));
        const factor = clipped ? clipNorm / norm : 1;
        expect(
          relativeError(
            gradient,
            Float32Array.from(values, (v) => v * factor),
          ),
        ).toBeLessThan(1e-5);
      }),
    );
  });

  it('limits each element', () => {
    fc.assert(
      fc.property(gradients, (values) => {
        const gradient = Float32Array.from(values);
        const clipped = clipGradient(gradient, { clipNorm: null, clipValue: 1.5 }, gradientNorm(gradient));
        expect([...gradient]).toEqual([...Float32Array.from(values)].map((v) => Math.max(-1.5, Math.min(1.5, v))));
        expect(clipped).toBe(values.some((v) => Math.abs(v) > 1.5));
      }),
    );
  });

  it('leaves a gradient with a norm that is not finite unchanged', () => {
    const gradient = Float32Array.of(NaN, 1);
    expect(clipGradient(gradient, { clipNorm: 1, clipValue: null }, gradientNorm(gradient))).toBe(false);
    expect(gradient[1]).toBe(1);
  });
});
