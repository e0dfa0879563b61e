// Linear, and the functions that saturate at both ends.
import { sigmoid } from '../reference.js';
import { logistic, type Activation } from './activation.js';

export const CLASSIC = {
  linear: {
    f: (z) => z,
    derivative: () => 1,
    maxDerivative: 1,
    failure: 'neither',
    formula: 'z',
    code: null,
    python: { keras: '"linear"', pytorch: (z) => z },
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
    code: {
      forward: (m, z) => m.sigmoid(z),
      backward: (m, _z, a, d) => m.mul(m.mul(d, a), m.sub(m.of(1), a)),
      // a (1 - a) (1 - 2 a)
      bend: (m, _z, a) => m.mul(logistic(m, a), m.sub(m.of(1), m.add(a, a))),
    },
    python: { keras: '"sigmoid"', pytorch: (z) => `torch.sigmoid(${z})` },
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
    code: {
      forward: (m, z) => m.tanh(z),
      backward: (m, _z, a, d) => m.mul(d, m.sub(m.of(1), m.mul(a, a))),
      // -2 a (1 - a²)
      bend: (m, _z, a) => m.mul(m.mul(m.of(-2), a), m.sub(m.of(1), m.mul(a, a))),
    },
    python: { keras: '"tanh"', pytorch: (z) => `torch.tanh(${z})` },
    place: 10,
    idealGain: 1,
    lowest: -1,
    reluLike: false,
  },
} as const satisfies Record<string, Activation>;
