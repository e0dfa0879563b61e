// Initial weights: variances and bounds by the published formulae, orthogonality, and independent random streams.
import { describe, expect, it } from 'vitest';
import type { Config, PresetFile } from '../../../src/core/config/schema.js';
import { INITIALIZER_NAMES, type InitializerName } from '../../../src/core/config/names.js';
import { parseConfig } from '../../../src/core/config/presets.js';
import { initialParameters, initialState } from '../../../src/core/network/initializers.js';
import { networkLayout, type NetworkLayout } from '../../../src/core/network/layout.js';
import { fc, runs } from '../../helpers/property.js';

const config = (fields: PresetFile): Config => parseConfig(fields, 'test');
const layoutOf = (fields: PresetFile, features = 2, outputs = 1): NetworkLayout =>
  networkLayout({ ...config(fields), outputActivation: 'sigmoid' }, features, outputs);

/** Values by parameter name. */
function drawn(fields: PresetFile, features = 2, outputs = 1): Map<string, Float32Array> {
  const layout = layoutOf(fields, features, outputs);
  const values = initialParameters(config(fields), layout);
  expect(values).toHaveLength(layout.parameterCount);
  return new Map(layout.parameters.map(({ name, offset, size }) => [name, values.slice(offset, offset + size)]));
}
const kernel = (fields: PresetFile, name: string, features?: number, outputs?: number): Float32Array =>
  drawn(fields, features, outputs).get(name) ?? new Float32Array();
const moment = (values: Float32Array, power: number): number =>
  values.reduce((sum, v) => sum + v ** power, 0) / values.length;

/** Variance for fan in i and fan out o, and the largest |value| allowed (in standard deviations of the formula). */
const EXPECTED: Readonly<
  Record<Exclude<InitializerName, 'orthogonal' | 'zeros'>, readonly [(i: number, o: number) => number, number]>
> = {
  glorotUniform: [(i, o) => 2 / (i + o), Math.sqrt(3)],
  glorotNormal: [(i, o) => 2 / (i + o), 2 / 0.87962566],
  heUniform: [(i) => 2 / i, Math.sqrt(3)],
  heNormal: [(i) => 2 / i, 2 / 0.87962566],
  lecunNormal: [(i) => 1 / i, 2 / 0.87962566],
  randomNormal: [() => 0.05 ** 2, Infinity],
};

