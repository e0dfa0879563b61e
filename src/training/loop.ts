// The training loop: an async generator of run-log events. It knows no process, no clock and no pace; the consumer has those.
import type { Config, ResolvedConfig } from '../core/config/schema.js';
import { initialParameters, initialState } from '../core/network/initializers.js';
import { networkLayout, type NetworkLayout } from '../core/network/layout.js';
import { createRng } from '../core/random/rng.js';
import {
  RUN_LOG_SCHEMA,
  type EndEvent,
  type EndReason,
  type EpochEvent,
  type GradtopEvent,
  type ProbeEvent,
  type RunEvent,
  type SnapshotEvent,
  type StepEvent,
} from '../core/run/events.js';
import type { Dataset } from '../data/dataset.js';
import {
  createDataset,
  labelEntropy,
  projection,
  resolveConfig,
  trainValidationSplit,
  type ReadFile,
} from '../data/index.js';
import { createBatches } from './batches.js';
import { clipGradient, gradientNorm } from './clipping.js';
import type { Batch, EngineRequest, GradientEngine } from './engine.js';
import { createOptimizer } from './optimizer.js';
import { boundaryEvent, firstRows, GRID_SIZE, probeEvent, weightsEvent, type Network } from './pictures.js';
import { gradientStatistics, kernelsOf, stepStatistics, weightChanges } from './statistics.js';

export interface EngineChoice {
  readonly engine: GradientEngine;
  /** Why this backend: for the header. */
  readonly why: string;
  readonly tfjs: string;
}

export interface TrainOptions {
  readonly runId: string;
  readonly config: Config;
  readonly createEngine: (request: EngineRequest) => Promise<EngineChoice>;
  readonly readFile: ReadFile;
  readonly nodeVersion: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Milliseconds, for `elapsedMs` alone. */
  readonly now: () => number;
  readonly snapshotSteps?: readonly number[];
  /** Boundary and kernels at epoch ends, when due; at the start and the end always. */
  readonly pictures?: boolean;
  readonly pictureDue?: (epoch: number) => boolean;
  /** Asked before each step: the consumer's place for pause, pace and breath. False ends the run with reason `stopped`. */
  readonly permission?: () => boolean | Promise<boolean>;
  /** End after this step. */
  readonly untilStep?: number | null;
}

/** Keras: moving = momentum × moving + (1 − momentum) × batch. */
const BATCH_NORM_MOMENTUM = 0.99;
/** At most so many steps between two probes, and at least so many. */
const PROBE_MOST = 50;
const PROBE_LEAST = 8;

/** Everything that a run needs before its first step. */
export interface Prepared {
  readonly config: ResolvedConfig;
  readonly dataset: Dataset;
  readonly validation: Dataset | null;
  readonly layout: NetworkLayout;
  readonly request: EngineRequest;
}

/** @throws DataError for data that cannot be had or do not fit the configuration. */
export function prepare(config: Config, readFile: ReadFile): Prepared {
  const whole = createDataset(config, readFile);
  const resolved = resolveConfig(config, whole);
  const { train: dataset, validation } = trainValidationSplit(whole, config.validationSplit, config.dataSeed);
  const layout = networkLayout(resolved, dataset.features, dataset.outputs);
  const { features, timesteps, outputs } = dataset;
  const maxBatch = Math.max(GRID_SIZE, whole.samples);
  return {
    config: resolved,
    dataset,
    validation,
    layout,
    request: { config: resolved, layout, features, timesteps, outputs, maxBatch },
  };
}

/** Trains and tells. The sequence of numbers depends on the configuration and the engine alone. */
export async function* train(options: TrainOptions): AsyncGenerator<GradtopEvent, void, void> {
  const prepared = prepare(options.config, options.readFile);
  const choice = await options.createEngine(prepared.request);
  try {
    yield* steps(options, prepared, choice);
  } finally {
    choice.engine.dispose();
  }
}

