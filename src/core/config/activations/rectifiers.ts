// ReLU and its relatives: slope 1 above 0.
import type { Activation, ActivationCode } from './activation.js';

export const SELU_ALPHA = 1.6732632423543772;
export const SELU_SCALE = 1.0507009873554805;
/** Keras 3 default of LeakyReLU (negative_slope). */
export const LEAKY_SLOPE = 0.3;
/** Start of every trained PReLU slope (He et al. 2015; Keras starts at 0). */
export const PRELU_START = 0.25;

/** 0 above 0, `scale` e^z below. */
const exponentialBelow =
  (scale: number): ActivationCode['bend'] =>
  (m, z) =>
    m.choose(z, m.of(0), m.mul(m.of(scale), m.expNegative(z)));

/** z > 0 ? z : negative(z), and its derivative. */
const positiveOr = (
  negative: ActivationCode['forward'],
  slope: ActivationCode['forward'],
  bend: ActivationCode['bend'],
): ActivationCode => ({
  forward: (m, z) => m.choose(z, z, negative(m, z)),
  backward: (m, z, _a, d) => m.choose(z, d, m.mul(d, slope(m, z))),
  bend,
});

export const RECTIFIERS = {
  relu: {
    f: (z) => Math.max(0, z),
    derivative: (z) => (z > 0 ? 1 : 0),
    maxDerivative: 1,
    failure: 'dies',
    formula: 'max(0, z)',
    code: {
      forward: (m, z) => m.positivePart(z),
      backward: (m, z, _a, d) => m.wherePositive(d, z),
      bend: null,
    },
    python: { keras: '"relu"', pytorch: (z) => `torch.relu(${z})` },
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
      null,
    ),
    python: null,
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
    python: null,
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
      exponentialBelow(1),
    ),
    python: { keras: '"elu"', pytorch: (z) => `F.elu(${z})` },
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
      bend: exponentialBelow(SELU_SCALE * SELU_ALPHA),
    },
    python: { keras: '"selu"', pytorch: (z) => `F.selu(${z})` },
    place: 6,
    idealGain: 1,
    lowest: null,
    reluLike: true,
  },
} as const satisfies Record<string, Activation>;
