// The compiled engine's gradients against finite differences of the float64 reference, on every combination.
import { describe, expect, it } from 'vitest';
import { ACTIVATION_NAMES } from '../../../src/core/config/activations.js';
import type { Config } from '../../../src/core/config/schema.js';
import {
  BATCH_NORM_NAMES,
  LOSS_NAMES,
  OUTPUT_ACTIVATION_NAMES,
  type LossName,
  type OutputActivationName,
} from '../../../src/core/config/names.js';
import { createCompiledEngine } from '../../../src/training/compiled/index.js';
import { some, spread } from '../../helpers/property.js';
import { referenceForward, referenceGradient, referenceThroughTime } from '../../helpers/referenceNet.js';
import { makeCase, relativeError, type Case } from './helpers.js';

type Head = { readonly outputActivation: OutputActivationName; readonly loss: LossName; readonly outputs: number };

const HEADS: readonly Head[] = [
  { outputActivation: 'sigmoid', loss: 'binaryCrossentropy', outputs: 1 },
  { outputActivation: 'sigmoid', loss: 'meanSquaredError', outputs: 2 },
  { outputActivation: 'softmax', loss: 'categoricalCrossentropy', outputs: 3 },
  { outputActivation: 'linear', loss: 'meanSquaredError', outputs: 1 },
  { outputActivation: 'tanh', loss: 'meanSquaredError', outputs: 2 },
];

/**
 * Each element within this of the largest in its layer (a bias in front of batch normalization has gradient 0: only noise is
 * left of it). Float32 has a spacing of 1.2e-7 and errors add up over sums and layers.
 */
const TOLERANCE = 2e-5;

function check({ request, spec, parameters, batch }: Case, tolerance = TOLERANCE): void {
  const engine = createCompiledEngine(request);
  const gradient = new Float32Array(parameters.length).fill(NaN);
  const batchState = new Float32Array(request.layout.stateCount).fill(NaN);
  const { loss, correct } = engine.gradient(parameters, batch, gradient, batchState);
  const wanted = referenceForward(spec, parameters, batch);
  expect(Math.abs(loss - wanted.loss)).toBeLessThan(1e-5 * Math.max(1, wanted.loss));
  expect(correct).toBe(wanted.correct);
  if (batchState.length > 0) expect(relativeError(batchState, wanted.batchState)).toBeLessThan(1e-5);
  const gradients = referenceGradient(spec, parameters, batch);
  for (const { name, layer, offset, size } of request.layout.parameters) {
    const [ours, theirs] = [gradient, gradients].map((all) => all.subarray(offset, offset + size));
    const own = request.layout.parameters
      .filter((p) => p.layer === layer)
      .reduce((most, p) => Math.max(most, ...gradients.subarray(p.offset, p.offset + p.size).map(Math.abs)), 0);
    ours!.forEach((g, i) => {
      expect(Math.abs(g - theirs![i]!) / own, `${name}[${i}]: ${g} against ${theirs![i]}`).toBeLessThan(tolerance);
    });
  }
}

describe('gradients equal finite differences', () => {
  const residuals = [0, 1, 2] as const;
  const combinations = ACTIVATION_NAMES.flatMap((activation) =>
    BATCH_NORM_NAMES.flatMap((batchNorm) =>
      residuals.flatMap((residual) => HEADS.map((head) => ({ activation, batchNorm, residual, head }))),
    ),
  );
  it.each(ACTIVATION_NAMES)('%s with every head, normalization and skip', (activation) => {
    const own = combinations.filter((c) => c.activation === activation);
    expect(own).toHaveLength(45);
    const cases = own.map(
      ({ head: { outputs, ...head }, ...net }, i) =>
        () =>
          // Towers of exponentials overflow.
          check(
            makeCase(
              { ...net, ...head, depth: activation === 'exponential' ? 2 : 5, width: 5 },
              { outputs, size: 11 },
              i,
            ),
          ),
    );
    // One each, 11 further on for each activation: over all of them the fast suite meets every head, normalization and skip.
    for (const judge of spread(cases, 45, 11 * ACTIVATION_NAMES.indexOf(activation))) judge();
  });

  const base: Partial<Config> & Omit<Head, 'outputs'> = {
    outputActivation: 'sigmoid',
    loss: 'binaryCrossentropy',
    depth: 2,
  };
  it.each(Array.from({ length: 17 }, (_, i) => i + 1))('width %i', (width) =>
    check(makeCase({ ...base, activation: 'tanh', batchNorm: 'before', width }, { features: 1 + (width % 5) }, width)),
  );
  it.each([1, 2, 3, 7, 8, 9, 15, 16, 17, 33])('%i samples', (size) => {
    for (const batchNorm of size === 1 ? (['none'] as const) : BATCH_NORM_NAMES)
      check(makeCase({ ...base, activation: 'swish', batchNorm, width: 6 }, { size, features: 2 }, size));
  });
  it('depth 1', () => check(makeCase({ ...base, activation: 'elu', depth: 1, width: 9 })));
  it.each(
    some(
      [
        // Gain 1.3: gradients reach the first layer, where finite differences see nothing below 1e-10.
        [0, 3, 1],
        // Fifty additions: kernels so small that tanh does not saturate.
        [1, 2, 0.2],
        [2, 4, 0.2],
      ],
      1,
    ),
  )('depth 50, skips around %i', { tags: ['long'] }, (residual, seed, factor) => {
    const deep = makeCase({ ...base, activation: 'tanh', depth: 50, width: 4, residual }, { size: 4 }, seed);
    check({ ...deep, parameters: deep.parameters.map((value) => factor * value) }, 1e-4);
  });
  it('a batch larger than the engine was opened for', { tags: ['long'] }, () =>
    check(makeCase({ ...base, activation: 'softplus', width: 4, batchNorm: 'after' }, { size: 700 })),
  );
  it('many samples: sums in several pieces', { tags: ['long'] }, () =>
    check(makeCase({ ...base, activation: 'prelu', width: 3, batchNorm: 'before' }, { size: 2100 })),
  );
});

