// The compiled engine beyond gradients: evaluation, non-finite numbers, the same bits each time, memory, what it refuses.
import { describe, expect, it } from 'vitest';
import { ACTIVATION_NAMES, ACTIVATIONS, ELEMENTWISE } from '../../../src/core/config/activations.js';
import { BATCH_NORM_NAMES } from '../../../src/core/config/names.js';
import { compiledSupports, createCompiledEngine } from '../../../src/training/compiled/index.js';
import { instantiate } from '../../../src/training/simd/kernels.js';
import { referenceForward } from '../../helpers/referenceNet.js';
import { makeCase, relativeError, type Case } from './helpers.js';

const binary = { outputActivation: 'sigmoid', loss: 'binaryCrossentropy' } as const;

const gradientOf = ({ request, parameters, batch }: Case): { loss: number; gradient: Float32Array } => {
  const gradient = new Float32Array(parameters.length);
  const engine = createCompiledEngine(request);
  const { loss } = engine.gradient(parameters, batch, gradient, new Float32Array(request.layout.stateCount));
  return { loss, gradient };
};

describe('evaluation mode', () => {
  it.each(BATCH_NORM_NAMES)(
    'batch normalization %s: outputs, loss and layers by the moving statistics',
    (batchNorm) => {
      for (const size of [1, 13, 300]) {
        const { request, spec, parameters, batch } = makeCase(
          {
            outputActivation: 'softmax',
            loss: 'categoricalCrossentropy',
            activation: 'gelu',
            batchNorm,
            residual: 1,
            width: 6,
          },
          { outputs: 3, size },
        );
        const state = Float32Array.from({ length: request.layout.stateCount }, (_, i) => 0.5 + 0.4 * Math.sin(i));
        const ours = createCompiledEngine(request).forward(parameters, state, batch, true);
        const theirs = referenceForward(spec, parameters, batch, { state });
        expect(relativeError(ours.output, theirs.output.flat())).toBeLessThan(1e-5);
        expect(Math.abs(ours.loss / theirs.loss - 1)).toBeLessThan(1e-5);
        expect(ours.correct).toBe(theirs.correct);
        expect(ours.layers).toHaveLength(theirs.layers.length);
        theirs.layers.forEach(({ pre, post }, i) => {
          expect(relativeError(ours.layers![i]!.pre, pre.flat())).toBeLessThan(1e-5);
          expect(relativeError(ours.layers![i]!.post, post.flat())).toBeLessThan(1e-5);
        });
      }
    },
  );

  it.each(['simpleRnn', 'lstm', 'gru'] as const)('%s: layers at the last time step', (cell) => {
    const { request, spec, parameters, batch } = makeCase(
      {
        cell,
        outputActivation: 'linear',
        loss: 'meanSquaredError',
        activation: 'tanh',
        depth: 2,
        width: 5,
      },
      { timesteps: 6, size: 140 },
    );
    const ours = createCompiledEngine(request).forward(parameters, new Float32Array(0), batch, true);
    const theirs = referenceForward(spec, parameters, batch);
    expect(relativeError(ours.output, theirs.output.flat())).toBeLessThan(1e-5);
    theirs.layers.forEach(({ pre, post }, i) => {
      expect(relativeError(ours.layers![i]!.pre, pre.flat())).toBeLessThan(1e-5);
      expect(relativeError(ours.layers![i]!.post, post.flat())).toBeLessThan(1e-5);
    });
  });

  it('leaves layers out unless asked', () => {
    const { request, parameters, batch } = makeCase(binary);
    expect(createCompiledEngine(request).forward(parameters, new Float32Array(0), batch, false)).not.toHaveProperty(
      'layers',
    );
  });
});

describe('activations as vectors', () => {
  const points = Float32Array.from({ length: 4000 }, (_, i) =>
    i % 2 === 0 ? (i - 2000) / 20 : Math.sign(i - 2000) * 10 ** ((i % 1000) / 125 - 7),
  );
  const at = points.byteLength;
  const instance = instantiate(3 * at);
  if (typeof instance === 'string') throw new Error(instance);
  const { memory, kernels } = instance;
  const floats = new Float32Array(memory.buffer);

  /**
   * A tail like exp(-z²/2) magnifies the rounding of z by z², and the scalar gelu itself cancels there to |z| × 1e-16.
   * Below 1e-36 float32 is near its end.
   */
  const tolerance = (name: string, z: number, f: number): number =>
    name === 'gelu' ? (1e-6 + z * z * 2 ** -22) * Math.abs(f) + 1e-15 : 1e-6 * Math.abs(f) + 1e-36;

  it.each(ELEMENTWISE)('%s and its derivative, to float32', (name) => {
    floats.set(points);
    kernels[`forward_${name}`](0, at, at);
    const a = floats.slice(points.length, 2 * points.length);
    floats.fill(1, 2 * points.length, 3 * points.length);
    kernels[`backward_${name}`](0, at, 2 * at, at);
    const slope = floats.slice(2 * points.length, 3 * points.length);
    points.forEach((z, i) => {
      const f = ACTIVATIONS[name].f(z);
      // Beyond float32, exp and its derivative are Infinity.
      if (Math.fround(f) === Infinity) return expect([a[i], slope[i]]).toEqual([Infinity, Infinity]);
      expect(Math.abs(a[i]! - f), `f(${z}) = ${a[i]} against ${f}`).toBeLessThanOrEqual(tolerance(name, z, f));
      const derivative = ACTIVATIONS[name].derivative(z);
      expect(Math.abs(slope[i]! - derivative), `f'(${z}) = ${slope[i]} against ${derivative}`).toBeLessThan(
        1e-6 * Math.max(1, Math.abs(derivative)),
      );
    });
  });

  it.each(ELEMENTWISE)('%s: NaN stays NaN, +Infinity has the limit of the definition', (name) => {
    floats.set([NaN, Infinity, -Infinity, 0]);
    kernels[`forward_${name}`](0, at, 16);
    const [nan, up, down] = floats.slice(points.length, points.length + 3);
    expect(nan).toBeNaN();
    expect(up).toBe(Math.fround(ACTIVATIONS[name].f(Infinity)));
    // -Infinity × 0 is NaN for gelu and swish, by definition as here.
    const bottom = ACTIVATIONS[name].f(-Infinity);
    if (Number.isNaN(bottom)) expect(down).toBeNaN();
    else expect(down).toBeCloseTo(bottom, 6);
    floats.fill(1, 2 * points.length, 2 * points.length + 4);
    // The gradient at a NaN: it arrives as NaN, because the loss is NaN, and must not be cleared.
    floats[2 * points.length] = NaN;
    kernels[`backward_${name}`](0, at, 2 * at, 16);
    expect(floats[2 * points.length]).toBeNaN();
  });
});

