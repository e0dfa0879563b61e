// Smooth relatives of ReLU, and the exponential function.
import { normalCdf, normalPdf, sigmoid } from '../reference.js';
import { logistic, type Activation } from './activation.js';

export const SMOOTH = {
  gelu: {
    f: (z) => z * normalCdf(z),
    derivative: (z) => normalCdf(z) + z * normalPdf(z),
    maxDerivative: 1.1289,
    failure: 'neither',
    formula: 'z Phi(z), Phi the normal distribution',
    code: {
      forward: (m, z) => m.mul(z, m.normalCdf(z)),
      backward: (m, z, _a, d) => m.mul(d, m.add(m.normalCdf(z), m.mul(z, m.normalPdf(z)))),
      // pdf(z) (2 - z²)
      bend: (m, z) => m.mul(m.normalPdf(z), m.sub(m.of(2), m.mul(z, z))),
    },
    python: { keras: '"gelu"', pytorch: (z) => `F.gelu(${z})` },
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
      // s (1 - s) (2 + z (1 - 2 s))
      bend(m, z) {
        const s = m.keep(m.sigmoid(z));
        return m.mul(logistic(m, s), m.add(m.of(2), m.mul(z, m.sub(m.of(1), m.add(s, s)))));
      },
    },
    python: { keras: '"silu"', pytorch: (z) => `F.silu(${z})` },
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
    code: {
      forward: (m, z) => m.softplus(z),
      backward: (m, z, _a, d) => m.mul(d, m.sigmoid(z)),
      bend: (m, z) => logistic(m, m.keep(m.sigmoid(z))),
    },
    python: { keras: '"softplus"', pytorch: (z) => `F.softplus(${z})` },
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
    code: { forward: (m, z) => m.exp(z), backward: (m, _z, a, d) => m.mul(d, a), bend: (_m, _z, a) => a },
    python: { keras: '"exponential"', pytorch: (z) => `torch.exp(${z})` },
    place: 11,
    idealGain: null,
    lowest: null,
    reluLike: false,
  },
} as const satisfies Record<string, Activation>;
