// One run, step by step: trains and creates the events. Synchronous; the loop does the waiting.
import { ratesOf } from '../core/config/schedule.js';
import { initialParameters, initialState } from '../core/network/initializers.js';
import { createRng } from '../core/random/rng.js';
import type { EndReason, GradtopEvent, LossStep, ProbeEvent, RunEvent, StepLayers } from '../core/run/events.js';
import { createBatches, type Batches } from './batches.js';
import { probeCadence, probesSteps } from './cadence.js';
import { clipGradient } from './clipping.js';
import { labelEntropy } from '../data/index.js';
import { EarlyStop } from './earlyStop.js';
import type { EngineChoice } from './engine.js';
import { declined, jacobianCadence, withFigures } from './instruments.js';
import { createOptimizer, type Optimizer } from './optimizer.js';
import { boundaryEvent, probeEvent, weightsEvent, type Network } from './pictures.js';
import type { Prepared } from './prepare.js';
import { endEvent, epochEvent, named, runEvent, snapshotStart, type RunFacts } from './records.js';
import { finalScores, scoresEvent } from './scores.js';
import { openSharpness, sharpnessAt, Sharpness } from './sharpness.js';
import { StepGradient } from './stepGradient.js';
import { stepFigures, type StepFigures } from './stepFigures.js';
import { stepVectors, type StepVectors } from './vectors.js';

export interface TrainerOptions extends RunFacts {
  /** Milliseconds; used for `elapsedMs` only. */
  readonly now: () => number;
  readonly snapshotSteps?: readonly number[];
  /** False skips probes, `first` those after step 0; no other number depends on them. */
  readonly probes?: boolean | 'first';
  /** Boundary and kernels: at the start, at the end, and at due epoch ends. */
  readonly pictures?: boolean;
  readonly pictureDue?: (epoch: number) => boolean;
  /** Whether the sharpness is measured exactly, also in runs too short for its share, and at the last step. */
  readonly settleSharpness?: boolean;
  /** Stop after this step. */
  readonly untilStep?: number | null;
}

const type = 'step';

type Sampled = Pick<StepLayers, 'saturated' | 'dead' | 'activationStd'>;

/** Consecutive non-finite steps after which a run has diverged; at least one epoch. */
const PATIENCE = 8;

export class Trainer {
  private readonly vectors: StepVectors;
  private readonly figures: StepFigures;
  private readonly optimizer: Optimizer;
  private readonly rateOf: (step: number) => number;
  private readonly batches: Batches;
  private readonly gradient: StepGradient;
  private readonly stopping: EarlyStop;
  private sharpness: Sharpness | string | null;
  private readonly network: Network;
  private last: number;
  private readonly snapshots: ReadonlySet<number>;
  private probeAfter: (step: number) => boolean;
  private readonly unsampled: Sampled;
  private started: number;
  private endedAt = 0;
  private step = 0;
  /** Step of the last pictures. */
  private pictured = 0;
  /** Consecutive steps with a non-finite loss or gradient. */
  private nonFinite = 0;
  private reason: EndReason | null = null;
  /** Why early stopping ended the run; null: it did not. */
  private stopped: string | null = null;
  /** Sums over the current epoch. */
  private readonly sums = { loss: 0, correct: 0, samples: 0 };

