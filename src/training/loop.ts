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
import { boundaryEvent, probeEvent, weightsEvent, type Network } from './pictures.js';
import { prepare, type Prepared } from './prepare.js';
import { endEvent, epochEvent, named, runEvent, snapshotStart, type RunFacts } from './records.js';
import { gradientStatistics, kernelsOf, movementStatistics } from './statistics.js';

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
/** A probe costs about as much as eight small steps: so many steps lie between two at least, more in a run of many steps. */
const PROBE_LEAST = 8;
const PROBE_MOST = 128;
/** About so many probes tell a run's course. */
const PROBES_OF_A_RUN = 400;
/** Within an epoch. */
const PROBE_PART = 25;

/** Keras' moving averages after a training step, in place; `batchState`: the batch's means and (biased) variances. */
export function moveStatistics(state: Float32Array, batchState: Float32Array): void {
  for (let i = 0; i < state.length; i += 1)
    state[i] = BATCH_NORM_MOMENTUM * state[i]! + (1 - BATCH_NORM_MOMENTUM) * batchState[i]!;
}

/**
 * Whether a probe follows a step: at the end of each epoch, in long epochs at even parts too, in short ones every few epochs.
 * It depends on the run's length alone, so that the same configuration is always sampled at the same steps.
 */
export function probeCadence(perEpoch: number, total: number): (step: number) => boolean {
  const least = Math.min(PROBE_MOST, Math.max(PROBE_LEAST, total / PROBES_OF_A_RUN));
  if (perEpoch < least) {
    const every = perEpoch * Math.ceil(least / perEpoch);
    return (step) => step % every === 0;
  }
  const parts = Math.max(1, Math.floor(perEpoch / Math.max(PROBE_PART, least)));
  return (step) => {
    const before = (step - 1) % perEpoch;
    return Math.floor(((before + 1) * parts) / perEpoch) > Math.floor((before * parts) / perEpoch);
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
  const { runId, pictures = false, probes = true } = options;
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
  const probeAfter = probeCadence(batches.perEpoch, total);
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
    const { gradNorm, gradRms, gradMax } = gradientStatistics(layout, gradient);
    const snapshot = snapshots.has(step)
      ? snapshotStart(runId, step, prepared, batch, parameters, gradient, loss)
      : null;
    before.set(parameters);
    const clipped = clipGradient(gradient, config, gradNorm);
    optimizer.apply(parameters, gradient);
    moveStatistics(state, batchState);
    const epochOver = step % batches.perEpoch === 0;
    const probe = probes && (probeAfter(step) || step === last) ? probeEvent(network, step) : null;
    const accuracy = classes ? { accuracy: correct / batch.size } : {};
    const { learningRate } = config;
    const { weightRms, updateRms } = movementStatistics(kernels, before, parameters);
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
