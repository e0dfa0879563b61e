// Products with the Hessian of convolutions and its largest eigenvalue against numpy's full Hessian (scripts/fixtures/torch_conv_hessians.py).
import { describe, expect, it } from 'vitest';
import type { BackendName } from '../../src/core/config/backends.js';
import { initialParameters } from '../../src/core/network/initializers.js';
import type { HessianProducts } from '../../src/training/engine.js';
import { Sharpness, type Moment } from '../../src/training/sharpness.js';
import { Spacing } from '../../src/training/spacing.js';
import { engineOf, relativeError, requestOf } from '../helpers/engines.js';
import { batchIn, type HessianCase, hessianFixture, productsOn } from '../helpers/hessians.js';
import { of, run } from '../helpers/training.js';

const { size, image, classes, cases } = hessianFixture<{
  readonly size: number;
  readonly image: { readonly height: number; readonly width: number; readonly channels: number };
  readonly classes: number;
  readonly cases: readonly HessianCase[];
}>('conv_hessians');

const requestFor = ({
  activation,
  depth,
  width,
  residual,
}: Pick<HessianCase, 'activation' | 'depth' | 'width' | 'residual'>) =>
  requestOf({
    fields: { cell: 'conv', dataset: 'digits', outputActivation: 'softmax', activation, depth, width, residual },
    image,
    outputs: classes,
  });

async function productsOf(one: HessianCase, backend: BackendName): Promise<HessianProducts> {
  const products = await productsOn(backend, requestFor(one), batchIn(one, size));
  products.at(Float32Array.from(one.parameters));
  return products;
}

const named = cases.map((c) => [`${c.depth} × ${c.activation}, skip ${c.residual}`, c] as const);

describe.each(['compiled', 'wasm', 'cpu'] as const)('%s', (backend) => {
  it.each(backend === 'compiled' ? named : named.slice(1, 3))('product: %s', async (_, one) => {
    const products = await productsOf(one, backend);
    const result = new Float32Array(one.parameters.length);
    products.product(Float32Array.from(one.vector), result);
    expect(relativeError(result, one.product)).toBeLessThan(1e-4);
  });
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
  const products = await productsOf(one, 'compiled');
  const sharpness = new Sharpness({ config, layout, products, spacing, costNs: () => 1e6, settle: true });
  const { sharpness: value = NaN } = sharpness.measure(atStep1(one.parameters)) ?? {};
  expect(Math.abs(value / one.largest - 1)).toBeLessThan(0.01);
});

it('sums more than one piece of pixels: the samples twice give the same product', async () => {
  const request = requestFor({ activation: 'relu', depth: 3, width: 3, residual: 2 });
  const engine = await engineOf('compiled', request);
  const pixels = image.height * image.width * image.channels;
  const [parameters, direction] = [
    initialParameters(request.config, request.layout),
    new Float32Array(request.layout.parameterCount),
  ];
  direction.forEach((_, i) => (direction[i] = Math.cos(i)));
  const productOf = (samples: number): Float32Array => {
    const products = engine.hessian!({
      size: samples,
      x: Float32Array.from({ length: samples * pixels }, (_, i) => Math.sin(i % (80 * pixels))),
      y: Float32Array.from({ length: samples * classes }, (_, i) => Number(i % 80 === 0 || i % classes === 1)),
    });
    if (typeof products === 'string') throw new Error(products);
    products.at(parameters);
    const result = new Float32Array(parameters.length);
    products.product(direction, result);
    return result;
  };
  expect(relativeError(productOf(480), productOf(240))).toBeLessThan(1e-5);
});

it('measuring the sharpness of a convolution changes no bit of its training', { tags: ['long'] }, async () => {
  const fields = {
    cell: 'conv',
    dataset: 'digits',
    depth: 3,
    width: 4,
    residual: 2,
    epochs: 1,
    batchSize: 128,
  } as const;
  const [plain, measured] = [
    await run(fields, 'compiled'),
    await run({ ...fields, sharpness: 'on', sharpnessEvery: 1000 }, 'compiled'),
  ];
  expect(of(measured, 'step').map(({ scalars: _, ...step }) => step)).toEqual(of(plain, 'step'));
  const figures = of(measured, 'step').flatMap(({ scalars }) => (scalars === undefined ? [] : [scalars]));
  expect(figures.length).toBeGreaterThan(0);
  expect(of(measured, 'run')[0]?.engine.why).not.toContain('no sharpness');
});