describe('non-finite numbers are not hidden', () => {
  it.each(ACTIVATION_NAMES)('%s: one NaN among the inputs reaches the loss and every layer', (activation) => {
    for (const batchNorm of BATCH_NORM_NAMES) {
      const spoilt = makeCase({ ...binary, activation, batchNorm, depth: 4, width: 5, residual: 1 });
      spoilt.batch.x[4] = NaN;
      const { loss, gradient } = gradientOf(spoilt);
      expect(loss).toBeNaN();
      for (const { name, offset, kind } of spoilt.request.layout.parameters)
        if (kind === 'kernel') expect(gradient[offset], name).toBeNaN();
    }
  });

  it.each(['relu', 'linear', 'elu', 'softplus'] as const)(
    '%s: an infinite weight makes the loss non-finite',
    (activation) => {
      const spoilt = makeCase({ ...binary, activation, depth: 3, width: 5 });
      spoilt.parameters[2] = Infinity;
      expect(gradientOf(spoilt).loss).not.toSatisfy(Number.isFinite);
    },
  );

  it('an explosion beyond float32 gives a loss that is not finite', () => {
    const { request, parameters, batch } = makeCase({ ...binary, activation: 'linear', depth: 50, width: 5 });
    const { loss } = gradientOf({ request, batch, parameters: parameters.map((w) => 100 * w) } as Case);
    expect(loss).not.toSatisfy(Number.isFinite);
  });

  it('an underflow is gradual: 1e-42 is not 0', () => {
    const { request, parameters, batch } = makeCase({ ...binary, activation: 'linear', depth: 20, width: 5 });
    const small = parameters.map((w) => 0.01 * w);
    const { gradient } = gradientOf({ request, batch, parameters: small } as Case);
    const first = gradient.subarray(0, 15).map(Math.abs);
    expect(Math.max(...first)).toBeGreaterThan(0);
    expect(Math.max(...first)).toBeLessThan(2 ** -126);
  });
});

describe('the same bits each time', () => {
  it.each(['sigmoid', 'prelu', 'gelu'] as const)(
    '%s: across engines, and whatever was computed in between',
    (activation) => {
      const one = makeCase({ ...binary, activation, batchNorm: 'before', width: 7 }, { size: 29 });
      const other = makeCase({ ...binary, activation, batchNorm: 'before', width: 7 }, { size: 400 }, 2);
      const first = gradientOf(one).gradient;
      const engine = createCompiledEngine(one.request);
      const again = new Float32Array(first.length);
      const state = new Float32Array(one.request.layout.stateCount);
      engine.gradient(other.parameters, other.batch, again, state);
      engine.forward(other.parameters, state, other.batch, true);
      engine.gradient(one.parameters, one.batch, again, state);
      expect(again).toEqual(first);
    },
  );

  it('a sample has the same figures at any place in its tile', () => {
    const { request, parameters, batch } = makeCase(
      { ...binary, activation: 'tanh', width: 6 },
      { size: 24, features: 3 },
    );
    const engine = createCompiledEngine(request);
    const whole = engine.forward(parameters, new Float32Array(0), batch, false).output;
    for (let i = 0; i < batch.size; i += 1) {
      const single = { size: 1, x: batch.x.subarray(3 * i), y: batch.y.subarray(i) };
      expect(engine.forward(parameters, new Float32Array(0), single, false).output[0]).toBe(whole[i]);
    }
  });
});

describe('memory', () => {
  it('is flat over steps and freed between engines', () => {
    const { request, parameters, batch } = makeCase({ ...binary, activation: 'selu', batchNorm: 'after' });
    const gradient = new Float32Array(parameters.length);
    const state = new Float32Array(request.layout.stateCount);
    for (let i = 0; i < 400; i += 1) {
      const engine = createCompiledEngine(request);
      const before = engine.footprint();
      for (let step = 0; step < 5; step += 1) engine.gradient(parameters, batch, gradient, state);
      expect(engine.footprint()).toBe(before);
      engine.dispose();
    }
  });

  it(
    'supports the largest network of the schema, and refuses one that needs gigabytes in one line',
    { tags: ['long'] },
    () => {
      expect(compiledSupports(makeCase({ ...binary, depth: 50, width: 512, batchSize: 32 }).request)).toBeNull();
      const reason = compiledSupports(
        makeCase({ ...binary, depth: 50, width: 512, batchSize: 20_000, samples: 20_000 }).request,
      );
      expect(reason).toMatch(/^the compiled engine needs \d+ MiB/);
      expect(reason).not.toContain('\n');
    },
  );
});
