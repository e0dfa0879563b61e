// The activation functions: formula, derivative, reach, and how each one fails. `f` and `derivative` are the float64 reference for
// both engines; `code` is what the engines compute.
import type { Arithmetic } from './arithmetic.js';
import { normalCdf, normalPdf, sigmoid } from './reference.js';

/** How a unit stops learning: it leaves its steep range, or outputs 0 on every sample. */
export type ActivationFailure = 'saturates' | 'dies' | 'neither';

export interface ActivationCode {
  readonly forward: <T>(m: Arithmetic<T>, z: T) => T;
  /** d f'(z), of z, a = f(z) and d. */
  readonly backward: <T>(m: Arithmetic<T>, z: T, a: T, d: T) => T;
}

export interface Activation {
  /** f(z). `alpha` is the slope of a PReLU unit or of a leaky ReLU; other functions ignore it. */
  readonly f: (z: number, alpha?: number) => number;
  /** df/dz at pre-activation z. At a kink it is TensorFlow's value. */
  readonly derivative: (z: number, alpha?: number) => number;
  /** Largest |f'|: sigmoid 1/4, tanh 1, ReLU 1. */
  readonly maxDerivative: number;
  readonly failure: ActivationFailure;
  /** Formula as ASCII text. */
  readonly formula: string;
  /** The code for every backend; null for linear (nothing to compute) and PReLU (one parameter a unit). */
  readonly code: ActivationCode | null;
  /** Place in the cycle of its key. From sigmoid the first press gives ReLU, then the activations that repair dying ReLU. */
  readonly place: number;
  /**
   * Gain of a layer that keeps the mean square of a normal signal (He et al. 2015); without a fixed one, the gain around 0.
   * null: none does.
   */
  readonly idealGain: number | null;
  /** The least value, if a picture ends there; null: there is none, or a picture shows more below. */
  readonly lowest: number | null;
  /** Slope near 1 for positive inputs, so that depth need not cost gradient. */
  readonly reluLike: boolean;
}

export const SELU_ALPHA = 1.6732632423543772;
export const SELU_SCALE = 1.0507009873554805;
/** Keras 3 default of LeakyReLU (negative_slope). */
export const LEAKY_SLOPE = 0.3;
/** Start of every trained PReLU slope (He et al. 2015; Keras starts at 0). */
export const PRELU_START = 0.25;

/** z > 0 ? z : negative(z), and its derivative. */
const positiveOr = (negative: ActivationCode['forward'], slope: ActivationCode['forward']): ActivationCode => ({
  forward: (m, z) => m.choose(z, z, negative(m, z)),
  backward: (m, z, _a, d) => m.choose(z, d, m.mul(d, slope(m, z))),
});

