// Mean-field theory of a wide random network at initialization: how variance and gradient pass through one layer.
// Poole et al. 2016 (arXiv:1606.05340) and Schoenholz et al. 2017 (arXiv:1611.01232).
import { ACTIVATIONS, type ActivationName } from '../config/activations.js';
import type { InitializerName } from '../config/names.js';

/** Midpoint rule on [-9, 9] with the density of N(0, 1) as weights; the nodes miss 0, where piecewise functions have their kink. */
const STEPS = 1200;
const WIDTH = 18 / STEPS;
const NODES = Float64Array.from({ length: STEPS }, (_, i) => -9 + (i + 0.5) * WIDTH);
const WEIGHTS = NODES.map((z) => (Math.exp((-z * z) / 2) * WIDTH) / Math.sqrt(2 * Math.PI));

/** E[g(z)] for z from N(0, 1). */
function gaussianMean(g: (z: number) => number): number {
  let sum = 0;
  for (let i = 0; i < STEPS; i += 1) sum += g(NODES[i] ?? 0) * (WEIGHTS[i] ?? 0);
  return sum;
}

/**
 * Variance of a pre-activation in a layer of `inputs` units, given sigmaW² = inputs × Var(kernel), without biases:
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

/** Closer to its fixed point, a variance changes chi by less than rounding. */
const SETTLED = 1e-10;
/** Bounded activations stay far below this at every sigmaW in use. */
const GROWN = 1e6;

/**
 * The variance at which layers settle from q = 1, with biases of variance `sigmaB2`; if it does not settle, that of a late layer. Near criticality variance falls
 * like 1/layer, so the iteration extrapolates along the secant through three layers (Aitken), never backwards.
 */
export function settledVariance(activation: ActivationName, sigmaW2: number, sigmaB2 = 0): number {
  let q = 1;
  for (let i = 0; i < 60; i += 1) {
    const first = nextVariance(activation, sigmaW2, q) + sigmaB2;
    const second = nextVariance(activation, sigmaW2, first) + sigmaB2;
    if (!Number.isFinite(second) || second > GROWN) break;
    if (Math.abs(second - q) < SETTLED) return second;
    const ahead = q - (first - q) ** 2 / (second - 2 * first + q);
    const onward = second > q ? ahead > second : ahead < second && ahead >= 0;
    q = Number.isFinite(ahead) && ahead < GROWN && onward ? ahead : second;
  }
  return q;
}

/** A variance that decays to 0 is taken as this: at 0 itself the slope of a ReLU would be that of its kink. */
const DECAYING = 1e-12;

/** chi at the variance at which the layers settle, or towards which it decays. */
export const chi = (activation: ActivationName, sigmaW2: number, sigmaB2 = 0): number =>
  jacobianGain(activation, sigmaW2, Math.max(DECAYING, settledVariance(activation, sigmaW2, sigmaB2)));

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

/** Range of sigmaW in which chi is evaluated. */
const [LOWEST, HIGHEST] = [0.01, 40] as const;
const knownSigmas = new Map<ActivationName, number | null>();

/** The sigmaW at which chi = 1 for this activation; null if chi does not cross 1. */
function criticalSigma(activation: ActivationName): number | null {
  const known = knownSigmas.get(activation);
  if (known !== undefined) return known;
  const sigma = findCriticalSigma(activation);
  knownSigmas.set(activation, sigma);
  return sigma;
}

function findCriticalSigma(activation: ActivationName): number | null {
  const excess = (sigma: number): number => chi(activation, sigma * sigma) - 1;
  if (excess(LOWEST) >= 0 || excess(HIGHEST) <= 0) return null;
  let [a, b]: [number, number] = [LOWEST, HIGHEST];
  while (b / a > 1 + 1e-6) {
    const middle = Math.sqrt(a * b);
    if (excess(middle) < 0) a = middle;
    else b = middle;
  }
  return Math.sqrt(a * b);
}

/** The gain at which chi = 1 for this activation and initializer; null if chi does not cross 1, or the kernels are zero. */
export function criticalGain(
  activation: ActivationName,
  initializer: InitializerName,
  width: number,
  std: number,
): number | null {
  const perGain = Math.sqrt(sigmaW2(initializer, width, 1, std));
  const sigma = perGain === 0 ? null : criticalSigma(activation);
  return sigma === null ? null : sigma / perGain;
}
