// f''(z) of the activations, of z and a = f(z), on the arithmetic that vectors implement. Exact: a kink has none on either side.
import type { ElementwiseActivation } from './activations.js';
import type { Arithmetic } from './arithmetic.js';
import { SELU_ALPHA, SELU_SCALE } from './activations.js';

/** null: 0 everywhere. */
export type SecondDerivative = (<T>(m: Arithmetic<T>, z: T, a: T) => T) | null;

/** s (1 - s) */
const logistic = <T>(m: Arithmetic<T>, s: T): T => m.mul(s, m.sub(m.of(1), s));
/** 0 above 0, `scale` e^z below. */
const exponentialBelow =
  (scale: number) =>
  <T>(m: Arithmetic<T>, z: T): T =>
    m.choose(z, m.of(0), m.mul(m.of(scale), m.expNegative(z)));

export const SECOND_DERIVATIVES: Readonly<Record<ElementwiseActivation, SecondDerivative>> = {
  /** a (1 - a) (1 - 2 a) */
  sigmoid: (m, _z, a) => m.mul(logistic(m, a), m.sub(m.of(1), m.add(a, a))),
  /** -2 a (1 - a²) */
  tanh: (m, _z, a) => m.mul(m.mul(m.of(-2), a), m.sub(m.of(1), m.mul(a, a))),
  relu: null,
  leakyRelu: null,
  elu: exponentialBelow(1),
  selu: exponentialBelow(SELU_SCALE * SELU_ALPHA),
  /** pdf(z) (2 - z²) */
  gelu: (m, z) => m.mul(m.normalPdf(z), m.sub(m.of(2), m.mul(z, z))),
  /** s (1 - s) (2 + z (1 - 2 s)) */
  swish(m, z) {
    const s = m.keep(m.sigmoid(z));
    return m.mul(logistic(m, s), m.add(m.of(2), m.mul(z, m.sub(m.of(1), m.add(s, s)))));
  },
  softplus: (m, z) => logistic(m, m.keep(m.sigmoid(z))),
  exponential: (_m, _z, a) => a,
};