export const ACTIVATIONS = {
  linear: {
    f: (z) => z,
    derivative: () => 1,
    maxDerivative: 1,
    failure: 'neither',
    formula: 'z',
    code: null,
    place: 12,
    idealGain: 1,
    lowest: null,
    reluLike: false,
  },
  sigmoid: {
    f: sigmoid,
    derivative: (z) => sigmoid(z) * (1 - sigmoid(z)),
    maxDerivative: 0.25,
    failure: 'saturates',
    formula: '1 / (1 + exp(-z))',
    code: { forward: (m, z) => m.sigmoid(z), backward: (m, _z, a, d) => m.mul(m.mul(d, a), m.sub(m.of(1), a)) },
    place: 1,
    idealGain: null,
    lowest: 0,
    reluLike: false,
  },
  tanh: {
    f: Math.tanh,
    derivative: (z) => 1 - Math.tanh(z) ** 2,
    maxDerivative: 1,
    failure: 'saturates',
    formula: 'tanh(z)',
    code: { forward: (m, z) => m.tanh(z), backward: (m, _z, a, d) => m.mul(d, m.sub(m.of(1), m.mul(a, a))) },
    place: 10,
    idealGain: 1,
    lowest: -1,
    reluLike: false,
  },
  relu: {
    f: (z) => Math.max(0, z),
    derivative: (z) => (z > 0 ? 1 : 0),
    maxDerivative: 1,
    failure: 'dies',
    formula: 'max(0, z)',
    code: { forward: (m, z) => m.positivePart(z), backward: (m, z, _a, d) => m.wherePositive(d, z) },
    place: 2,
    idealGain: Math.SQRT2,
    lowest: 0,
    reluLike: true,
  },
  leakyRelu: {
    f: (z, alpha = LEAKY_SLOPE) => (z > 0 ? z : alpha * z),
    derivative: (z, alpha = LEAKY_SLOPE) => (z > 0 ? 1 : alpha),
    maxDerivative: 1,
    failure: 'neither',
    formula: `max(${LEAKY_SLOPE} z, z)`,
    code: positiveOr(
      (m, z) => m.mul(z, m.of(LEAKY_SLOPE)),
      (m) => m.of(LEAKY_SLOPE),
    ),
    place: 3,
    idealGain: Math.sqrt(2 / (1 + LEAKY_SLOPE ** 2)),
    lowest: null,
    reluLike: true,
  },
  prelu: {
    f: (z, alpha = PRELU_START) => (z > 0 ? z : alpha * z),
    derivative: (z, alpha = PRELU_START) => (z > 0 ? 1 : alpha),
    maxDerivative: 1,
    failure: 'neither',
    formula: 'max(0, z) + alpha min(0, z), alpha trained',
    code: null,
    place: 4,
    idealGain: Math.sqrt(2 / (1 + PRELU_START ** 2)),
    lowest: null,
    reluLike: true,
  },
  elu: {
    f: (z) => (z > 0 ? z : Math.expm1(z)),
    derivative: (z) => (z > 0 ? 1 : Math.exp(z)),
    maxDerivative: 1,
    failure: 'neither',
    formula: 'z > 0 ? z : exp(z) - 1',
    code: positiveOr(
      (m, z) => m.expm1Negative(z),
      (m, z) => m.expNegative(z),
    ),
    place: 5,
    idealGain: 1.25,
    lowest: null,
    reluLike: true,
  },
  selu: {
    f: (z) => SELU_SCALE * (z > 0 ? z : SELU_ALPHA * Math.expm1(z)),
    derivative: (z) => SELU_SCALE * (z > 0 ? 1 : SELU_ALPHA * Math.exp(z)),
    maxDerivative: SELU_SCALE * SELU_ALPHA,
    failure: 'neither',
    formula: '1.0507 (z > 0 ? z : 1.6733 (exp(z) - 1))',
    code: {
      forward: (m, z) => m.mul(m.choose(z, z, m.mul(m.expm1Negative(z), m.of(SELU_ALPHA))), m.of(SELU_SCALE)),
      backward: (m, z, _a, d) =>
        m.mul(d, m.choose(z, m.of(SELU_SCALE), m.mul(m.expNegative(z), m.of(SELU_SCALE * SELU_ALPHA)))),
    },
    place: 6,
    idealGain: 1,
    lowest: null,
    reluLike: true,
  },
  gelu: {
    f: (z) => z * normalCdf(z),
    derivative: (z) => normalCdf(z) + z * normalPdf(z),
    maxDerivative: 1.1289,
    failure: 'neither',
    formula: 'z Phi(z), Phi the normal distribution',
    code: {
      forward: (m, z) => m.mul(z, m.normalCdf(z)),
      backward: (m, z, _a, d) => m.mul(d, m.add(m.normalCdf(z), m.mul(z, m.normalPdf(z)))),
    },
    place: 7,
    idealGain: 1.5,
    lowest: null,
    reluLike: true,
  },
  swish: {
    f: (z) => z * sigmoid(z),
    derivative: (z) => sigmoid(z) * (1 + z * (1 - sigmoid(z))),
    maxDerivative: 1.0998,
    failure: 'neither',
    formula: 'z / (1 + exp(-z))',
    code: {
      forward: (m, z) => m.mul(z, m.sigmoid(z)),
      backward: (m, z, _a, d) => {
        const s = m.keep(m.sigmoid(z));
        return m.mul(d, m.add(s, m.mul(m.mul(z, s), m.sub(m.of(1), s))));
      },
    },
    place: 8,
    idealGain: 1.7,
    lowest: null,
    reluLike: true,
  },
  softplus: {
    f: (z) => (z > 0 ? z + Math.log1p(Math.exp(-z)) : Math.log1p(Math.exp(z))),
    derivative: sigmoid,
    maxDerivative: 1,
    failure: 'neither',
    formula: 'log(1 + exp(z))',
    code: { forward: (m, z) => m.softplus(z), backward: (m, z, _a, d) => m.mul(d, m.sigmoid(z)) },
    place: 9,
    idealGain: null,
    lowest: 0,
    reluLike: false,
  },
  exponential: {
    f: Math.exp,
    derivative: Math.exp,
    maxDerivative: Infinity,
    failure: 'neither',
    formula: 'exp(z)',
    code: { forward: (m, z) => m.exp(z), backward: (m, _z, a, d) => m.mul(d, a) },
    place: 11,
    idealGain: null,
    lowest: null,
    reluLike: false,
  },
} as const satisfies Record<string, Activation>;

export type ActivationName = keyof typeof ACTIVATIONS;
export const ACTIVATION_NAMES = Object.keys(ACTIVATIONS) as [ActivationName, ...ActivationName[]];

/** The activations with `code`, computed element by element. */
export type ElementwiseActivation = {
  [N in ActivationName]: (typeof ACTIVATIONS)[N]['code'] extends null ? never : N;
}[ActivationName];
export const ELEMENTWISE = ACTIVATION_NAMES.filter(
  (name): name is ElementwiseActivation => ACTIVATIONS[name].code !== null,
);

/** The order of the key. */
export const ACTIVATION_RING: readonly ActivationName[] = ACTIVATION_NAMES.toSorted(
  (a, b) => ACTIVATIONS[a].place - ACTIVATIONS[b].place,
);
