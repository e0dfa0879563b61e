// The noise scale against gradients computed outright: one a sample, and 1,000 random batches.
import { expect, it } from 'vitest';
import { parseConfig } from '../../src/core/config/presets.js';
import { initialParameters } from '../../src/core/network/initializers.js';
import { createRng } from '../../src/core/random/rng.js';
import type { Dataset } from '../../src/core/data/dataset.js';
import { createBatches } from '../../src/training/batches.js';
import { noiseOf, NoiseScale } from '../../src/training/noiseScale.js';
import { prepare } from '../../src/training/prepare.js';
import { engineOf } from '../helpers/engines.js';
import type { PresetFile } from '../../src/core/config/schema.js';
import { of, run } from '../helpers/training.js';

const BATCHES = 1000;
const SIZE = 50;
/** Of 1,000 batches; a wrong term of the formulas is a fifth. */
const CHANCE = 0.08;

const square = (v: ArrayLike<number>): number => Array.from(v).reduce((sum, one) => sum + one * one, 0);

async function setUp() {
  const prepared = prepare(parseConfig({ activation: 'tanh', depth: 3, samples: 250, noise: 0.3 }, 'test'));
  const { config, layout, dataset, request } = prepared;
  const engine = await engineOf('compiled', request);
  const parameters = initialParameters(config, layout);
  const gradientOf = (data: Pick<Dataset, 'x' | 'y'>, size: number): Float32Array => {
    const gradient = new Float32Array(layout.parameterCount);
    engine.gradient(parameters, { size, x: data.x, y: data.y }, gradient, new Float32Array());
    return gradient;
  };
  return { dataset, gradientOf };
}

it('finds the variance that 1,000 batches have, and the square of the mean gradient', async () => {
  const { dataset, gradientOf } = await setUp();
  const { samples } = dataset;
  const mean = gradientOf(dataset, samples);
  const one = (i: number) => ({ x: dataset.x.subarray(2 * i), y: dataset.y.subarray(i) });
  const spread = Array.from({ length: samples }, (_, i) => gradientOf(one(i), 1).map((g, j) => g - mean[j]!));
  const variance = spread.reduce((sum, d) => sum + square(d), 0) / (samples - 1);

  const batches = createBatches(dataset, SIZE, createRng(7, 'batches'));
  let [outright, estimated, squares] = [0, 0, 0];
  for (let i = 0; i < BATCHES; i += 1) {
    const batch = batches.next();
    const whole = { gradient: gradientOf(batch, SIZE), size: SIZE };
    const part = { gradient: gradientOf(batch, 25), size: 25 };
    outright += square(whole.gradient.map((g, j) => g - mean[j]!)) / BATCHES;
    const noise = noiseOf(part, whole, samples);
    estimated += noise.variance / BATCHES;
    squares += noise.square / BATCHES;
  }
  // A batch without replacement varies by variance (1 / batch - 1 / samples).
  const ofBatches = outright / (1 / SIZE - 1 / samples);
  expect(Math.abs(ofBatches / variance - 1)).toBeLessThan(CHANCE);
  expect(Math.abs(estimated / variance - 1)).toBeLessThan(CHANCE);
  expect(Math.abs(estimated / ofBatches - 1)).toBeLessThan(CHANCE);
  expect(Math.abs(squares / square(mean) - 1)).toBeLessThan(CHANCE);
});

it('is the ratio of running means, once the square is above 0', () => {
  const scale = new NoiseScale(1000);
  const mean = (value: number, size: number) => ({ gradient: Float32Array.of(value), size });
  const [first, second] = [scale.add(mean(3, 10), mean(0, 20)), scale.add(mean(NaN, 10), mean(2, 20))];
  expect(Object.keys(first)).toEqual(['gradientVariance']);
  expect(first['gradientVariance']).toBeCloseTo(9 / (1 / 10 - 1 / 20), 9);
  expect(second).toEqual(first);
  for (let i = 0; i < 200; i += 1) scale.add(mean(2, 10), mean(2, 20));
  const { gradientVariance = NaN, noiseScale = NaN } = scale.add(mean(2, 10), mean(2, 20));
  expect(gradientVariance).toBeLessThan(0.01);
  expect(noiseScale).toBeCloseTo(gradientVariance / 4, 4);
});

it('measuring the noise scale changes no bit of the training', async () => {
  for (const more of [{}, { dropout: 0.2 }, { accumulate: 2 }] as const) {
    const fields: PresetFile = { epochs: 12, activation: 'tanh', noise: 0.3, ...more };
    const [plain, measured] = [await run(fields, 'compiled'), await run({ ...fields, noiseScale: 'on' }, 'compiled')];
    const withoutFigures = of(measured, 'step').map(({ scalars: _, ...step }) => step);
    expect(withoutFigures).toEqual(of(plain, 'step'));
    const figures = of(measured, 'step').flatMap(({ scalars }) => (scalars === undefined ? [] : [scalars]));
    expect(figures).toHaveLength(Math.ceil(withoutFigures.length / 16));
    expect(figures.at(-1)?.['noiseScale']).toBeGreaterThan(0);
  }
});
