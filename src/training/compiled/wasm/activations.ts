// The activations as vector code: f(z), and d × f'(z) from z and f(z). Scalar definitions: core/config/activations.
import { LEAKY_SLOPE, type ActivationName } from '../../../core/config/activations.js';
import { i32, v128, type FunctionBuilder, type FunctionSource, type I32, type V128 } from './assembler.js';
import { exp, expm1Negative, normalCdf, normalPdf, sigmoid, softplus, tanh } from './math.js';
import { addOrStore } from './multiply.js';
import { eachUnit, HALVES, laneSums, VECTOR_BYTES } from './tile.js';

const { of, add, sub, mul, pmax, pmin, select, greater, atMost } = v128;

const SELU_ALPHA = 1.6732632423543772;
const SELU_SCALE = 1.0507009873554805;

interface VectorActivation {
  readonly forward: (f: FunctionBuilder, z: V128) => V128;
  /** d f'(z); z, a = f(z) and d are locals or loads. */
  readonly backward: (f: FunctionBuilder, z: V128, a: V128, d: V128) => V128;
}

/** z > 0 ? z : negative(z), and its derivative; a NaN takes the negative branch and stays NaN. */
const positiveOr = (
  negative: VectorActivation['forward'],
  slope: (f: FunctionBuilder, z: V128) => V128,
): VectorActivation => ({
  forward: (f, z) => select(z, negative(f, z), greater(z, of(0))),
  backward: (f, z, _a, d) => select(d, mul(d, slope(f, z)), greater(z, of(0))),
});

/** All but PReLU, which has a parameter a unit, and linear, which needs no code. */
const VECTOR_ACTIVATIONS: Readonly<Record<Exclude<ActivationName, 'linear' | 'prelu'>, VectorActivation>> = {
  sigmoid: { forward: sigmoid, backward: (_f, _z, a, d) => mul(mul(d, a), sub(of(1), a)) },
  tanh: { forward: tanh, backward: (_f, _z, a, d) => mul(d, sub(of(1), mul(a, a))) },
  relu: {
    forward: (_f, z) => pmax(z, of(0)),
    // Cleared where z <= 0, not kept where z > 0: so that the gradient at a NaN stays.
    backward: (_f, z, _a, d) => v128.andNot(d, atMost(z, of(0))),
  },
  leakyRelu: positiveOr(
    (_f, z) => mul(z, of(LEAKY_SLOPE)),
    () => of(LEAKY_SLOPE),
  ),
  elu: positiveOr(
    (f, z) => expm1Negative(f, z),
    (f, z) => exp(f, pmin(z, of(0))),
  ),
  selu: {
    forward: (f, z) => mul(select(z, mul(expm1Negative(f, z), of(SELU_ALPHA)), greater(z, of(0))), of(SELU_SCALE)),
    backward: (f, z, _a, d) =>
      mul(d, select(of(SELU_SCALE), mul(exp(f, pmin(z, of(0))), of(SELU_SCALE * SELU_ALPHA)), greater(z, of(0)))),
  },
  // Phi(z) + z phi(z)
  gelu: {
    forward: (f, z) => mul(z, normalCdf(f, z)),
    backward: (f, z, _a, d) => mul(d, add(normalCdf(f, z), mul(z, normalPdf(f, z)))),
  },
  // s + z s (1 - s)
  swish: {
    forward: (f, z) => mul(z, sigmoid(f, z)),
    backward(f, z, _a, d) {
      const s = f.let(sigmoid(f, z));
      return mul(d, add(s, mul(mul(z, s), sub(of(1), s))));
    },
  },
  softplus: { forward: softplus, backward: (f, z, _a, d) => mul(d, sigmoid(f, z)) },
};

/** out[i] = value(i) for `bytes` bytes of contiguous vectors. */
function eachVector(f: FunctionBuilder, bytes: I32, body: (offset: I32) => void): void {
  const offset = f.let(i32.of(0));
  f.repeatWhile(i32.lessUnsigned(offset, bytes), () => {
    body(offset);
    f.advance(offset, VECTOR_BYTES);
  });
}

/** `forward_name(z, a, bytes)`: a = f(z). */
const forwardSource = (name: string, { forward }: VectorActivation): FunctionSource => ({
  name: `forward_${name}`,
  parameterCount: 3,
  body(f, z, a, bytes) {
    eachVector(f, bytes, (offset) => {
      const value = f.let(v128.load(i32.add(z, offset)));
      f.store(i32.add(a, offset), 0, forward(f, value));
    });
  },
});

/** `backward_name(z, a, d, bytes)`: d = d f'(z). */
const backwardSource = (name: string, { backward }: VectorActivation): FunctionSource => ({
  name: `backward_${name}`,
  parameterCount: 4,
  body(f, z, a, d, bytes) {
    eachVector(f, bytes, (offset) => {
      const load = (base: I32): V128 => f.let(v128.load(i32.add(base, offset)));
      f.store(i32.add(d, offset), 0, backward(f, load(z), load(a), load(d)));
    });
  },
});

/** `forwardPrelu(z, a, alpha, tiles, units)`. */
const forwardPrelu: FunctionSource = {
  name: 'forwardPrelu',
  parameterCount: 5,
  body(f, z, a, alpha, tiles, units) {
    eachUnit(f, units, tiles, (unitOffset, rows) => {
      const slope = f.let(v128.loadSplat(i32.add(alpha, unitOffset)));
      rows((offset) => {
        for (const half of HALVES) {
          const value = f.let(v128.load(i32.add(z, offset), half));
          f.store(i32.add(a, offset), half, select(value, mul(value, slope), greater(value, of(0))));
        }
      });
    });
  },
};

/** `backwardPrelu(z, d, alpha, dAlpha, tiles, units, accumulate)`: also dAlpha (+)= sum of d z where z <= 0. */
const backwardPrelu: FunctionSource = {
  name: 'backwardPrelu',
  parameterCount: 7,
  body(f, z, d, alpha, dAlpha, tiles, units, accumulate) {
    eachUnit(f, units, tiles, (unitOffset, rows) => {
      const slope = f.let(v128.loadSplat(i32.add(alpha, unitOffset)));
      const sums = f.let(of(0));
      rows((offset) => {
        for (const half of HALVES) {
          const value = f.let(v128.load(i32.add(z, offset), half));
          const at = f.let(i32.add(d, offset));
          const error = f.let(v128.load(at, half));
          const positive = f.let(greater(value, of(0)));
          f.set(sums, add(sums, v128.andNot(mul(error, value), positive)));
          f.store(at, half, select(error, mul(error, slope), positive));
        }
      });
      addOrStore(f, f.let(i32.add(dAlpha, unitOffset)), laneSums(f, [sums]), 1, accumulate);
    });
  },
};

/** `addTo(to, a, b, bytes)`: to = a + b. */
const addVectors: FunctionSource = {
  name: 'addVectors',
  parameterCount: 4,
  body(f, to, a, b, bytes) {
    eachVector(f, bytes, (offset) => {
      const [left, right] = [a, b].map((base) => v128.load(i32.add(base, offset))) as [V128, V128];
      f.store(i32.add(to, offset), 0, add(left, right));
    });
  },
};

export const ACTIVATION_SOURCES: readonly FunctionSource[] = [
  ...Object.entries(VECTOR_ACTIVATIONS).flatMap(([name, activation]) => [
    forwardSource(name, activation),
    backwardSource(name, activation),
  ]),
  forwardPrelu,
  backwardPrelu,
  addVectors,
];
