// Elementary functions on four float32 lanes, each within about 2 units in the last place. NaN in, NaN out.
import type { FunctionBuilder } from './assembler.js';
import { v128, type V128 } from './instructions.js';

const { of, add, sub, mul, div, neg, abs, pmin, pmax, select, less, bits, subIntegers, addIntegers } = v128;

/** Horner: c[0] + c[1] x + c[2] x² + … ; x must be a local. */
const polynomial = (x: V128, coefficients: readonly number[]): V128 =>
  coefficients.slice(0, -1).reduceRight((sum, c) => add(mul(sum, x), of(c)), of(coefficients.at(-1) ?? 0));

/** Adding 1.5 × 2^23 rounds a float32 to a whole number and leaves that number in its low bits. */
const ROUND = 1.5 * 2 ** 23;
const ROUND_BITS = 0x4b400000;
/** ln 2 in two parts, the first with few bits, so that n × HIGH is exact (Cody & Waite 1980). */
const LN2_HIGH = 0.693359375;
const LN2_LOW = -2.1219444e-4;
/** exp(r) = 1 + r + r² q(r) on |r| <= ln 2 / 2 (Cephes, expf.c). */
const EXP_Q = [5.0000001201e-1, 1.6666665459e-1, 4.1665795894e-2, 8.3334519073e-3, 1.3981999507e-3, 1.98756915e-4];

/** x = n ln 2 + r; yields exp(r) - 1 and the integer n. `low` and `high` clamp x; a NaN passes. */
function reduce(f: FunctionBuilder, x: V128, low: number, high: number): { minusOne: V128; n: V128 } {
  const clamped = f.let(pmax(pmin(x, of(high)), of(low)));
  const shifted = f.let(add(mul(clamped, of(1 / Math.LN2)), of(ROUND)));
  const whole = f.let(sub(shifted, of(ROUND)));
  const r = f.let(sub(sub(clamped, mul(whole, of(LN2_HIGH))), mul(whole, of(LN2_LOW))));
  const minusOne = f.let(add(mul(mul(r, r), polynomial(r, EXP_Q)), r));
  return { minusOne, n: f.let(subIntegers(shifted, bits(ROUND_BITS))) };
}

/** 2^n for whole n in -126..128 (128 gives Infinity). */
const powerOfTwo = (n: V128): V128 => v128.shiftLeft(addIntegers(n, bits(127)), 23);

/** exp(x): Infinity above 88.73, denormal below -87.3, 0 below -104. 2^n in two factors, so that neither over- nor underflows early. */
export function exp(f: FunctionBuilder, x: V128): V128 {
  const { minusOne, n } = reduce(f, x, -105, 89);
  const half = f.let(v128.shiftRight(n, 1));
  return mul(mul(add(minusOne, of(1)), powerOfTwo(half)), powerOfTwo(subIntegers(n, half)));
}

/** exp(x) for x <= 0, where results below 1e-37 may as well be 1e-37. */
function expNegative(f: FunctionBuilder, x: V128): V128 {
  const { minusOne, n } = reduce(f, x, -86, 0);
  const scale = f.let(powerOfTwo(n));
  return add(mul(minusOne, scale), scale);
}

/** exp(x) - 1 for x <= 0, exact to the last place near 0 too: 2^n (exp(r) - 1) + (2^n - 1). */
export function expm1Negative(f: FunctionBuilder, x: V128): V128 {
  const { minusOne, n } = reduce(f, x, -86, 0);
  const scale = f.let(powerOfTwo(n));
  return add(mul(minusOne, scale), sub(scale, of(1)));
}

/** 1 / (1 + exp(-x)). */
export const sigmoid = (f: FunctionBuilder, x: V128): V128 => div(of(1), add(exp(f, neg(x)), of(1)));

/** x + x³ p(x²) on |x| < 0.625 (Cephes, tanhf.c). */
const TANH_P = [-3.33332819422e-1, 1.33314422036e-1, -5.37397155531e-2, 2.06390887954e-2, -5.70498872745e-3];

/** Odd: near 0 by polynomial, else (1 - e) / (1 + e) with e = exp(-2 |x|), sign of x. */
export function tanh(f: FunctionBuilder, x: V128): V128 {
  const z = f.let(x);
  const square = f.let(mul(z, z));
  const near = add(mul(mul(polynomial(square, TANH_P), square), z), z);
  const size = f.let(abs(z));
  const e = f.let(expNegative(f, mul(size, of(-2))));
  const far = v128.or(div(sub(of(1), e), add(e, of(1))), v128.and(z, bits(-0x80000000)));
  return select(near, far, less(size, of(0.625)));
}

/** log(1 + y) on 0 <= y <= 1: 2 artanh(s) with s = y / (2 + y) <= 1/3. */
const LOG1P = [1, 1 / 3, 1 / 5, 1 / 7, 1 / 9, 1 / 11, 1 / 13, 1 / 15].map((c) => 2 * c);
function log1p(f: FunctionBuilder, y: V128): V128 {
  const s = f.let(div(y, add(y, of(2))));
  const square = f.let(mul(s, s));
  return mul(s, polynomial(square, LOG1P));
}

/** log(1 + exp(x)) = max(x, 0) + log(1 + exp(-|x|)). */
export function softplus(f: FunctionBuilder, x: V128): V128 {
  const z = f.let(x);
  const e = f.let(exp(f, neg(abs(z))));
  return add(pmax(z, of(0)), log1p(f, e));
}

/** erfc(x) = t exp(-x² + p(t)), t = 2 / (2 + x), x >= 0, fractional error below 1.2e-7 (Numerical Recipes, erfcc). */
const ERFC_P = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223,
  0.17087277,
];

/** The normal distribution Phi(x), with its tails. */
export function normalCdf(f: FunctionBuilder, x: V128): V128 {
  const z = f.let(x);
  const size = f.let(mul(abs(z), of(Math.SQRT1_2)));
  const t = f.let(div(of(2), add(size, of(2))));
  const tail = f.let(mul(mul(t, of(0.5)), exp(f, sub(polynomial(t, ERFC_P), mul(size, size)))));
  return select(tail, sub(of(1), tail), less(z, of(0)));
}

/** The normal density: exp(-x²/2) / sqrt(2 pi); x must be a local. */
export const normalPdf = (f: FunctionBuilder, x: V128): V128 =>
  mul(exp(f, mul(mul(x, x), of(-0.5))), of(1 / Math.sqrt(2 * Math.PI)));
