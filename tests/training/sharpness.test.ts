// Products with the Hessian and its largest eigenvalue against numpy's full Hessian (scripts/fixtures/torch_hessians.py).
import { describe, expect, it } from 'vitest';
import { ACTIVATION_NAMES } from '../../src/core/config/activations.js';
import { parseConfig } from '../../src/core/config/presets.js';
import type { BackendName } from '../../src/core/config/backends.js';
import type { PresetFile } from '../../src/core/config/schema.js';
import { initialParameters } from '../../src/core/network/initializers.js';
import type { HessianProducts } from '../../src/training/engine.js';
import { largestEigenvalue } from '../../src/training/lanczos.js';
import { prepare } from '../../src/training/loop.js';
import { probeBatch } from '../../src/training/pictures.js';
import { limitOf, Sharpness, type Moment } from '../../src/training/sharpness.js';
import { Spacing } from '../../src/training/spacing.js';
import { engineOf, relativeError, requestOf } from '../helpers/engines.js';
import { batchIn, type HessianCase, hessianFixture, productsOn } from '../helpers/hessians.js';
import { spread } from '../helpers/property.js';

interface Case extends HessianCase {
  readonly task: 'binary' | 'multiclass' | 'linearMse' | 'tanhMse' | 'sigmoidMse';
  readonly l2: number;
}
const { size, cases } = hessianFixture<{ readonly size: number; readonly cases: readonly Case[] }>('hessians');

const TASKS: Readonly<Record<Case['task'], PresetFile>> = {
  binary: {},
  multiclass: { outputActivation: 'softmax' },
  linearMse: { outputActivation: 'linear' },
  tanhMse: { outputActivation: 'tanh' },
  sigmoidMse: { outputActivation: 'sigmoid', loss: 'meanSquaredError' },
};

const requestFor = ({ activation, depth, width, task, residual, l2 }: Case) =>
  requestOf({
    fields: { activation, depth, width, residual, l2, ...TASKS[task] },
    outputs: task === 'multiclass' ? 3 : 1,
  });

const productsOf = (one: Case, backend: BackendName = 'compiled'): Promise<HessianProducts> =>
  productsOn(backend, requestFor(one), batchIn(one, size));

const named = cases.map(
  (c) => [`${c.activation} ${c.depth}x${c.width}, ${c.task}, skip ${c.residual}, L2 ${c.l2}`, c] as const,
);

it.each(named.filter(([, { l2 }]) => l2 === 0))('product: %s', async (_, one) => {
  const products = await productsOf(one);
  products.at(Float32Array.from(one.parameters));
  const result = new Float32Array(one.parameters.length);
  products.product(Float32Array.from(one.vector), result);
  expect(relativeError(result, one.product)).toBeLessThan(1e-4);
});

/** At the parameters before step 1, without a gradient to begin with. */
const atStep1 = (parameters: readonly number[]): Moment => ({
  step: 1,
  parameters: Float32Array.from(parameters),
  gradient: new Float32Array(parameters.length),
  rate: 0.3,
});

it.each(named)('largest eigenvalue within 1 %%: %s', async (_, one) => {
  const { config, layout } = requestFor(one);
  const spacing = new Spacing({ totalSteps: 1000, stepNs: 1e4, share: 0.1, every: null });
  const products = await productsOf(one);
  const sharpness = new Sharpness({ config, layout, products, spacing, costNs: () => 1e6, settle: true });
  const measured = sharpness.measure(atStep1(one.parameters));
  expect(Math.abs(measured!['sharpness']! / one.largest - 1)).toBeLessThan(0.01);
  expect(measured!['stability']).toBeCloseTo((0.3 * measured!['sharpness']!) / 2, 6);
  expect(sharpness.isDue(2)).toBe(false);
});

/** TensorFlow.js differentiates twice; its own gradients of tanh and sigmoid would give other numbers. */
describe.each(['wasm', 'cpu'] as const)('%s', (backend) => {
  it.each(
    spread(
      named.filter(([, { l2 }]) => l2 === 0),
      2,
    ),
  )('product: %s', async (_, one) => {
    const products = await productsOf(one, backend);
    products.at(Float32Array.from(one.parameters));
    const result = new Float32Array(one.parameters.length);
    products.product(Float32Array.from(one.vector), result);
    expect(relativeError(result, one.product)).toBeLessThan(1e-4);
  });

  it('of every activation agrees with the compiled engine, or with differences of the gradient', async () => {
    const size = 8;
    const batch = {
      size,
      x: Float32Array.from({ length: 2 * size }, (_, i) => Math.sin(i)),
      y: Float32Array.from({ length: size }, (_, i) => i % 2),
    };
    for (const activation of ACTIVATION_NAMES.filter((name) => name !== 'prelu')) {
      const request = requestOf({ fields: { activation, depth: 2, width: 3, seed: 3 } });
      const parameters = initialParameters(request.config, request.layout);
      const direction = parameters.map((_, i) => Math.cos(i));
      const results = await Promise.all(
        ([backend, 'compiled'] as const).map(async (name) => {
          const products = (await engineOf(name, request)).hessian!(batch);
          if (typeof products === 'string') throw new Error(`${name}, ${activation}: ${products}`);
          products.at(parameters);
          const result = new Float32Array(parameters.length);
          products.product(direction, result);
          return result;
        }),
      );
      expect(relativeError(results[0]!, results[1]!), activation).toBeLessThan(1e-5);
    }
  });

  it('of a residual convolution is the change of its gradient along the direction', async () => {
    const image = { height: 3, width: 3, channels: 1 };
    const fields: PresetFile = { cell: 'conv', dataset: 'digits', outputActivation: 'softmax', activation: 'tanh' };
    const request = requestOf({ fields: { ...fields, depth: 3, width: 2, residual: 2 }, image, outputs: 3 });
    const batch = {
      size: 4,
      x: Float32Array.from({ length: 36 }, (_, i) => Math.sin(i)),
      y: Float32Array.from({ length: 12 }, (_, i) => Number(i % 4 === 0)),
    };
    const engine = await engineOf(backend, request);
    const products = engine.hessian!(batch);
    if (typeof products === 'string') throw new Error(products);
    const parameters = initialParameters(request.config, request.layout);
    const direction = parameters.map((_, i) => Math.cos(i));
    products.at(parameters);
    const result = new Float32Array(parameters.length);
    products.product(direction, result);
    const gradientAt = (along: number): Float32Array => {
      const gradient = new Float32Array(parameters.length);
      engine.gradient(
        parameters.map((value, i) => value + along * direction[i]!),
        batch,
        gradient,
        new Float32Array(0),
      );
      return gradient;
    };
    const h = 2e-3;
    const [above, below] = [gradientAt(h), gradientAt(-h)];
    // Float32 gradients: rounding over 2 h, and h² of the third derivative.
    expect(
      relativeError(
        result,
        above.map((g, i) => (g - below[i]!) / (2 * h)),
      ),
    ).toBeLessThan(1e-3);
  });
});