describe('any output with any loss', () => {
  const heads = OUTPUT_ACTIVATION_NAMES.flatMap((outputActivation) =>
    LOSS_NAMES.flatMap((loss) => [1, 3].map((outputs) => ({ outputActivation, loss, outputs }))),
  ).filter(({ outputActivation, loss, outputs }) => {
    // Constant, or divided by the sum of outputs that may all be 0.
    if (loss === 'categoricalCrossentropy') return outputs > 1 && outputActivation !== 'relu';
    return outputs > 1 || outputActivation !== 'softmax';
  });
  it.each(spread(heads, 3))('$outputActivation, $loss, $outputs outputs', ({ outputs, ...head }) => {
    // Gradients of probabilities from 1e-7 on span seven decades.
    const tolerance = head.loss.endsWith('entropy') ? 2e-4 : TOLERANCE;
    const made = makeCase({ ...head, activation: 'tanh', depth: 2, width: 5 }, { outputs, size: 11 }, 3);
    const y = new Float32Array(11 * outputs);
    for (let i = 0; i < 11; i += 1) y[i * outputs + (i % Math.max(2, outputs))] = 1;
    check({ ...made, batch: { ...made.batch, y } }, tolerance);
  });

  it('softmax with cross-entropy, targets that do not sum to 1', () => {
    const made = makeCase({ outputActivation: 'softmax', loss: 'categoricalCrossentropy', depth: 2 }, { outputs: 3 });
    const y = Float32Array.from({ length: made.batch.size * 3 }, (_, i) => [0, 0.2, 1, 1.7][i % 4]!);
    check({ ...made, batch: { ...made.batch, y } });
  });

  it('softmax over one unit is constant: every gradient is 0', () => {
    for (const loss of LOSS_NAMES) {
      const made = makeCase({ outputActivation: 'softmax', loss, depth: 2, width: 4 });
      const { request, parameters } = made;
      const batch = { ...made.batch, y: Float32Array.from({ length: made.batch.size }, (_, i) => i % 2) };
      const gradient = new Float32Array(parameters.length).fill(NaN);
      createCompiledEngine(request).gradient(parameters, batch, gradient, new Float32Array(0));
      expect([...gradient].every((g) => g === 0)).toBe(true);
    }
  });
});

describe('layers of their own', () => {
  const sigmoid = { outputActivation: 'sigmoid', loss: 'binaryCrossentropy' } as const;
  it.each([0, 1, 2])('widths and activations in lists, skips around %i', (residual) => {
    for (const batchNorm of BATCH_NORM_NAMES)
      check(
        makeCase({
          ...sigmoid,
          depth: 4,
          layerWidths: '5,3,3,7',
          layerActivations: 'tanh,prelu,leakyRelu,exponential',
          negativeSlope: 0.05,
          batchNorm,
          residual,
        }),
      );
  });
  it('no hidden layer', () => check(makeCase({ ...sigmoid, depth: 0 })));
  it.each([0, 0.01, 1])('leaky ReLU of slope %f', (negativeSlope) =>
    check(makeCase({ ...sigmoid, depth: 3, width: 6, activation: 'leakyRelu', negativeSlope }, { size: 30 })),
  );
});

describe.each(['simpleRnn', 'lstm', 'gru'] as const)('recurrent nets of %s', (cell) => {
  const net = { cell, outputActivation: 'linear', loss: 'meanSquaredError' } as const;
  // Each kind of code: one kernel, two kernels of f, slopes that are trained, none.
  const kinds = cell === 'simpleRnn' ? spread(ACTIVATION_NAMES, 3) : (['tanh', 'swish', 'prelu', 'linear'] as const);
  // Differences of a net with gates cost the most of all.
  const [width, depths] = cell === 'simpleRnn' ? [4, [1, 3]] : [3, some([2, 1, 3], 1)];
  it.each(kinds)('%s', (activation) => {
    for (const depth of depths)
      check(makeCase({ ...net, activation, depth, width }, { timesteps: 4, features: 2, size: 9 }, depth));
  });
  it('leaky ReLU of slope 0.05', () =>
    check(
      makeCase(
        { ...net, activation: 'leakyRelu', negativeSlope: 0.05, depth: 1, width: 3 },
        { timesteps: 4, features: 2, size: 9 },
      ),
    ));
  it('gradient through time', () => {
    const { request, spec, parameters, batch } = makeCase(
      { ...net, activation: 'tanh', depth: 2, width: 5 },
      { timesteps: 8, features: 2, size: 6 },
    );
    const engine = createCompiledEngine(request);
    const ours = engine.throughTime!(parameters, batch);
    const theirs = referenceThroughTime(spec, parameters, batch);
    ours.forEach((value, t) => expect(Math.abs(value / theirs[t]! - 1)).toBeLessThan(1e-5));
    expect(ours).toHaveLength(8);
  });
});
