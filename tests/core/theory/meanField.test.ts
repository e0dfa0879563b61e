import { describe, expect, it } from 'vitest';
import {
  chi,
  criticalGain,
  jacobianGain,
  nextVariance,
  settledVariance,
  sigmaW2,
} from '../../../src/core/theory/meanField.js';

describe('mean-field theory', () => {
  it('passes variance through a linear layer unchanged and halves it through ReLU', () => {
    expect(nextVariance('linear', 1, 0.7)).toBeCloseTo(0.7, 10);
    expect(nextVariance('relu', 1, 0.7)).toBeCloseTo(0.35, 6);
  });

  it('finds He critical for ReLU: chi = 1 at sigmaW² = 2', () => {
    expect(jacobianGain('relu', 2, 1)).toBeCloseTo(1, 9);
    expect(sigmaW2('heNormal', 10, 1, 0.05)).toBe(2);
  });

  it('finds the known critical point of tanh without biases at sigmaW = 1', () => {
    expect(criticalGain('tanh', 'glorotUniform', 100, 0.05)).toBeCloseTo(1, 3);
    expect(chi('tanh', 0.8)).toBeLessThan(1);
    expect(chi('tanh', 2)).toBeGreaterThan(1);
  });

  it.each([
    ['tanh', 1.05],
    ['tanh', 4],
    ['elu', 1.02],
    ['sigmoid', 100],
    ['selu', 0.9],
  ] as const)('settles %s at sigmaW² = %f where thousands of layers do', (activation, sigma) => {
    let q = 1;
    for (let layer = 0; layer < 3000; layer += 1) q = nextVariance(activation, sigma, q);
    expect(settledVariance(activation, sigma)).toBeCloseTo(q, 7);
  });

  it('gives sigmoid with unit gain less than 1/16 a layer in squared gradient: log10(1/4) = -0.6 decades at most', () => {
    const decades = Math.log10(Math.sqrt(chi('sigmoid', 1)));
    expect(decades).toBeLessThan(Math.log10(0.25));
    expect(decades).toBeGreaterThan(-0.7);
  });

  it('finds the critical gain of sigmoid far above 1, or none', () => {
    const gain = criticalGain('sigmoid', 'glorotUniform', 100, 0.05);
    expect(gain === null || gain > 3).toBe(true);
  });
});