describe('hidden kernels', () => {
  // [200, 300] from the second layer on is impossible with one width, so the first layer has the other fan in.
  it.each(Object.entries(EXPECTED))(
    '%s: mean 0, the variance of its formula, cut where Keras cuts it',
    (name, [variance, cut]) => {
      const initializer = name as InitializerName;
      const values = kernel({ initializer, width: 300, depth: 1, seed: 9 }, 'hidden_1/kernel', 200);
      const expected = variance(200, 300);
      const n = values.length;
      expect(n).toBe(60_000);
      // Five standard errors; the fourth moment of each is at most 3 sigma^4.
      expect(Math.abs(moment(values, 1))).toBeLessThan(5 * Math.sqrt(expected / n));
      expect(Math.abs(moment(values, 2) / expected - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
      const largest = values.reduce((most, v) => Math.max(most, Math.abs(v)), 0) / Math.sqrt(expected);
      expect(largest).toBeLessThanOrEqual(cut * (1 + 1e-6));
      // Nearly reached, or for the uncut normal passed: the cut is where it should be.
      expect(largest).toBeGreaterThan(Number.isFinite(cut) ? 0.98 * cut : 3);
    },
  );

  it('randomNormal has the deviation asked for, on the output too', () => {
    const fields: PresetFile = { initializer: 'randomNormal', initializerStd: 0.7, width: 200, depth: 2 };
    expect(Math.sqrt(moment(kernel(fields, 'hidden_2/kernel'), 2))).toBeCloseTo(0.7, 1);
    expect(Math.sqrt(moment(kernel(fields, 'output/kernel', 2, 10), 2))).toBeCloseTo(0.7, 1);
  });

  it('zeros: every kernel, the output’s too', () => {
    for (const [name, values] of drawn({ initializer: 'zeros' }))
      if (name.endsWith('/kernel')) expect([...values].every((v) => v === 0)).toBe(true);
  });

  it('the gain is a factor on hidden kernels alone', () => {
    const gain = fc.double({ min: 0.01, max: 50, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(...INITIALIZER_NAMES), gain, (initializer, initializerGain) => {
        const plain = drawn({ initializer, depth: 2 });
        const scaled = drawn({ initializer, depth: 2, initializerGain });
        for (const [name, values] of plain) {
          const factor = name.startsWith('hidden') && name.endsWith('/kernel') ? initializerGain : 1;
          values.forEach((v, i) =>
            expect(Math.abs((scaled.get(name)?.[i] ?? NaN) - factor * v)).toBeLessThanOrEqual(
              1e-6 * Math.abs(factor * v),
            ),
          );
        }
      }),
      { numRuns: runs(40) },
    );
  });
});

describe('orthogonal', () => {
  it('rows or columns, whichever are fewer, are orthonormal, times the gain', () => {
    const side = fc.integer({ min: 1, max: 24 });
    fc.assert(
      fc.property(side, side, fc.constantFrom(1, 0.3, 1.5), fc.nat(1000), (rows, columns, initializerGain, seed) => {
        const values = kernel(
          { initializer: 'orthogonal', initializerGain, width: columns, depth: 1, seed },
          'hidden_1/kernel',
          rows,
        );
        const at = (vector: number, element: number): number =>
          (rows <= columns ? values[vector * columns + element] : values[element * columns + vector]) ?? NaN;
        const count = Math.min(rows, columns);
        for (let a = 0; a < count; a += 1)
          for (let b = 0; b <= a; b += 1) {
            let dot = 0;
            for (let k = 0; k < Math.max(rows, columns); k += 1) dot += at(a, k) * at(b, k);
            expect(Math.abs(dot - (a === b ? initializerGain ** 2 : 0))).toBeLessThan(1e-5);
          }
      }),
      { numRuns: runs(60) },
    );
  });

  it('prefers no direction: entries have mean 0 and variance 1 / n over seeds', () => {
    const firsts = Array.from({ length: 400 }, (_, seed) =>
      kernel({ initializer: 'orthogonal', width: 4, depth: 1, seed }, 'hidden_1/kernel', 4),
    );
    for (let k = 0; k < 16; k += 1) {
      const entries = Float32Array.from(firsts, (values) => values[k] ?? NaN);
      expect(Math.abs(moment(entries, 1))).toBeLessThan(5 * Math.sqrt(0.25 / 400));
      expect(Math.abs(moment(entries, 2) - 0.25)).toBeLessThan(5 * Math.sqrt(0.125 / 400));
    }
  });

  it('recurrent kernels are orthogonal times recurrentGain whatever the initializer', () => {
    fc.assert(
      fc.property(fc.constantFrom(...INITIALIZER_NAMES), (initializer) => {
        const values = kernel(
          { cell: 'simpleRnn', initializer, initializerGain: 3, recurrentGain: 1.5, width: 8, depth: 1 },
          'hidden_1/recurrent_kernel',
          1,
        );
        expect(values).toHaveLength(64);
        expect(moment(values, 2) * 8).toBeCloseTo(2.25, 4);
      }),
    );
  });
});

describe('what is no kernel', () => {
  it('biases and betas 0, gammas 1, PReLU slopes 0.25', () => {
    const values = drawn({ activation: 'prelu', batchNorm: 'before', depth: 2 });
    const start: Readonly<Record<string, number>> = { bias: 0, beta: 0, gamma: 1, alpha: 0.25 };
    const seen = new Set<string>();
    for (const [name, all] of values) {
      const kind = name.split('/')[1] ?? '';
      if (!(kind in start)) continue;
      seen.add(kind);
      expect([...all].every((v) => v === start[kind])).toBe(true);
    }
    expect([...seen].sort()).toEqual(['alpha', 'beta', 'bias', 'gamma']);
  });

  it('moving means 0 and variances 1, layer by layer', () => {
    const layout = layoutOf({ batchNorm: 'before', depth: 3, width: 4 });
    const four = (value: number): number[] => Array.from({ length: 4 }, () => value);
    expect([...initialState(layout)]).toEqual([1, 2, 3].flatMap(() => [...four(0), ...four(1)]));
    expect(initialState(layoutOf({}))).toHaveLength(0);
  });

  it('the output kernel is Glorot uniform under He, LeCun and orthogonal, as in the reference', () => {
    const output = (initializer: InitializerName): Float32Array => kernel({ initializer }, 'output/kernel');
    for (const name of INITIALIZER_NAMES)
      if (name === 'zeros' || name === 'randomNormal') expect(output(name)).not.toEqual(output('glorotUniform'));
      else expect(output(name)).toEqual(output('glorotUniform'));
  });
});

describe('streams', () => {
  const base: PresetFile = { depth: 5, width: 6, seed: 4 };
  const shared = (a: PresetFile, b: PresetFile, features = 2): string[] => {
    const [one, other] = [drawn(a, features), drawn(b, features)];
    return [...one]
      .filter(([name, values]) => values.length === other.get(name)?.length && name.endsWith('kernel'))
      .map(([name, values]) => {
        expect(other.get(name)).toEqual(values);
        return name;
      });
  };

  it.each<[string, PresetFile, number]>([
    ['the activation', { activation: 'relu' }, 6],
    ['another one that has parameters', { activation: 'prelu' }, 6],
    ['batch normalization', { batchNorm: 'after' }, 6],
    ['a skip', { residual: 1 }, 6],
    ['the optimizer', { optimizer: 'adam', learningRate: 0.001 }, 6],
    ['fewer layers', { depth: 3 }, 4],
    ['more layers', { depth: 9 }, 6],
  ])('a change of %s leaves every kernel of equal shape as it was', (_, change, kernels) => {
    expect(shared(base, { ...base, ...change })).toHaveLength(kernels);
  });

  it('another seed changes every kernel', () => {
    const other = drawn({ ...base, seed: 5 });
    for (const [name, values] of drawn(base)) if (name.endsWith('kernel')) expect(other.get(name)).not.toEqual(values);
  });

  it('all kernels of a network differ', () => {
    const values = [...drawn(base)].filter(([name]) => name.endsWith('kernel')).map(([, v]) => v[0]);
    expect(new Set(values).size).toBe(values.length);
  });

  it('equal settings give equal kernels', () => {
    const layout = layoutOf(base);
    expect(initialParameters(config(base), layout)).toEqual(initialParameters(config(base), layout));
  });
});
