// The activations as vector code: f(z), and d × f'(z) from z and f(z). What each computes: core/config/activations.
import { ACTIVATIONS, ELEMENTWISE, type ActivationCode } from '../../core/config/activations.js';
import type { Arithmetic } from '../../core/config/arithmetic.js';
import type { FunctionBuilder, FunctionSource } from './assembler.js';
import { i32, v128, type I32, type V128 } from './instructions.js';
import { exp, expm1Negative, normalCdf, normalPdf, sigmoid, softplus, tanh } from './math.js';
import { addOrStore } from './multiply.js';
import { eachUnit, HALVES, laneSums, VECTOR_BYTES } from './tile.js';

const { of, add, sub, mul, pmax, pmin, select, greater, atMost } = v128;

/** NaN takes the branch of negative values and stays NaN. */
const vectorArithmetic = (f: FunctionBuilder): Arithmetic<V128> => ({
  of,
  add,
  sub,
  mul,
  keep: (value) => f.let(value),
  tanh: (z) => tanh(f, z),
  sigmoid: (z) => sigmoid(f, z),
  softplus: (z) => softplus(f, z),
  exp: (z) => exp(f, z),
  expNegative: (z) => exp(f, pmin(z, of(0))),
  expm1Negative: (z) => expm1Negative(f, z),
  normalCdf: (z) => normalCdf(f, z),
  normalPdf: (z) => normalPdf(f, z),
  positivePart: (z) => pmax(z, of(0)),
  // Clears d if z <= 0 instead of keeping it if z > 0, so that NaN passes through.
  wherePositive: (d, z) => v128.andNot(d, atMost(z, of(0))),
  choose: (z, yes, no) => select(yes, no, greater(z, of(0))),
});

/** out[i] = value(i) for `bytes` bytes of contiguous vectors. */
function eachVector(f: FunctionBuilder, bytes: I32, body: (offset: I32) => void): void {
  const offset = f.let(i32.of(0));
  f.repeatWhile(i32.lessUnsigned(offset, bytes), () => {
    body(offset);
    f.advance(offset, VECTOR_BYTES);
  });
}

/** `forward_name(z, a, bytes)`: a = f(z). */
const forwardSource = (name: string, { forward }: ActivationCode): FunctionSource => ({
  name: `forward_${name}`,
  parameterCount: 3,
  body(f, z, a, bytes) {
    eachVector(f, bytes, (offset) => {
      const value = f.let(v128.load(i32.add(z, offset)));
      f.store(i32.add(a, offset), 0, forward(vectorArithmetic(f), value));
    });
  },
});

/** `backward_name(z, a, d, bytes)`: d = d f'(z). */
const backwardSource = (name: string, { backward }: ActivationCode): FunctionSource => ({
  name: `backward_${name}`,
  parameterCount: 4,
  body(f, z, a, d, bytes) {
    eachVector(f, bytes, (offset) => {
      const load = (base: I32): V128 => f.let(v128.load(i32.add(base, offset)));
      f.store(i32.add(d, offset), 0, backward(vectorArithmetic(f), load(z), load(a), load(d)));
    });
  },
});

/** `bend(z, a, to, bytes)`: to = f''(z). */
export const bendSource = (second: NonNullable<ActivationCode['bend']>): FunctionSource => ({
  name: 'bend',
  parameterCount: 4,
  body(f, z, a, to, bytes) {
    eachVector(f, bytes, (offset) => {
      const load = (base: I32): V128 => f.let(v128.load(i32.add(base, offset)));
      f.store(i32.add(to, offset), 0, second(vectorArithmetic(f), load(z), load(a)));
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

/** to = a combined with b. */
const combined = (name: string, combine: (a: V128, b: V128) => V128): FunctionSource => ({
  name,
  parameterCount: 4,
  body(f, to, a, b, bytes) {
    eachVector(f, bytes, (offset) => {
      const [left, right] = [a, b].map((base) => v128.load(i32.add(base, offset))) as [V128, V128];
      f.store(i32.add(to, offset), 0, combine(left, right));
    });
  },
});

/** `mixVectors(to, s, d, c, z, bytes)`: to = s d + c z. */
export const mixVectors: FunctionSource = {
  name: 'mixVectors',
  parameterCount: 6,
  body(f, to, s, d, c, z, bytes) {
    eachVector(f, bytes, (offset) => {
      const [slope, error, curve, change] = [s, d, c, z].map((base) => v128.load(i32.add(base, offset))) as [
        V128,
        V128,
        V128,
        V128,
      ];
      f.store(i32.add(to, offset), 0, add(mul(slope, error), mul(curve, change)));
    });
  },
};

export const ACTIVATION_SOURCES: readonly FunctionSource[] = [
  ...ELEMENTWISE.flatMap((name) => {
    const { code } = ACTIVATIONS[name];
    return [forwardSource(name, code), backwardSource(name, code)];
  }),
  forwardPrelu,
  backwardPrelu,
  combined('addVectors', add),
  combined('multiplyVectors', mul),
];
