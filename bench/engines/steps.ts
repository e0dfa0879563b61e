// Milliseconds of a training step: gradient and update alone, and the product's own loop.
import { performance } from 'node:perf_hooks';
import type { BackendName } from '../../src/core/config/backends.js';
import type { Config } from '../../src/core/config/schema.js';
import { initialParameters } from '../../src/core/network/initializers.js';
import { createRng } from '../../src/core/random/rng.js';
import { chooseEngine } from '../../src/training/backends.js';
import { createBatches } from '../../src/training/batches.js';
import { prepare, train } from '../../src/training/loop.js';
import { createOptimizer } from '../../src/training/optimizer.js';
import { stepVectors } from '../../src/training/vectors.js';

export interface Stretches {
  readonly warm: number;
  readonly steps: number;
  /** Milliseconds; the wall clock if absent. */
  readonly clock?: () => number;
}

/** Milliseconds of processor time of this process, which other programs distort less than the wall clock. */
export function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const now = (): number => performance.now();

/** Gradient and update alone, as in a loop without instruments. */
export async function plainStep(
  config: Config,
  backend: BackendName,
  { warm, steps, clock = now }: Stretches,
): Promise<number> {
  const { request, dataset, layout } = prepare(config);
  const { engine } = await chooseEngine(backend, request, now);
  const vectors = stepVectors(initialParameters(config, layout), layout.parameters);
  const { parameters, gradient } = vectors;
  const state = new Float32Array(layout.stateCount);
  const optimizer = createOptimizer(config, vectors);
  const batches = createBatches(dataset, config.batchSize, createRng(0, 'bench'));
  const step = (): void => {
    engine.gradient(parameters, batches.next(), gradient, state);
    optimizer.apply(config.learningRate);
  };
  for (let i = 0; i < warm; i += 1) step();
  const started = clock();
  for (let i = 0; i < steps; i += 1) step();
  const ms = (clock() - started) / steps;
  engine.dispose();
  return ms;
}

const loopOf = (config: Config, backend: BackendName): Parameters<typeof train>[0] => ({
  runId: 'bench',
  config,
  createEngine: (request) => chooseEngine(backend, request, now),
  readTable: () => Promise.reject(new Error('no table')),
  nodeVersion: '',
  startedAt: '',
  now,
});

/** Milliseconds of processor time of a run from its first event to its last, in a process that has compiled its code. */
export async function wholeRun(config: Config, backend: BackendName): Promise<number> {
  const started = processorTime();
  await train(loopOf(config, backend), () => undefined);
  return processorTime() - started;
}

/** The product's own loop with every statistic and probe. */
export async function instrumentedStep(
  config: Config,
  backend: BackendName,
  { warm, steps, clock = now }: Stretches,
): Promise<number> {
  let started = 0;
  let ms = NaN;
  await train({ ...loopOf(config, backend), untilStep: warm + steps }, (event) => {
    if (event.type !== 'step') return;
    if (event.step === warm) started = clock();
    if (event.step === warm + steps) ms = (clock() - started) / steps;
  });
  return ms;
}