async function* steps(
  options: TrainOptions,
  prepared: Prepared,
  choice: EngineChoice,
): AsyncGenerator<GradtopEvent, void, void> {
  const { config, dataset, validation, layout } = prepared;
  const { engine } = choice;
  const { runId, pictures = false } = options;
  const started = options.now();
  const initial = initialParameters(config, layout);
  const parameters = initial.slice();
  const before = new Float32Array(parameters.length);
  const gradient = new Float32Array(parameters.length);
  const state = initialState(layout);
  const batchState = new Float32Array(layout.stateCount);
  const kernels = kernelsOf(layout);
  const optimizer = createOptimizer(config, parameters.length);
  const batches = createBatches(dataset, config.batchSize, createRng(config.seed, 'batches'));
  const network: Network = { runId, layout, engine, dataset, initial, parameters, state };
  const total = batches.perEpoch * config.epochs;
  const last = Math.min(total, options.untilStep ?? total);
  const classes = dataset.classes > 0;
  const snapshots = new Set(options.snapshotSteps ?? []);
  const probeEvery = Math.max(PROBE_LEAST, Math.min(PROBE_MOST, batches.perEpoch));
  const patience = Math.max(8, batches.perEpoch);

  yield runEvent(options, prepared, choice, batches.perEpoch, total);
  yield probeEvent(network, 0);
  if (pictures) yield* picturesAt(network, 0);

  let step = 0;
  let nonFinite = 0;
  let reason: EndReason = 'completed';
  let sums = { loss: 0, correct: 0, samples: 0 };
  while (step < last) {
    const may = options.permission?.() ?? true;
    if (!(typeof may === 'boolean' ? may : await may)) {
      reason = 'stopped';
      break;
    }
    step += 1;
    const epoch = Math.ceil(step / batches.perEpoch);
    const batch = batches.next();
    const { loss, correct } = engine.gradient(parameters, batch, gradient, batchState);
    const gradNorm = gradientNorm(gradient);
    const ofGradient = gradientStatistics(kernels, gradient);
    const snapshot = snapshots.has(step)
      ? snapshotStart(runId, step, prepared, batch, parameters, gradient, loss)
      : null;
    before.set(parameters);
    const clipped = clipGradient(gradient, config, gradNorm);
    optimizer.apply(parameters, gradient);
    for (let i = 0; i < state.length; i += 1)
      state[i] = BATCH_NORM_MOMENTUM * state[i]! + (1 - BATCH_NORM_MOMENTUM) * batchState[i]!;
    const epochOver = step % batches.perEpoch === 0;
    const probe = step % probeEvery === 0 || step === last ? probeEvent(network, step) : null;
    const accuracy = classes ? { accuracy: correct / batch.size } : {};
    const { learningRate } = config;
    const figures = stepStatistics(kernels, ofGradient, before, parameters);
    const layers = { ...figures, ...sampled(probe, layout.layers.length) };
    yield {
      type: 'step',
      runId,
      step,
      epoch,
      loss,
      ...accuracy,
      learningRate,
      gradNorm,
      clipped,
      layers,
    } satisfies StepEvent;
    if (snapshot !== null) yield { ...snapshot, parametersAfter: named(layout, parameters) };
    if (probe !== null) yield probe;
    sums = { loss: sums.loss + loss * batch.size, correct: sums.correct + correct, samples: sums.samples + batch.size };
    if (epochOver) {
      yield epochEvent(network, validation, { epoch, step, sums, classes, elapsedMs: options.now() - started });
      sums = { loss: 0, correct: 0, samples: 0 };
      if (pictures && step < last && options.pictureDue?.(epoch) !== false) yield* picturesAt(network, step);
    }
    nonFinite = Number.isFinite(loss) && Number.isFinite(gradNorm) ? 0 : nonFinite + 1;
    if (nonFinite >= patience) {
      reason = 'diverged';
      break;
    }
  }
  if (reason === 'completed' && nonFinite > 0) reason = 'diverged';
  if (pictures && step > 0) yield* picturesAt(network, step);
  yield endEvent(network, config, step, reason, options.now() - started);
}

function* picturesAt(network: Network, step: number): Generator<GradtopEvent, void, void> {
  yield weightsEvent(network, step);
  const boundary = boundaryEvent(network, step);
  if (boundary !== null) yield boundary;
}

/** The step's sampled figures from the probe that follows it, or nulls. */
function sampled(
  probe: ProbeEvent | null,
  layers: number,
): Pick<NonNullable<StepEvent['layers']>, 'saturated' | 'dead' | 'activationStd'> {
  if (probe === null) {
    const none = new Array<null>(layers).fill(null);
    return { saturated: none, dead: none, activationStd: none };
  }
  const { saturated, dead, activationStd } = probe.layers;
  return { saturated, dead, activationStd: Array.from(activationStd) };
}

