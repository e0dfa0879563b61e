// Products with the Hessian where units rest: those of ReLU in networks that are deep, or have skips, more outputs or more features.
import { expect, it } from 'vitest';
import type { PresetFile } from '../../src/core/config/schema.js';
import { initialParameters } from '../../src/core/network/initializers.js';
import type { Batch, EngineRequest, HessianProducts } from '../../src/training/engine.js';
import { engineOf, relativeError, requestOf } from '../helpers/engines.js';
import { productsOn } from '../helpers/hessians.js';

interface Case {
  readonly fields: PresetFile;
  readonly features?: number;
  readonly outputs?: number;
  readonly size: number;
  /** Of all units; 0 without it. */
  readonly bias?: number;
}
const relu: PresetFile = { activation: 'relu', initializer: 'heNormal' };
const CASES: readonly (readonly [string, Case])[] = [
  ['a deep network, a last tile of one sample', { fields: { ...relu, depth: 8, width: 9 }, size: 65 }],
  ['skips over two layers', { fields: { ...relu, depth: 6, width: 10, residual: 2 }, size: 40 }],
  ['skips over one layer', { fields: { ...relu, depth: 4, width: 7, residual: 1 }, size: 24 }],
  [
    'three outputs, five features',
    { fields: { ...relu, depth: 3, width: 13, outputActivation: 'softmax' }, outputs: 3, features: 5, size: 50 },
  ],
  ['more units than the samples are sorted by', { fields: { ...relu, depth: 2, width: 45 }, size: 16 }],
  ['one hidden layer', { fields: { ...relu, depth: 1, width: 6 }, size: 8 }],
  ['no unit rests', { fields: { ...relu, depth: 3, width: 6 }, size: 16, bias: 9 }],
  ['all units rest', { fields: { ...relu, depth: 3, width: 6 }, size: 16, bias: -9 }],
  ['no activation is flat', { fields: { ...relu, activation: 'leakyRelu', depth: 4, width: 8 }, size: 30 }],
];

const LOSSES = (['meanSquaredError', 'huber'] as const).flatMap((loss) =>
  (['linear', 'relu', 'tanh', 'sigmoid', 'softmax'] as const).map((outputActivation): readonly [string, Case] => [
    `${loss} after ${outputActivation}`,
    {
      fields: {
        activation: 'tanh',
        initializer: 'heNormal',
        initializerGain: 2,
        depth: 2,
        width: 5,
        loss,
        outputActivation,
      },
      outputs: 3,
      size: 19,
    },
  ]),
);

const batchOf = ({ size, features = 2, outputs = 1 }: Case): Batch => ({
  size,
  x: Float32Array.from({ length: size * features }, (_, i) => 2 * Math.sin(7 * i)),
  y: Float32Array.from({ length: size * outputs }, (_, i) => Number(i % (outputs + 1) === 0)),
});

const requestFor = ({ fields, features = 2, outputs = 1 }: Case): EngineRequest =>
  requestOf({ fields, features, outputs });

const productsOf = (one: Case, backend: 'compiled' | 'cpu'): Promise<HessianProducts> =>
  productsOn(backend, requestFor(one), batchOf(one));

const parametersOf = (one: Case, seed = 1): Float32Array => {
  const { config, layout } = requestFor(one);
  const parameters = initialParameters({ ...config, seed }, layout);
  for (const { kind, offset, size } of layout.parameters)
    if (kind === 'bias') parameters.fill(one.bias ?? 0, offset, offset + size);
  return parameters;
};

function productAt(products: HessianProducts, parameters: Float32Array): Float32Array {
  const result = new Float32Array(parameters.length);
  products.at(parameters);
  products.product(
    parameters.map((_, i) => Math.cos(i)),
    result,
  );
  return result;
}

it.each([...CASES, ...LOSSES])('%s: equal to TensorFlow differentiating twice', async (_, one) => {
  const parameters = parametersOf(one);
  const expected = productAt(await productsOf(one, 'cpu'), parameters);
  expect(expected.some((value) => value !== 0)).toBe(true);
  expect(relativeError(productAt(await productsOf(one, 'compiled'), parameters), expected)).toBeLessThan(1e-5);
});

it.each(CASES)('%s: the bits do not depend on what was measured before', async (_, one) => {
  const [here, there] = [parametersOf(one), parametersOf(one, 2)];
  const products = await productsOf(one, 'compiled');
  const first = productAt(products, here);
  productAt(
    products,
    here.map(() => NaN),
  );
  productAt(products, there);
  expect(productAt(products, here)).toEqual(first);
});

it.each(LOSSES)('%s: equal to differences of gradients', async (_, one) => {
  const request = requestFor(one);
  const [engine, batch, parameters] = [await engineOf('compiled', request), batchOf(one), parametersOf(one)];
  const product = productAt(await productsOf(one, 'compiled'), parameters);
  const gradientAt = (along: number): Float32Array => {
    const gradient = new Float32Array(parameters.length);
    engine.gradient(
      parameters.map((value, i) => value + along * Math.cos(i)),
      batch,
      gradient,
      new Float32Array(0),
    );
    return gradient;
  };
  const step = 2 ** -10;
  const [before, after] = [gradientAt(-step), gradientAt(step)];
  expect(
    relativeError(
      after.map((value, i) => (value - before[i]!) / (2 * step)),
      product,
    ),
  ).toBeLessThan(2e-3);
});

it('the huber loss has errors on both sides of 1', async () => {
  const [, one] = LOSSES.find(([name]) => name === 'huber after linear')!;
  const engine = await engineOf('compiled', requestFor(one));
  const { output } = engine.forward(parametersOf(one), new Float32Array(0), batchOf(one), false);
  const errors = Array.from(output, (a, i) => Math.abs(a - batchOf(one).y[i]!));
  expect([Math.min(...errors) < 1, Math.max(...errors) > 1]).toEqual([true, true]);
});
