// The training loop: an async generator of run-log events. It knows no process, no clock and no pace; the consumer has those.
import type { Config } from '../core/config/schema.js';
import { initialParameters, initialState } from '../core/network/initializers.js';
import { createRng } from '../core/random/rng.js';
import type { EndReason, GradtopEvent, ProbeEvent, StepEvent, StepLayers } from '../core/run/events.js';
import type { ReadFile } from '../data/index.js';
import { createBatches } from './batches.js';
import { clipGradient } from './clipping.js';
import type { EngineChoice, EngineRequest } from './engine.js';
import { createOptimizer } from './optimizer.js';
import { probeCadence } from './cadence.js';
import { boundaryEvent, probeEvent, weightsEvent, type Network } from './pictures.js';
import { prepare, type Prepared } from './prepare.js';
import { endEvent, epochEvent, named, runEvent, snapshotStart, type RunFacts } from './records.js';
import { stepFigures } from './stepFigures.js';
import { stepVectors } from './vectors.js';

export { prepare, type Prepared } from './prepare.js';

export interface TrainOptions extends RunFacts {
  readonly config: Config;
  readonly createEngine: (request: EngineRequest) => Promise<EngineChoice>;
  readonly readFile: ReadFile;
  /** Milliseconds, for `elapsedMs` alone. */
  readonly now: () => number;
  readonly snapshotSteps?: readonly number[];
  /** False: no probes, for who wants only losses and gradients; no other number depends on them. */
  readonly probes?: boolean;
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
/** Keras' moving averages after a training step, in place; `batchState`: the batch's means and (biased) variances. */
export function moveStatistics(state: Float32Array, batchState: Float32Array): void {
  for (let i = 0; i < state.length; i += 1)
    state[i] = BATCH_NORM_MOMENTUM * state[i]! + (1 - BATCH_NORM_MOMENTUM) * batchState[i]!;
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
  const { runId, pictures = false, probes = true } = options;
  const started = options.now();
  const initial = initialParameters(config, layout);
  const vectors = stepVectors(initial, layout.parameters);
  const { parameters, before, gradient } = vectors;
  const figures = stepFigures(layout.parameters, vectors);
  const state = initialState(layout);
  const batchState = new Float32Array(layout.stateCount);
  const optimizer = createOptimizer(config, vectors);
  const batches = createBatches(dataset, config.batchSize, createRng(config.seed, 'batches'));
  const network: Network = { runId, layout, engine, dataset, initial, parameters, state };
  const total = batches.perEpoch * config.epochs;
  const last = Math.min(total, options.untilStep ?? total);
  const classes = dataset.classes > 0;
  const snapshots = new Set(options.snapshotSteps ?? []);
  const probeAfter = probeCadence(batches.perEpoch, total, config.batchSize);
  const none = new Array<null>(layout.layers.length).fill(null);
  const unsampled: Sampled = { saturated: none, dead: none, activationStd: none };
  const patience = Math.max(8, batches.perEpoch);

  yield runEvent(options, prepared, choice, batches.perEpoch, total);
  if (probes) yield probeEvent(network, 0);
  if (pictures) yield* picturesAt(network, 0);

  let step = 0;
  let pictured = 0;
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
    const { gradNorm, gradRms, gradMax } = figures.gradient();
    const snapshot = snapshots.has(step)
      ? snapshotStart(runId, step, prepared, batch, parameters, gradient, loss)
      : null;
    before.set(parameters);
    const clipped = clipGradient(gradient, config, gradNorm);
    optimizer.apply();
    moveStatistics(state, batchState);
    const epochOver = step % batches.perEpoch === 0;
    const probe = probes && (probeAfter(step) || step === last) ? probeEvent(network, step) : null;
    const accuracy = classes ? { accuracy: correct / batch.size } : {};
    const { learningRate } = config;
    const { weightRms, updateRms } = figures.movement();
    const { saturated, dead, activationStd } = probe === null ? unsampled : sampled(probe);
    const layers = { gradRms, gradMax, weightRms, updateRms, saturated, dead, activationStd };
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
      if (pictures && step < last && options.pictureDue?.(epoch) !== false) {
        yield* picturesAt(network, step);
        pictured = step;
      }
    }
    nonFinite = Number.isFinite(loss) && Number.isFinite(gradNorm) ? 0 : nonFinite + 1;
    if (nonFinite >= patience) {
      reason = 'diverged';
      break;
    }
  }
  if (reason === 'completed' && nonFinite > 0) reason = 'diverged';
  if (pictures && step > pictured) yield* picturesAt(network, step);
  yield endEvent(network, config, step, reason, options.now() - started);
}

function* picturesAt(network: Network, step: number): Generator<GradtopEvent, void, void> {
  yield weightsEvent(network, step);
  const boundary = boundaryEvent(network, step);
  if (boundary !== null) yield boundary;
}

type Sampled = Pick<StepLayers, 'saturated' | 'dead' | 'activationStd'>;

/** The step's sampled figures from the probe that follows it. */
const sampled = ({ layers: { saturated, dead, activationStd } }: ProbeEvent): Sampled => ({
  saturated,
  dead,
  activationStd: Array.from(activationStd),
});
