// The operations of an activation's code, which each backend implements for its own values: vectors of machine code, tensors, numbers.

export interface Arithmetic<T> {
  readonly of: (value: number) => T;
  readonly add: (a: T, b: T) => T;
  readonly sub: (a: T, b: T) => T;
  readonly mul: (a: T, b: T) => T;
  /** A value that is used more than once. */
  readonly keep: (value: T) => T;
  readonly tanh: (z: T) => T;
  /** 1 / (1 + exp(-z)). */
  readonly sigmoid: (z: T) => T;
  /** log(1 + exp(z)). */
  readonly softplus: (z: T) => T;
  readonly exp: (z: T) => T;
  /** exp(min(z, 0)). */
  readonly expNegative: (z: T) => T;
  /** exp(z) - 1 where z <= 0; elsewhere any finite value. */
  readonly expm1Negative: (z: T) => T;
  /** The normal distribution and its density. */
  readonly normalCdf: (z: T) => T;
  readonly normalPdf: (z: T) => T;
  /** max(z, 0). */
  readonly positivePart: (z: T) => T;
  /** d, but 0 where z <= 0; a NaN in z keeps d. */
  readonly wherePositive: (d: T, z: T) => T;
  /** z > 0 ? yes : no; a NaN takes `no`. */
  readonly choose: (z: T, yes: T, no: T) => T;
}
