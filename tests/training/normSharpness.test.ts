// The sharpness with batch normalization in training mode, against numpy's full Hessian (scripts/fixtures/torch_norm_hessians.py).
import { describe, expect, it } from 'vitest';
import type { BackendName } from '../../src/core/config/backends.js';
import type { PresetFile } from '../../src/core/config/schema.js';
import type { HessianProducts } from '../../src/training/engine.js';
import { Sharpness } from '../../src/training/sharpness.js';
import { Spacing } from '../../src/training/spacing.js';
import { relativeError, requestOf } from '../helpers/engines.js';
import { batchIn, type HessianCase, hessianFixture, productsOn } from '../helpers/hessians.js';
import { of, run } from '../helpers/training.js';

interface Case extends HessianCase {
  readonly batchNorm: 'before' | 'after';
  readonly task: 'binary' | 'multiclass' | 'linearMse';
}
const { size, cases } = hessianFixture<{ readonly size: number; readonly cases: readonly Case[] }>('norm_hessians');

const OUTPUTS: Readonly<Record<Case['task'], PresetFile>> = {
  binary: {},
  multiclass: { outputActivation: 'softmax' },
  linearMse: { outputActivation: 'linear' },
};

const requestFor = ({ activation, depth, width, batchNorm, task, residual }: Case) =>
  requestOf({
    fields: { activation, depth, width, batchNorm, residual, ...OUTPUTS[task] },
    outputs: task === 'multiclass' ? 3 : 1,
  });

const productsOf = (one: Case, backend: BackendName): Promise<HessianProducts> =>
  productsOn(backend, requestFor(one), batchIn(one, size));

const named = cases.map(
  (c) => [`${c.activation} ${c.depth}x${c.width}, ${c.batchNorm}, ${c.task}, skip ${c.residual}`, c] as const,
);

describe.each(['wasm', 'cpu'] as const)('%s', (backend) => {
  it.each(named)('product and largest eigenvalue: %s', async (_, one) => {
    const products = await productsOf(one, backend);
    const parameters = Float32Array.from(one.parameters);
    products.at(parameters);
    const result = new Float32Array(parameters.length);
    products.product(Float32Array.from(one.vector), result);
    expect(relativeError(result, one.product)).toBeLessThan(1e-4);

    const { config, layout } = requestFor(one);
    const spacing = new Spacing({ totalSteps: 1000, stepNs: 1e4, share: 0.1, every: null });
    const sharpness = new Sharpness({ config, layout, products, spacing, costNs: () => 1e6, settle: true });
    const moment = { step: 1, parameters, gradient: new Float32Array(parameters.length), rate: 0.3 };
    expect(Math.abs(sharpness.measure(moment)!['sharpness']! / one.largest - 1)).toBeLessThan(0.01);
  });
});

it('the compiled engine names the backends that have it, and one of them measures', async () => {
  const fields: PresetFile = {
    epochs: 1,
    depth: 2,
    width: 4,
    activation: 'relu',
    batchNorm: 'before',
    sharpness: 'on',
  };
  const why = of(await run(fields, 'compiled'), 'run')[0]?.engine.why;
  expect(why).toMatch(/no sharpness: with batch normalization --backend wasm/);
  const steps = of(await run({ ...fields, sharpnessEvery: 8 }, 'cpu'), 'step');
  expect(steps[0]?.scalars?.['sharpness']).toBeGreaterThan(0);
});