  constructor(
    private readonly options: TrainerOptions,
    private prepared: Prepared,
    private readonly choice: EngineChoice,
  ) {
    const { config, dataset, layout } = prepared;
    const initial = initialParameters(config, layout);
    this.started = options.now();
    this.vectors = stepVectors(initial, layout.parameters);
    this.figures = stepFigures(this.vectors);
    this.optimizer = createOptimizer(config, this.vectors);
    this.batches = createBatches(dataset, config.batchSize * config.accumulate, createRng(config.seed, 'batches'));
    this.rateOf = ratesOf(config, { stepsPerEpoch: this.batches.perEpoch, totalSteps: this.total });
    const { parameters } = this.vectors;
    const [{ engine }, { runId }] = [choice, options];
    const jacobian = jacobianCadence(prepared, this.batches.perEpoch);
    this.network = { runId, layout, engine, dataset, initial, parameters, state: initialState(layout), jacobian };
    this.gradient = new StepGradient(this.network, prepared, this.vectors.gradient, this.figures);
    this.stopping = new EarlyStop(config, this.network, labelEntropy(dataset, config.loss));
    this.sharpness = this.sharpnessOf(choice);
    this.last = Math.min(this.total, options.untilStep ?? this.total);
    this.snapshots = new Set(options.snapshotSteps ?? []);
    this.probeAfter = this.cadence();
    const none = new Array<null>(layout.layers.length).fill(null);
    this.unsampled = { saturated: none, dead: none, activationStd: none };
  }

  private cadence(): (step: number) => boolean {
    const { config } = this.prepared;
    return probeCadence(this.batches.perEpoch, this.total, config.batchSize * config.accumulate);
  }

  private sharpnessOf({ engine }: EngineChoice): Sharpness | string | null {
    return openSharpness(this.prepared, engine, this.batches.perEpoch, this.options.settleSharpness);
  }

  private get total(): number {
    return this.batches.perEpoch * this.prepared.config.epochs;
  }

  get over(): boolean {
    return this.reason !== null || this.step >= this.last;
  }

  /** The current weights, those before the first step, and the moving statistics of batch normalization. */
  get weights(): Pick<Network, 'initial' | 'parameters' | 'state'> {
    return this.network;
  }

  stop(): void {
    this.reason = 'stopped';
  }

  dispose(): void {
    this.choice.engine.dispose();
  }

  /** The events before the first step. */
  opening(): GradtopEvent[] {
    const events: GradtopEvent[] = [this.runEvent()];
    if (this.options.probes !== false) events.push(probeEvent(this.network, 0));
    events.push(...this.pictures());
    return events;
  }

  /** Continues an ended run up to `epochs`, with the state of the optimizer and the order of the batches. Returns the `run` event. */
  goOn(epochs: number): GradtopEvent[] {
    this.prepared = { ...this.prepared, config: { ...this.prepared.config, epochs } };
    this.last = this.total;
    this.probeAfter = this.cadence();
    if (this.sharpness instanceof Sharpness) this.sharpness.extend(this.total);
    else this.sharpness = this.sharpnessOf(this.choice);
    this.reason = null;
    this.started += this.options.now() - this.endedAt;
    return [{ ...this.runEvent(), resumes: this.step }];
  }

  private runEvent(): RunEvent {
    const why = `${this.choice.why}${declined(this.prepared, this.sharpness)}`;
    return runEvent(this.options, this.prepared, { ...this.choice, why }, this.batches.perEpoch, this.total);
  }

  /** Trains one step. Returns its `step` event and those that follow from it. */
  advance(): GradtopEvent[] {
    this.step += 1;
    const { step, vectors, network } = this;
    const { config, layout } = this.prepared;
    const batch = this.batches.next();
    const { loss, correct, noise, gradNorm, gradRms, gradMax } = this.gradient.of(batch, step);
    const snapshot = this.snapshots.has(step) ? snapshotStart(network, step, batch, vectors.gradient, loss) : null;
    const clipped = clipGradient(vectors.gradient, config, gradNorm);
    const learningRate = this.rateOf(step);
    const { parameters, gradient } = vectors;
    const sharp = sharpnessAt(this.sharpness, { step, parameters, gradient, rate: learningRate });
    this.optimizer.applyMeasured(learningRate);
    const { weightRms, updateRms } = this.figures.movement();
    const probe = this.probeDue() ? probeEvent(network, step) : null;
    const { saturated, dead, activationStd } = probe === null ? this.unsampled : sampled(probe);
    const { epoch } = this;
    const { runId } = network;
    const layers: StepLayers = { gradRms, gradMax, weightRms, updateRms, saturated, dead, activationStd };
    // Two literals, because spreading the accuracy into one doubles the cost of an event.
    const plain: LossStep = this.classes
      ? { type, runId, step, epoch, loss, accuracy: correct / batch.size, learningRate, gradNorm, clipped, layers }
      : { type, runId, step, epoch, loss, learningRate, gradNorm, clipped, layers };
    const event = withFigures(plain, noise, sharp, probe);
    this.count(loss, correct, batch.size, gradNorm);
    const events: GradtopEvent[] = [event];
    if (snapshot !== null) events.push({ ...snapshot, parametersAfter: named(layout, vectors.parameters) });
    if (probe !== null) events.push(probe);
    if (step % this.batches.perEpoch === 0) this.endEpoch(events);
    return events;
  }

