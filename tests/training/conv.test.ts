// Convolutions: gradients against finite differences of a float64 network, and outputs and gradients against Keras’ own numbers
// (scripts/fixtures/keras_conv.py).
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ACTIVATION_NAMES, type ActivationName } from '../../src/core/config/activations.js';
import type { PresetFile } from '../../src/core/config/schema.js';
import { initialParameters, initialState } from '../../src/core/network/initializers.js';
import { fansOf } from '../../src/core/network/layout.js';
import { dropoutMasks } from '../../src/training/dropout.js';
import { engineOf, relativeError, requestOf } from '../helpers/engines.js';
import { spread } from '../helpers/property.js';
import { referenceForward, referenceGradient } from '../helpers/referenceNet.js';
import { of, run } from '../helpers/training.js';

const BACKENDS = ['compiled', 'wasm', 'cpu'] as const;

interface Case {
  readonly depth: number;
  readonly activation: ActivationName;
  readonly batchNorm: 'none' | 'before' | 'after';
  readonly residual: number;
  readonly masks?: readonly (readonly number[])[];
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly loss: number;
  readonly output: readonly number[];
  readonly parameters: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly values: readonly number[];
    readonly gradient: readonly number[];
  }[];
}
interface Fixture {
  readonly size: number;
  readonly image: { readonly height: number; readonly width: number; readonly channels: number };
  readonly units: number;
  readonly classes: number;
  readonly cases: readonly Case[];
}
const read = (name: string): Fixture =>
  JSON.parse(readFileSync(new URL(`../fixtures/keras/${name}.json`, import.meta.url), 'utf8')) as Fixture;
const keras = read('conv');
const dropped = read('conv_dropout');
const CONV: PresetFile = { cell: 'conv', dataset: 'digits', outputActivation: 'softmax' };

describe.each(BACKENDS)('%s against Keras', (backend) => {
  it.each(
    [...keras.cases, ...dropped.cases].map((one) => {
      const what = one.masks === undefined ? '' : ', dropout';
      return [
        `${one.depth} × ${one.activation}, batch norm ${one.batchNorm}, skip ${one.residual}${what}`,
        one,
      ] as const;
    }),
  )('%s', async (_, fixture) => {
    const { depth, activation, batchNorm, residual, masks } = fixture;
    const dropout = masks === undefined ? 0 : 0.25;
    const fields: PresetFile = { ...CONV, depth, activation, batchNorm, residual, dropout, width: keras.units };
    const request = requestOf({ fields, image: keras.image, outputs: keras.classes });
    const { layout } = request;
    expect(layout.parameters.map(({ name, shape }) => ({ name, shape }))).toEqual(
      fixture.parameters.map(({ name, shape }) => ({ name, shape })),
    );
    const engine = await engineOf(backend, request);
    const parameters = Float32Array.from(fixture.parameters.flatMap(({ values }) => values));
    const data = { size: keras.size, x: Float32Array.from(fixture.x), y: Float32Array.from(fixture.y) };
    const batch = masks === undefined ? data : { ...data, masks: Float32Array.from(masks.flat()) };
    const gradient = new Float32Array(layout.parameterCount);
    const { loss } = engine.gradient(parameters, batch, gradient, new Float32Array(layout.stateCount));
    expect(Math.abs(loss / fixture.loss - 1)).toBeLessThan(1e-4);
    const { output } = engine.forward(parameters, initialState(layout), data, false);
    expect(relativeError(output, fixture.output)).toBeLessThan(1e-4);
    for (const [i, { name, gradient: theirs }] of fixture.parameters.entries()) {
      const { offset, size, layer } = layout.parameters[i]!;
      const own = layout.parameters
        .filter((p) => p.layer === layer)
        .map((p) => fixture.parameters[layout.parameters.indexOf(p)]!);
      // A bias in front of batch normalization has gradient 0: only rounding is left of it.
      const most = Math.max(...own.flatMap((p) => p.gradient.map(Math.abs)));
      gradient
        .subarray(offset, offset + size)
        .forEach((g, k) => expect(Math.abs(g - theirs[k]!) / most, `${name}[${k}]`).toBeLessThan(1e-4));
    }
    engine.dispose();
  });
});