describe('the limit of sharpness × rate', () => {
  /** Whether steps on lambda w² / 2 grow, at a rate just below or above the limit. */
  const grows = (factor: number, nesterov: boolean, momentum: number): boolean => {
    const optimizer = nesterov ? 'nesterov' : momentum > 0 ? 'momentum' : 'sgd';
    const rate = factor * limitOf({ optimizer, momentum })!;
    let [w, v] = [1, 0];
    for (let step = 0; step < 4000; step += 1) {
      const move = rate * w;
      v = momentum * v - move;
      w += nesterov ? momentum * v - move : v;
    }
    return Math.abs(w) > 1;
  };
  it.each([
    [false, 0],
    [false, 0.9],
    [true, 0.9],
    [true, 0.5],
  ])('Nesterov %s, momentum %s: steps shrink below it and grow above', (nesterov, momentum) => {
    expect(grows(0.99, nesterov, momentum)).toBe(false);
    expect(grows(1.01, nesterov, momentum)).toBe(true);
  });
  it('does not exist for optimizers that scale each parameter', () => {
    expect(limitOf({ optimizer: 'adam', momentum: 0.9 })).toBeNull();
  });
});

it.each([
  [{ batchNorm: 'before' }, 'batch normalization'],
  [{ activation: 'prelu' }, 'slopes'],
  [{ loss: 'meanAbsoluteError', outputActivation: 'linear' }, 'meanAbsoluteError'],
] as const)('declines with the reason: %j', async (fields, reason) => {
  for (const backend of ['compiled', 'cpu'] as const) {
    if (backend === 'cpu' && !('loss' in fields)) continue;
    const engine = await engineOf(backend, requestOf({ fields }));
    expect(engine.hessian!({ size: 4, x: new Float32Array(8), y: new Float32Array(4) })).toContain(reason);
  }
});

it('finds the algebraically largest eigenvalue where the smallest has the larger size', () => {
  const diagonal = Float64Array.from({ length: 40 }, (_, i) => i - 60);
  const start = diagonal.map((_, i) => 1 + Math.sin(i));
  const found = largestEigenvalue((v, to) => to.set(v.map((one, i) => one * diagonal[i]!)), start, {
    most: 40,
    near: 1e-6,
    residual: 1e-6,
    gap: 0,
  });
  expect(found?.value).toBeCloseTo(-21, 4);
  expect(Math.abs(found!.vector.at(-1)!)).toBeCloseTo(1, 4);
  expect(largestEigenvalue((_, to) => to.fill(NaN), start, { most: 5, near: 0.1, residual: 0.1, gap: 0 })).toBeNull();
});

it.each([
  ['the residual alone shows that two steep directions are mixed', { activation: 'gelu', depth: 4, width: 8, seed: 5 }],
  ['another such network', { activation: 'gelu', depth: 4, width: 8, seed: 8 }],
  ['units that rest', { activation: 'relu', depth: 6, width: 10, seed: 1 }],
  ['a deep network that does not learn', { activation: 'tanh', depth: 12, width: 24, seed: 2 }],
] as const)('first measurement within 0.5 %% of a full search: %s', async (_, fields) => {
  const prepared = prepare(parseConfig({ ...fields, initializer: 'heNormal' }, 'test'));
  const { request, layout, config, dataset } = prepared;
  const engine = await engineOf('compiled', request);
  const batch = probeBatch(dataset);
  const products = engine.hessian!(batch);
  if (typeof products === 'string') throw new Error(products);
  const parameters = initialParameters(config, layout);
  const gradient = new Float32Array(parameters.length);
  engine.gradient(parameters, batch, gradient, new Float32Array(layout.stateCount));
  const spacing = new Spacing({ totalSteps: 1000, stepNs: 1e4, share: 0.1, every: 1 });
  const sharpness = new Sharpness({ config, layout, products, spacing, costNs: () => 1, settle: true });
  const measured = sharpness.measure({ step: 1, parameters, gradient, rate: 0.1 })!['sharpness']!;
  const result = new Float32Array(parameters.length);
  const full = largestEigenvalue(
    (vector, to) => {
      products.product(Float32Array.from(vector), result);
      to.set(result);
    },
    Float64Array.from(parameters, (_, i) => Math.sin(i * i)),
    { most: 200, near: 1e-7, residual: 1e-5, gap: 0 },
  )!;
  expect(Math.abs(measured / full.value - 1)).toBeLessThan(0.005);
});