  /** The events after the last step. */
  ending(): GradtopEvent[] {
    const { network, step, options } = this;
    const reason = this.reason ?? (this.nonFinite > 0 ? 'diverged' : 'completed');
    const whole = this.stopped !== null || step === this.total;
    const keptStep = reason === 'completed' && whole ? this.stopping.restore(step) : null;
    const events: GradtopEvent[] = [];
    if (probesSteps(options.probes) && (this.stopped !== null || keptStep !== null))
      events.push(probeEvent(network, step));
    if (this.pictured < step || keptStep !== null) events.push(...this.pictures());
    const scores = finalScores(network, this.prepared.validation, step, options.pictures);
    if (scores !== null) events.push(scores);
    this.endedAt = options.now();
    const elapsedMs = this.endedAt - this.started;
    events.push(endEvent(network, this.prepared.config, { step, reason, elapsedMs, stopped: this.stopped, keptStep }));
    return events;
  }

  private get epoch(): number {
    return Math.ceil(this.step / this.batches.perEpoch);
  }

  private get classes(): boolean {
    return this.prepared.dataset.classes > 0;
  }

  private probeDue(): boolean {
    return probesSteps(this.options.probes) && (this.probeAfter(this.step) || this.step === this.last);
  }

  private count(loss: number, correct: number, size: number, gradNorm: number): void {
    this.sums.loss += loss * size;
    this.sums.correct += correct;
    this.sums.samples += size;
    this.nonFinite = Number.isFinite(loss) && Number.isFinite(gradNorm) ? 0 : this.nonFinite + 1;
    if (this.nonFinite >= Math.max(PATIENCE, this.batches.perEpoch)) this.reason = 'diverged';
  }

  private endEpoch(events: GradtopEvent[]): void {
    const { epoch, step, classes, options } = this;
    const figures = { epoch, step, sums: this.sums, classes, elapsedMs: options.now() - this.started };
    const event = epochEvent(this.network, this.prepared.validation, figures);
    events.push(event);
    Object.assign(this.sums, { loss: 0, correct: 0, samples: 0 });
    this.stopped = this.nonFinite > 0 ? null : this.stopping.after(event);
    if (this.stopped !== null) this.reason ??= 'completed';
    else if (step < this.last && options.pictureDue?.(epoch) !== false) events.push(...this.pictures());
  }

  /** Current kernels and boundary, if wanted. */
  private pictures(): GradtopEvent[] {
    if (this.options.pictures !== true) return [];
    this.pictured = this.step;
    const boundary = boundaryEvent(this.network, this.step);
    const scores = scoresEvent(this.network, this.prepared.validation, this.step, false);
    return [weightsEvent(this.network, this.step), ...[boundary, scores].filter((event) => event !== null)];
  }
}

/** The step's sampled values from its probe. */
const sampled = ({ layers: { saturated, dead, activationStd } }: ProbeEvent): Sampled => ({
  saturated,
  dead,
  activationStd: Array.from(activationStd),
});
