// L2, weight decay, Nesterov, accumulation and early stopping against Keras, step by step (scripts/fixtures/real_training.py).
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { OptimizerName } from '../../src/core/config/names.js';
import { initialParameters, initialState } from '../../src/core/network/initializers.js';
import type { EpochEvent } from '../../src/core/run/events.js';
import { EarlyStop } from '../../src/training/earlyStop.js';
import { createOptimizer } from '../../src/training/optimizer.js';
import { prepare } from '../../src/training/prepare.js';
import { StepGradient } from '../../src/training/stepGradient.js';
import { stepFigures } from '../../src/training/stepFigures.js';
import { gradientNorm } from '../../src/training/clipping.js';
import { stepVectors } from '../../src/training/vectors.js';
import { parseConfig } from '../../src/core/config/presets.js';
import type { Dataset } from '../../src/core/data/dataset.js';
import { engineOf, relativeError } from '../helpers/engines.js';

interface Trained {
  readonly optimizer: OptimizerName;
  readonly l2: number;
  readonly weightDecay: number;
  readonly accumulate: number;
  readonly after: readonly (readonly number[])[];
}
interface Stopped {
  readonly losses: readonly number[];
  readonly patience: number;
  readonly epochs: number;
  readonly best: number;
}
const keras = JSON.parse(readFileSync(new URL('../fixtures/keras/training.json', import.meta.url), 'utf8')) as {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly start: readonly number[];
  readonly runs: readonly Trained[];
  readonly stops: readonly Stopped[];
} & Readonly<Record<'size' | 'width' | 'steps' | 'learningRate', number>>;

it.each(keras.runs)('$optimizer, L2 $l2, weight decay $weightDecay, $accumulate batches a step', async (run) => {
  const { optimizer, l2, weightDecay, accumulate, after } = run;
  const { size, width, steps } = keras;
  const learningRate = optimizer === 'adam' ? keras.learningRate / 10 : keras.learningRate;
  const config = parseConfig(
    { depth: 2, width, activation: 'tanh', batchSize: size, optimizer, learningRate, l2, weightDecay, accumulate },
    'test',
  );
  const prepared = prepare(config);
  const { layout, request, dataset: moons } = prepared;
  const dataset: Dataset = { ...moons, samples: size * steps };
  const engine = await engineOf('compiled', request);
  const vectors = stepVectors(Float32Array.from(keras.start), layout.parameters);
  const { parameters } = vectors;
  const state = initialState(layout);
  const network = { runId: 'r', layout, engine, dataset, initial: parameters.slice(), parameters, state };
  const gradient = new StepGradient(network, prepared, vectors.gradient, stepFigures(vectors));
  const update = createOptimizer(config, vectors);
  after.forEach((expected, step) => {
    const from = step * size * accumulate;
    const [x, y] = [Float32Array.from(keras.x.slice(2 * from)), Float32Array.from(keras.y.slice(from))];
    gradient.of({ size: size * accumulate, x, y }, step + 1);
    update.apply(learningRate);
    expect(relativeError(parameters, expected), `step ${step + 1}`).toBeLessThan(3e-6);
  });
  engine.dispose();
});

it.each(keras.stops)('stops as Keras does: $losses, patience $patience', ({ losses, patience, epochs, best }) => {
  const weights = { parameters: new Float32Array(1), state: new Float32Array(0) };
  const stopping = new EarlyStop({ stop: 'no-improvement', patience }, weights, Math.LN2);
  let epoch = 0;
  let why: string | null = null;
  while (epoch < losses.length && why === null) {
    epoch += 1;
    weights.parameters[0] = epoch;
    why = stopping.after({ type: 'epoch', runId: 'r', epoch, step: epoch, valLoss: losses[epoch - 1]! });
  }
  expect(epoch).toBe(epochs);
  expect(stopping.restore(epoch)).toBe(best === epoch ? null : best);
  expect(weights.parameters[0]).toBe(best);
});

it('counts a task as solved by loss, accuracy and the samples held out', () => {
  const stopping = new EarlyStop(
    { stop: 'solved', patience: 1 },
    { parameters: new Float32Array(1), state: new Float32Array() },
    Math.LN2,
  );
  const epoch = (figures: Partial<EpochEvent>): string | null =>
    stopping.after({ type: 'epoch', runId: 'r', epoch: 1, step: 8, ...figures });
  expect(epoch({ loss: 0.05, accuracy: 1 })).not.toBeNull();
  expect(epoch({ loss: 0.05, accuracy: 0.99 })).toBeNull();
  expect(epoch({ loss: 0.08, accuracy: 1 })).toBeNull();
  expect(epoch({ loss: 0.05, accuracy: 1, valLoss: 0.4 })).toBeNull();
  expect(epoch({ loss: NaN, accuracy: 1 })).toBeNull();
});

/** The gradient of a first step of 30 samples, and its figures. */
async function firstStep(batchSize: number, accumulate: number, l2: number) {
  const prepared = prepare(parseConfig({ activation: 'tanh', batchSize, accumulate, l2 }, 'test'));
  const { layout, request, config, dataset } = prepared;
  const engine = await engineOf('compiled', request);
  const vectors = stepVectors(initialParameters(config, layout), layout.parameters);
  const { parameters, gradient } = vectors;
  const network = { runId: 'r', layout, engine, dataset, initial: parameters, parameters, state: initialState(layout) };
  const step = new StepGradient(network, prepared, gradient, stepFigures(vectors));
  const figures = step.of({ size: 30, x: dataset.x, y: dataset.y }, 1);
  engine.dispose();
  return { gradient: gradient.slice(), figures };
}

it('accumulated batches give the gradient of one large batch', async () => {
  const [pieces, whole] = [await firstStep(8, 4, 0.01), await firstStep(32, 1, 0.01)];
  expect(relativeError(pieces.gradient, whole.gradient)).toBeLessThan(1e-6);
});

it.each([
  [32, 1],
  [8, 4],
])(
  'batch %i × %i: the figures of the layers are of the loss, the norm is with the penalty',
  async (size, accumulate) => {
    const [plain, penalized] = [await firstStep(size, accumulate, 0), await firstStep(size, accumulate, 0.1)];
    expect(penalized.figures.gradRms).toEqual(plain.figures.gradRms);
    expect(penalized.figures.gradMax).toEqual(plain.figures.gradMax);
    expect(plain.figures.gradNorm).toBeCloseTo(gradientNorm(plain.gradient), 6);
    expect(penalized.figures.gradNorm).toBeCloseTo(gradientNorm(penalized.gradient), 6);
    expect(relativeError(penalized.gradient, plain.gradient)).toBeGreaterThan(0.1);
  },
);
