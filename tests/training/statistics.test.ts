// Figures of a probe and of a run's end: worked examples, and NaN.
import { describe, expect, it } from 'vitest';
import { networkLayout } from '../../src/core/network/layout.js';
import type { LayerForward } from '../../src/training/engine.js';
import { probeStatistics, rms, weightChanges } from '../../src/training/statistics.js';
import { fc } from '../helpers/property.js';

type Activation = Parameters<typeof networkLayout>[0]['activation'];

/** One hidden layer of two units on one feature: kernel [1, 2], bias [2], output kernel [2, 1], bias [1]. */
const layoutOf = (activation: Activation) =>
  networkLayout(
    {
      cell: 'dense',
      depth: 1,
      width: 2,
      activation,
      batchNorm: 'none',
      residual: 0,
      outputActivation: 'sigmoid',
    },
    1,
    1,
  );

/** Probe of the hidden layer from pre-activations [rows, 2] and outputs. */
function probeOf(activation: Activation, pre: readonly number[], post: readonly number[]) {
  const layout = layoutOf(activation);
  const parameters = new Float32Array(layout.parameterCount).fill(1);
  const output: LayerForward = { pre: Float32Array.of(0), post: Float32Array.of(0.5) };
  return probeStatistics(layout, parameters, parameters, [
    { pre: Float32Array.from(pre), post: Float32Array.from(post) },
    output,
  ]);
}

describe('rms', () => {
  it('neither overflows nor underflows within single precision', () => {
    expect(rms(Float32Array.of(1e-30, 1e-30)) / 1e-30).toBeCloseTo(1, 6);
    expect(rms(Float32Array.of(1e38, 1e38)) / 1e38).toBeCloseTo(1, 6);
  });
});

describe('a probe', () => {
  it('counts saturated activations', () => {
    expect(probeOf('tanh', [0, 0, 0, 0], [0.98, 0.9, -0.98, 0]).saturated).toEqual([0.5, null]);
    expect(probeOf('sigmoid', [0, 0, 0, 0], [0.99, 0.5, 0.2, 0.9]).saturated).toEqual([0.25, null]);
    expect(probeOf('relu', [0, 0], [100, 100]).saturated).toEqual([null, null]);
  });

  it('counts units that are dead (0 on every sample)', () => {
    expect(probeOf('relu', [-1, -1, -1, 5], [0, 0, 0, 5]).dead).toEqual([0.5, null]);
    expect(probeOf('relu', [-1, -1, -1, -1], [0, 0, 0, 0]).dead).toEqual([1, null]);
    expect(probeOf('leakyRelu', [-1, -1], [0, 0]).dead).toEqual([null, null]);
  });

  it('gives the mean |f′| of each activation', () => {
    expect(probeOf('sigmoid', [0, 0], [0.5, 0.5]).meanDerivative[0]).toBeCloseTo(0.25, 6);
    expect(probeOf('tanh', [0, 0], [0, 0.5]).meanDerivative[0]).toBeCloseTo((1 + 0.75) / 2, 6);
    expect(probeOf('relu', [1, -1, 1, 1], [1, 0, 1, 1]).meanDerivative[0]).toBe(0.75);
    // PReLU's own slope of each unit: here 1.
    expect(probeOf('prelu', [-1, -1], [-1, -1]).meanDerivative[0]).toBe(1);
    expect(probeOf('gelu', [0, 0], [0, 0]).meanDerivative[0]).toBeCloseTo(0.5, 6);
  });

  it.each([
    ['sigmoid', fc.float({ min: 0, max: 1, noNaN: true }), (a: number) => a * (1 - a)],
    ['tanh', fc.float({ min: -1, max: 1, noNaN: true }), (a: number) => 1 - a * a],
  ] as const)('the mean derivative of %s equals the mean over all values', (activation, value, derivative) => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 200 }), (half) => {
        const post = [...half, ...half];
        const told = probeOf(activation, post, post).meanDerivative[0]!;
        const summed = post.reduce((sum, a) => sum + derivative(a), 0) / post.length;
        expect(Math.abs(told - summed)).toBeLessThan(1e-14);
      }),
    );
  });

  it('counts every pre-activation in one bin', () => {
    const [hidden] = probeOf('tanh', [-1, 0, 0.01, 1], [0, 0, 0, 0]).histograms;
    expect(hidden).toMatchObject({ low: -1, high: 1 });
    const counts = Array.from(hidden!.counts);
    expect(counts).toHaveLength(40);
    expect([counts[0], counts[20], counts[39]]).toEqual([1, 2, 1]);
    expect(counts.reduce((a, b) => a + b)).toBe(4);
    const [flat] = probeOf('tanh', [3, 3], [0, 0]).histograms;
    expect(Array.from(flat!.counts)).toContain(2);
  });

  it('is NaN if activations are NaN', () => {
    const { saturated, dead, preMean, activationStd, meanDerivative, histograms } = probeOf(
      'sigmoid',
      [NaN, 1],
      [NaN, 0.7],
    );
    expect([saturated[0], preMean[0], activationStd[0], meanDerivative[0]]).toEqual([NaN, NaN, NaN, NaN]);
    expect(dead).toEqual([null, null]);
    expect(histograms[0]).toMatchObject({ low: NaN, high: NaN });
    expect(probeOf('relu', [NaN, -1], [NaN, 0]).dead[0]).toBe(0.5);
    expect(probeOf('relu', [NaN, -1], [NaN, 0]).meanDerivative[0]).toBeNaN();
  });
});

describe('change against step 0', () => {
  const layout = layoutOf('tanh');
  const initial = Float32Array.of(1, 2, 0, 0, 4, 4, 0);
  const now = Float32Array.of(1.5, 2, 1, 3, 5, 2, 0);

  it('is the percent change and the mean gradient of each kernel, first layer first', () => {
    const [kernel, bias, output] = weightChanges(layout, initial, now, 0.5);
    expect(kernel).toEqual({
      name: 'hidden_1/kernel',
      medianPercent: 25,
      maxPercent: 50,
      movedShare: 0.5,
      medianGradient: 0.5,
    });
    // Every old value is 0: no percentage can be given.
    expect(bias).toEqual({
      name: 'hidden_1/bias',
      medianPercent: null,
      maxPercent: null,
      movedShare: null,
      medianGradient: 4,
    });
    expect(output).toEqual({
      name: 'output/kernel',
      medianPercent: 37.5,
      maxPercent: 50,
      movedShare: 1,
      medianGradient: 3,
    });
  });
});
