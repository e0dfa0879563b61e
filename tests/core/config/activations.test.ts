// The table of activations: every figure of a record is that of its function.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  ACTIVATIONS,
  ACTIVATION_NAMES,
  ELEMENTWISE,
  type Activation,
  type ActivationCode,
} from '../../../src/core/config/activations.js';
import type { Arithmetic } from '../../../src/core/config/arithmetic.js';
import { normalCdf, normalPdf, sigmoid } from '../../../src/core/config/reference.js';

/** Values by name, computed in float64 by scripts/fixtures/activations.py. */
const ELSEWHERE = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, '../../fixtures/keras/activations.json'), 'utf8'),
) as Readonly<Record<'keras' | 'pytorch', Readonly<Record<string, readonly number[]>>>> & {
  readonly z: readonly number[];
};
const POINTS = Array.from({ length: 161 }, (_, i) => (i - 80) / 8 + 0.01);
const NUMBERS: Arithmetic<number> = {
  of: (value) => value,
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  keep: (value) => value,
  tanh: Math.tanh,
  sigmoid,
  softplus: (z) => Math.log1p(Math.exp(z)),
  exp: Math.exp,
  expNegative: (z) => Math.exp(Math.min(z, 0)),
  expm1Negative: (z) => Math.expm1(Math.min(z, 0)),
  normalCdf,
  normalPdf,
  positivePart: (z) => Math.max(z, 0),
  wherePositive: (d, z) => (z <= 0 ? 0 : d),
  choose: (z, yes, no) => (z > 0 ? yes : no),
};
/** Central difference. */
const slopeOf = (f: (z: number) => number, z: number): number => (f(z + 1e-5) - f(z - 1e-5)) / 2e-5;
const near = (value: number, wanted: number, z: number): void =>
  expect(Math.abs(value - wanted), `at ${z}: ${value}, not ${wanted}`).toBeLessThan(
    1e-6 * Math.max(1, Math.abs(wanted)),
  );

/** The gain that keeps the mean square of a normal signal. */
function keepingGain({ f }: Activation): number {
  const squares = Array.from({ length: 1601 }, (_, i) => (i - 800) / 100);
  return 1 / Math.sqrt(squares.reduce((sum, z) => sum + normalPdf(z) * f(z) ** 2 * 0.01, 0));
}

describe.each(ACTIVATION_NAMES)('the record of %s', (name) => {
  const record: Activation = ACTIVATIONS[name];
  const { f, derivative, maxDerivative, failure, formula, lowest, idealGain, reluLike, place, python } = record;
  const flat = (z: number): boolean => Math.abs(derivative(z)) < 1e-6;

  it('has the slope of its function, and the largest one', () => {
    for (const z of POINTS) near(derivative(z), slopeOf(f, z), z);
    if (!Number.isFinite(maxDerivative)) expect(derivative(500)).toBeGreaterThan(1e100);
    else
      expect(Math.max(...POINTS.concat(0, -1e-9, 1e-9).map((z) => Math.abs(derivative(z))))).toBeCloseTo(
        maxDerivative,
        2,
      );
  });

  it('fails as it says', () => {
    const dies = POINTS.every((z) => z > 0 || f(z) === 0);
    expect(failure).toBe(flat(-30) && flat(30) ? 'saturates' : dies ? 'dies' : 'neither');
  });

  it('has the gain, the floor and the class of its function', () => {
    if (f(0) !== 0) expect(idealGain).toBeNull();
    else
      expect((idealGain ?? NaN) / (failure === 'saturates' ? 1 / derivative(0) : keepingGain(record))).toBeCloseTo(
        1,
        1,
      );
    const least = Math.min(...[-60, -30, 0, 30].concat(POINTS).map((z) => f(z)));
    if (lowest !== null) expect(least).toBeCloseTo(lowest, 6);
    const bent = Math.abs(derivative(-8) - 1) > 0.1;
    expect(reluLike).toBe(f(0) === 0 && bent && Math.abs(derivative(8) - 1) < 0.06);
  });

  it('is readable, and has a place in the cycle and a word in exported scripts', () => {
    expect(formula).toMatch(/^[ -~]+$/);
    expect(Number.isInteger(place)).toBe(true);
    if (name === 'prelu' || name === 'leakyRelu') expect(python).toBeNull();
    else expect(python).not.toBeNull();
  });

  it('has the same values by its names in Keras and PyTorch', () => {
    if (python === null) return;
    for (const values of [ELSEWHERE.keras[python.keras], ELSEWHERE.pytorch[python.pytorch('z')]]) {
      if (values === undefined) throw new Error('unknown name: run scripts/fixtures/activations.py');
      for (const [i, z] of ELSEWHERE.z.entries()) near(f(z), values[i] ?? NaN, z);
    }
  });
});

it.each(ELEMENTWISE)('%s: the code has the value, the slope and the bend of the function', (name) => {
  const code: ActivationCode = ACTIVATIONS[name].code;
  const { f, derivative }: Activation = ACTIVATIONS[name];
  for (const z of POINTS) {
    const a = f(z);
    near(code.forward(NUMBERS, z), a, z);
    near(code.backward(NUMBERS, z, a, 3), 3 * derivative(z), z);
    near(code.bend?.(NUMBERS, z, a) ?? 0, slopeOf(derivative, z), z);
  }
});

it('has every table of the folder', async () => {
  const folder = path.resolve(import.meta.dirname, '../../../src/core/config/activations');
  for (const file of readdirSync(folder)) {
    const module = (await import(path.join(folder, file))) as Record<string, unknown>;
    for (const [name, table] of Object.entries(module))
      if (typeof table === 'object' && table !== null)
        expect(ACTIVATION_NAMES, `${file} exports ${name}`).toEqual(expect.arrayContaining(Object.keys(table)));
  }
});