function runEvent(
  options: TrainOptions,
  { config, dataset, layout }: Prepared,
  { engine, tfjs, why }: EngineChoice,
  stepsPerEpoch: number,
  totalSteps: number,
): RunEvent {
  const points = projection(dataset);
  return {
    type: 'run',
    schema: RUN_LOG_SCHEMA,
    runId: options.runId,
    name: config.name,
    config,
    engine: { backend: engine.backend, tfjs, node: options.nodeVersion, why },
    layers: layout.layers.map(({ name, kind, activation, units, parameterCount }) => ({
      name,
      kind,
      activation,
      units,
      parameterCount,
    })),
    parameters: layout.parameters.map(({ name, shape, layer }) => ({ name, shape, layer })),
    dataset: {
      name: dataset.name,
      samples: dataset.samples,
      features: dataset.features,
      classes: dataset.classes,
      ...(points === null ? {} : { points }),
      ...(dataset.classNames.length > 0 ? { classNames: dataset.classNames } : {}),
    },
    labelEntropy: labelEntropy(dataset, config.loss),
    stepsPerEpoch,
    totalSteps,
    startedAt: options.startedAt,
  };
}

interface EpochFigures {
  readonly epoch: number;
  readonly step: number;
  readonly sums: { readonly loss: number; readonly correct: number; readonly samples: number };
  readonly classes: boolean;
  readonly elapsedMs: number;
}

function epochEvent(network: Network, validation: Dataset | null, figures: EpochFigures): EpochEvent {
  const { epoch, step, sums, classes, elapsedMs } = figures;
  const { engine, parameters, state, runId } = network;
  const held =
    validation === null ? null : engine.forward(parameters, state, firstRows(validation, validation.samples), false);
  return {
    type: 'epoch',
    runId,
    epoch,
    step,
    loss: sums.loss / sums.samples,
    ...(classes ? { accuracy: sums.correct / sums.samples } : {}),
    ...(held === null ? {} : { valLoss: held.loss }),
    ...(held === null || !classes || validation === null ? {} : { valAccuracy: held.correct / validation.samples }),
    elapsedMs,
  };
}

const named = (layout: NetworkLayout, values: Float32Array): SnapshotEvent['parameters'] =>
  layout.parameters.map(({ name, shape, offset, size }) => ({
    name,
    shape,
    values: values.slice(offset, offset + size),
  }));

function snapshotStart(
  runId: string,
  step: number,
  { layout, dataset }: Prepared,
  { size, x, y }: Batch,
  parameters: Float32Array,
  gradient: Float32Array,
  loss: number,
): Omit<SnapshotEvent, 'parametersAfter'> {
  const { features, timesteps, outputs } = dataset;
  const shape = timesteps === 1 ? [size, features] : [size, timesteps, features];
  return {
    type: 'snapshot',
    runId,
    step,
    batch: {
      x: { shape, values: x.slice(0, size * timesteps * features) },
      y: { shape: [size, outputs], values: y.slice(0, size * outputs) },
    },
    parameters: named(layout, parameters),
    gradients: named(layout, gradient),
    loss,
  };
}

/** The finished network on the whole training set, in evaluation mode. */
function endEvent(
  network: Network,
  config: ResolvedConfig,
  step: number,
  reason: EndReason,
  elapsedMs: number,
): EndEvent {
  const { engine, parameters, state, dataset, layout, initial, runId } = network;
  const { loss, correct } = engine.forward(parameters, state, firstRows(dataset, dataset.samples), false);
  const messages: Readonly<Record<EndReason, string>> = {
    completed: `trained ${step} steps`,
    stopped: `stopped after step ${step}`,
    diverged: `loss or gradient not finite up to step ${step}`,
    crashed: `crashed after step ${step}`,
  };
  return {
    type: 'end',
    runId,
    step,
    reason,
    loss,
    ...(dataset.classes > 0 ? { accuracy: correct / dataset.samples } : {}),
    elapsedMs,
    weightChange: weightChanges(layout, initial, parameters, config.learningRate),
    message: messages[reason],
  };
}
