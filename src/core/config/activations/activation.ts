// The record of an activation function. `f` and `derivative` are the float64 reference for both engines; `code` is what the engines
// compute.
import type { Arithmetic } from '../arithmetic.js';

/** How a unit stops learning: it leaves its steep range, or outputs 0 on every sample. */
export type ActivationFailure = 'saturates' | 'dies' | 'neither';

export interface ActivationCode {
  readonly forward: <T>(m: Arithmetic<T>, z: T) => T;
  /** d f'(z), of z, a = f(z) and d. */
  readonly backward: <T>(m: Arithmetic<T>, z: T, a: T, d: T) => T;
  /** f''(z), of z and a = f(z); a kink has none on either side. null: 0 everywhere. */
  readonly bend: (<T>(m: Arithmetic<T>, z: T, a: T) => T) | null;
}

/** How exported scripts write it: a Keras activation, by its name in quotes or as a Python function, and f(z) in PyTorch. */
export interface PythonActivation {
  readonly keras: string;
  readonly pytorch: (z: string) => string;
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
  /** null: the function has a slope, and the scripts have a layer for it. */
  readonly python: PythonActivation | null;
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

/** s (1 - s) */
export const logistic = <T>(m: Arithmetic<T>, s: T): T => m.mul(s, m.sub(m.of(1), s));