describe('finite differences', () => {
  const image = { height: 3, width: 2, channels: 2 };
  const batch = {
    size: 5,
    x: Float32Array.from({ length: 5 * 12 }, (_, i) => Math.sin(1 + 2 * i)),
    y: Float32Array.from({ length: 15 }, (_, i) => (i % 4 === 0 ? 1 : 0)),
  };
  const combinations = ACTIVATION_NAMES.flatMap((activation) =>
    (['none', 'before', 'after'] as const).flatMap((batchNorm) =>
      [0, 1, 2].map((residual) => ({ activation, batchNorm, residual })),
    ),
  );

  it.each(BACKENDS)('%s: every activation with every normalization and skip', async (backend) => {
    // TensorFlow.js takes ten times as long.
    const mine = combinations.filter((_, i) => backend === 'compiled' || i % 7 === BACKENDS.indexOf(backend));
    for (const fields of spread(mine, backend === 'compiled' ? 97 : 14)) {
      const request = requestOf({
        fields: { ...CONV, ...fields, loss: 'meanSquaredError', depth: 3, width: 2, seed: 5 },
        image,
        outputs: 3,
      });
      const { layout, config } = request;
      const engine = await engineOf(backend, request);
      const parameters = initialParameters(config, layout).map((value, i) => value + 0.1 * Math.sin(3 * i));
      const gradient = new Float32Array(layout.parameterCount);
      const batchState = new Float32Array(layout.stateCount);
      engine.gradient(parameters, batch, gradient, batchState);
      const spec = { layout, outputActivation: 'softmax', loss: 'meanSquaredError', timesteps: 6 } as const;
      const words = JSON.stringify(fields);
      expect(relativeError(gradient, referenceGradient(spec, parameters, batch)), words).toBeLessThan(1e-4);
      const reference = referenceForward(spec, parameters, batch);
      expect(relativeError(batchState, reference.batchState), words).toBeLessThan(1e-4);
      const state = initialState(layout).map((value, i) => value + 0.1 * Math.sin(i) ** 2);
      const evaluated = referenceForward(spec, parameters, batch, { state });
      const { output, layers } = engine.forward(parameters, state, batch, true);
      expect(relativeError(output, evaluated.output.flat()), words).toBeLessThan(1e-4);
      layers!.slice(0, -1).forEach(({ pre, post }, i) => {
        expect(relativeError(pre, evaluated.layers[i]!.pre.flat()), words).toBeLessThan(1e-4);
        expect(relativeError(post, evaluated.layers[i]!.post.flat()), words).toBeLessThan(1e-4);
      });
      engine.dispose();
    }
  });

  it('a batch that fills its tiles, and one larger than a piece, sum to the mean of their parts', async () => {
    const request = requestOf({
      fields: { ...CONV, depth: 2, width: 4, batchNorm: 'none', activation: 'tanh', batchSize: 300, samples: 300 },
      image,
      outputs: 3,
    });
    const engine = await engineOf('compiled', request);
    const parameters = initialParameters(request.config, request.layout);
    const rows = 12;
    const make = (size: number): { size: number; x: Float32Array; y: Float32Array } => ({
      size,
      x: Float32Array.from({ length: size * rows }, (_, i) => Math.sin(i)),
      y: Float32Array.from({ length: size * 3 }, (_, i) => (i % 3 === (i >> 3) % 3 ? 1 : 0)),
    });
    const whole = make(296);
    const of = (from: number, size: number): Float32Array => {
      const gradient = new Float32Array(parameters.length);
      const piece = { size, x: whole.x.subarray(from * rows), y: whole.y.subarray(from * 3) };
      engine.gradient(parameters, piece, gradient, new Float32Array(0));
      return gradient;
    };
    const [all, first, second] = [of(0, 296), of(0, 8), of(8, 288)];
    expect(
      relativeError(
        all,
        first.map((g, i) => (8 * g + 288 * second[i]!) / 296),
      ),
    ).toBeLessThan(1e-5);
    engine.dispose();
  });
});

it('kernels have the fans of Keras', () => {
  expect(fansOf([3, 3, 5, 7])).toEqual({ fanIn: 45, fanOut: 63 });
  expect(fansOf([5, 7])).toEqual({ fanIn: 5, fanOut: 7 });
});

it.each(BACKENDS)(
  '%s: two runs of a residual net with batch normalization are equal to the last bit',
  async (backend) => {
    const fields: PresetFile = {
      ...CONV,
      rows: 36,
      epochs: 1,
      depth: 3,
      width: 3,
      residual: 2,
      batchNorm: 'before',
      activation: 'relu',
      learningRate: 0.1,
      validationSplit: 0.1,
    };
    const [a, b] = [await run(fields, backend), await run(fields, backend)];
    const numbers = (events: Awaited<ReturnType<typeof run>>): unknown => [of(events, 'step'), of(events, 'probe')];
    expect(numbers(a)).toEqual(numbers(b));
    expect(of(a, 'step').every(({ loss }) => Number.isFinite(loss))).toBe(true);
  },
);

describe('dropout', () => {
  const fields: PresetFile = { ...CONV, depth: 2, width: 4, dropout: 0.3, rows: 64, batchSize: 32, epochs: 2 };

  it('draws each channel of each pixel alone, keeps the expected value, and depends on the seed only', () => {
    const { config, layout } = requestOf({ fields, image: keras.image, outputs: keras.classes });
    const masks = dropoutMasks(config, layout)!(200).slice();
    expect(masks).toHaveLength(200 * 2 * 4 * keras.image.height * keras.image.width);
    expect(new Set(masks)).toEqual(new Set([0, Math.fround(1 / 0.7)]));
    const mean = masks.reduce((sum, value) => sum + value, 0) / masks.length;
    // Five standard deviations of the mean.
    expect(Math.abs(mean - 1)).toBeLessThan(5 * Math.sqrt(0.3 / 0.7 / masks.length));
    // Neighbours: channels of a pixel, and pixels of a channel.
    for (const apart of [1, 4]) {
      let both = 0;
      for (let i = apart; i < masks.length; i += 1) if (masks[i] === 0 && masks[i - apart] === 0) both += 1;
      const share = both / (masks.length - apart);
      expect(Math.abs(share - 0.09)).toBeLessThan(5 * Math.sqrt(0.09 / masks.length));
    }
    expect(dropoutMasks(config, layout)!(200)).toEqual(masks);
    expect(dropoutMasks({ ...config, seed: 2 }, layout)!(200)).not.toEqual(masks);
  });

  it('trains the same on every backend, and measures the noise of the gradient through it', async () => {
    const [compiled, cpu] = await Promise.all(
      (['compiled', 'cpu'] as const).map(async (name) => of(await run({ ...fields, noiseScale: 'on' }, name), 'step')),
    );
    expect(compiled).toHaveLength(4);
    compiled!.forEach(({ loss }, i) => expect(Math.abs((loss ?? NaN) / (cpu![i]!.loss ?? NaN) - 1)).toBeLessThan(1e-4));
    const plain = of(await run({ ...fields, dropout: 0 }, 'compiled'), 'step');
    expect(plain[0]?.loss).not.toBe(compiled![0]?.loss);
  });
});
