// The depth scales of a wide random network: over how many layers gradients and the similarity of two inputs change by a factor e.
// Schoenholz et al. 2017 (arXiv:1611.01232): a network trains up to about six times the scale of the correlation.
import { ACTIVATIONS, type ActivationName } from '../config/activations.js';
import type { Config } from '../config/schema.js';
import { chi, nextVariance, settledVariance, sigmaW2 } from './meanField.js';

/** Depth to which networks train, in scales of the correlation. */
export const TRAINABLE = 6;

export interface DepthScales {
  /** Factor of the mean squared gradient from a layer to the one below. */
  readonly chi: number;
  /** 1 / |ln chi|: layers over which the mean squared gradient changes by a factor e; Infinity on the critical line. */
  readonly gradient: number;
  /** The correlation at which two inputs settle; null if the variance of the layers does not settle. */
  readonly settledCorrelation: number | null;
  /** Layers over which the distance of the correlation from its settled value falls by a factor e; null likewise. */
  readonly correlation: number | null;
}

/** Midpoint rule in two dimensions, on [-7, 7] each. */
const NODES = 112;
const STEP = 14 / NODES;
const AT = Float64Array.from({ length: NODES }, (_, i) => -7 + (i + 0.5) * STEP);
const WEIGHT = AT.map((z) => (Math.exp((-z * z) / 2) * STEP) / Math.sqrt(2 * Math.PI));

/** E[g(u) g(v)] of normal u and v with variance `q` and correlation `c`. */
function pairMean(g: (z: number) => number, q: number, c: number): number {
  const [scale, along, across] = [Math.sqrt(q), c, Math.sqrt(Math.max(0, 1 - c * c))];
  let sum = 0;
  for (let i = 0; i < NODES; i += 1) {
    let inner = 0;
    for (let j = 0; j < NODES; j += 1) inner += WEIGHT[j]! * g(scale * (along * AT[i]! + across * AT[j]!));
    sum += WEIGHT[i]! * g(scale * AT[i]!) * inner;
  }
  return sum;
}

const BISECTIONS = 40;
/** A correlation this near to 1 is 1. */
const EQUAL = 1e-4;
/** Around 1, chi is critical within rounding. */
const CRITICAL = 1e-4;
/** A variance below this has decayed to 0: the layers act as linear ones. */
const DECAYED = 1e-8;

/** In chaos (chi > 1) the stable fixed point of c' = (sigmaW² E[f(u) f(v)] + sigmaB²) / q below 1; otherwise 1. */
function settledCorrelation(activation: ActivationName, w2: number, b2: number, q: number): number {
  const { f } = ACTIVATIONS[activation];
  const rises = (c: number): boolean => (w2 * pairMean(f, q, c) + b2) / q > c;
  let [low, high] = [0, 1 - EQUAL];
  if (rises(high)) return 1;
  for (let i = 0; i < BISECTIONS; i += 1) {
    const middle = (low + high) / 2;
    if (rises(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** Growth of the variance in a layer above which it does not settle. */
const GROWING = 1.001;

const scaleOf = (factor: number): number =>
  Math.abs(factor - 1) < CRITICAL ? Infinity : 1 / Math.abs(Math.log(factor));

/** `w2`: inputs × variance of the kernel; `b2`: variance of the biases. */
export function depthScales(activation: ActivationName, w2: number, b2 = 0): DepthScales {
  const factor = chi(activation, w2, b2);
  const gradient = scaleOf(factor);
  const q = settledVariance(activation, w2, b2);
  if (!(nextVariance(activation, w2, q) + b2 <= GROWING * q))
    return { chi: factor, gradient, settledCorrelation: null, correlation: null };
  // At 1, E[f'(u) f'(v)] is E[f'(u)²], and the slope of the map is chi.
  if (factor <= 1 + CRITICAL || q < DECAYED)
    return { chi: factor, gradient, settledCorrelation: 1, correlation: gradient };
  const c = settledCorrelation(activation, w2, b2, q);
  const slope = c === 1 ? factor : w2 * pairMean(ACTIVATIONS[activation].derivative, q, c);
  return { chi: factor, gradient, settledCorrelation: c, correlation: scaleOf(slope) };
}

type Scaled = Pick<
  Config,
  | 'cell'
  | 'batchNorm'
  | 'residual'
  | 'activation'
  | 'layerActivations'
  | 'layerWidths'
  | 'initializer'
  | 'width'
  | 'initializerGain'
  | 'initializerStd'
  | 'biasStd'
>;

/**
 * The scales of a configuration; null where the theory does not apply: recurrent cells, batch normalization, skips, layers that differ.
 */
export function depthScalesOf(config: Scaled): DepthScales | null {
  const { cell, batchNorm, residual, activation, layerActivations, layerWidths, biasStd } = config;
  if (cell !== 'dense' || batchNorm !== 'none' || residual > 0) return null;
  if (layerActivations !== null || layerWidths !== null) return null;
  const w2 = sigmaW2(config.initializer, config.width, config.initializerGain, config.initializerStd);
  return depthScales(activation, w2, biasStd * biasStd);
}
