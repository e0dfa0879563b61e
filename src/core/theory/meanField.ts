// Mean-field theory of a wide random network at initialization: how variance and gradient pass through one layer.
// Poole et al. 2016 (arXiv:1606.05340) and Schoenholz et al. 2017 (arXiv:1611.01232), with zero biases.
import { ACTIVATIONS, type ActivationName } from '../config/activations.js';
import type { InitializerName } from '../config/schema.js';

/** E[g(z)] for z from N(0, 1): midpoint rule on [-9, 9]; the nodes miss 0, where piecewise functions have their kink. */
function gaussianMean(g: (z: number) => number): number {
  const steps = 1200;
  const reach = 9;
  const h = (2 * reach) / steps;
  let sum = 0;
  for (let i = 0; i < steps; i += 1) {
    const z = -reach + (i + 0.5) * h;
    sum += g(z) * Math.exp((-z * z) / 2);
  }
  return (sum * h) / Math.sqrt(2 * Math.PI);
}

/**
 * Variance of a pre-activation in a layer of `inputs` units, given sigmaW² = inputs × Var(kernel):
 * q' = sigmaW² E[f(sqrt(q) z)²].
 */
export function nextVariance(activation: ActivationName, sigmaW2: number, q: number): number {
  const { f } = ACTIVATIONS[activation];
  return sigmaW2 * gaussianMean((z) => f(Math.sqrt(q) * z) ** 2);
}

/**
 * chi = sigmaW² E[f'(sqrt(q) z)²]: the factor by which one layer multiplies the mean squared gradient on its way back.
 * Below 1 gradients vanish with depth, above 1 they explode, 1 is the critical line.
 */
export function jacobianGain(activation: ActivationName, sigmaW2: number, q: number): number {
  const { derivative } = ACTIVATIONS[activation];
  return sigmaW2 * gaussianMean((z) => derivative(Math.sqrt(q) * z) ** 2);
}

/** chi at the variance that the layers settle to from q = 1 (or after 200 layers, where nothing settles). */
export function chi(activation: ActivationName, sigmaW2: number): number {
  let q = 1;
  for (let layer = 0; layer < 200; layer += 1) {
    const next = nextVariance(activation, sigmaW2, q);
    if (!Number.isFinite(next) || next > 1e12) break;
    if (Math.abs(next - q) < 1e-10 * Math.max(q, 1e-10)) return jacobianGain(activation, sigmaW2, next);
    q = next;
  }
  return jacobianGain(activation, sigmaW2, q);
}

/** sigmaW² = inputs × Var(kernel) of an initializer for a hidden layer with as many inputs as units; gain multiplies the kernel. */
export function sigmaW2(initializer: InitializerName, width: number, gain: number, std: number): number {
  const variance = {
    glorotUniform: 1,
    glorotNormal: 1,
    heUniform: 2,
    heNormal: 2,
    lecunNormal: 1,
    orthogonal: 1,
    randomNormal: width * std * std,
    zeros: 0,
  }[initializer];
  return variance * gain * gain;
}

/** The gain at which chi = 1 for this activation and initializer, between `low` and `high`; null if chi does not cross 1 there. */
export function criticalGain(
  activation: ActivationName,
  initializer: InitializerName,
  width: number,
  std: number,
  low = 0.05,
  high = 20,
): number | null {
  const excess = (gain: number): number => chi(activation, sigmaW2(initializer, width, gain, std)) - 1;
  // tanh meets chi = 1 from below at sigmaW = 1 and stays above; a margin keeps the flat approach from hiding the crossing.
  if (excess(low) >= 0 || excess(high) <= 0) return null;
  let a = low;
  let b = high;
  for (let i = 0; i < 60; i += 1) {
    const middle = Math.sqrt(a * b);
    if (excess(middle) < 0) a = middle;
    else b = middle;
  }
  return Math.sqrt(a * b);
}
