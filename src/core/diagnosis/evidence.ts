// Gathers what the rules judge from a run's events. Figures that take time to compute, medians above all, are computed when a rule asks:
// most rules leave after a look at the configuration.
import { activationsOf } from '../config/layers.js';
import { finiteMedian } from '../median.js';
import type { DiagnosableRun, LossStep, ProbeEvent } from '../run/events.js';
import { BlowUpWatch } from './blowUp.js';
import { EpochHistory } from './epochs.js';
import { Losses } from './lossFigures.js';
import { LossMeans } from './losses.js';
import type { BlowUp, Course, Evidence, HeldOut, LossEvidence } from './rule.js';
import { firstStepOf } from './sameRate.js';
import { fitDepth, type DepthFit } from './slope.js';
import { Steepest } from './steepest.js';
import { RecentSteps, Ring } from './window.js';

/** Share of chance level below which a network has learned something. */
const LEARNED = 0.9;
/** Probes for the median gradient through time, which fluctuates by orders of magnitude. */
const PROBES = 16;

/** What the rules have said so far. */
export type Said = Pick<Evidence, 'speaking' | 'alarmed' | 'rootCause'>;

/** The evidence of a run, which grows with its events. */
export class Gathered {
  readonly recent: RecentSteps;
  readonly epochs = new EpochHistory();
  readonly means: LossMeans;
  readonly watch: BlowUpWatch;
  readonly activations: Evidence['activations'];
  readonly steepest = new Steepest();
  probe: ProbeEvent | null = null;
  firstProbe: ProbeEvent | null = null;
  /** Gradient at the first time step over that at the last, of recent probes. */
  readonly timeShares = new Ring(PROBES);
  firstStep: Evidence['firstStep'] = null;
  finalLoss: number | null = null;
  latestLoss = NaN;
  peakRatio = NaN;
  /** See `Evidence.path` and `Evidence.largestUpdate`; and the step up to which they count. */
  readonly walked = { path: 0, step: 0, largest: 0 };
  /** Step of the last finding of an explosion; null: none, or the network has learned since. */
  explodedAt: number | null = null;
  readonly gradRms: Float64Array;
  readonly ratios: Float64Array;
  private readonly scratch: Float64Array;

  constructor(
    readonly run: DiagnosableRun,
    window: number,
  ) {
    const layers = run.layers.length;
    this.recent = new RecentSteps(layers, window);
    this.means = new LossMeans(run, window);
    this.activations = activationsOf(run.config);
    this.watch = new BlowUpWatch(run.labelEntropy, layers, run.config.batchSize);
    this.gradRms = new Float64Array(layers);
    this.ratios = new Float64Array(layers);
    this.scratch = new Float64Array(layers);
  }

  /** Takes the losses and layers of a step; returns whether urgent rules should judge now. */
  take(event: LossStep): boolean {
    this.latestLoss = event.loss;
    if (event.step === 1) this.firstStep = firstStepOf(event);
    const urgent = this.watch.look(event, this.recent.norms);
    this.recent.push(event);
    if (!urgent && this.explodedAt === null) this.steepest.take(event.step, event.scalars?.['stability']);
    this.means.push(event.step, event.loss);
    return urgent;
  }

  takeProbe(event: ProbeEvent): void {
    this.probe = event;
    this.firstProbe ??= event;
    const through = event.throughTime ?? [];
    if (through.length > 1) this.timeShares.push((through[0] ?? NaN) / (through.at(-1) ?? NaN));
  }

  /** The evidence as of the last step. It is valid until the next event. */
  evidence(said: Said): Evidence {
    const { recent, ratios, scratch, walked } = this;
    for (let layer = 0; layer < ratios.length; layer += 1) {
      ratios[layer] = recent.ratios[layer]?.median() ?? NaN;
      walked.largest = Math.max(walked.largest, ratios[layer] || 0);
    }
    scratch.set(ratios);
    const typical = finiteMedian(scratch, scratch.length);
    if (!(this.peakRatio >= typical)) this.peakRatio = typical;
    if (typical >= 0) walked.path += typical * (recent.step - walked.step);
    walked.step = recent.step;
    const loss = new Losses(this);
    this.forgetExplosion(loss);
    return new Present(this, loss, said);
  }

  private forgetExplosion(loss: Losses): void {
    if (this.explodedAt === null) return;
    // The window still holds losses from before the explosion at first.
    const since = this.recent.step - this.explodedAt;
    if (loss.newer < LEARNED * this.run.labelEntropy && since > this.recent.losses.capacity) this.explodedAt = null;
  }
}

/** See `Evidence`. */
class Present implements Evidence {
  readonly run: DiagnosableRun;
  readonly config: Evidence['config'];
  readonly hidden: number;
  readonly step: number;
  readonly ratios: Float64Array;
  readonly learningRate: number;
  readonly stability: number;
  readonly weightRms: Float64Array;
  readonly activations: Evidence['activations'];
  readonly blowUp: BlowUp;
  readonly exploded: boolean;
  readonly speaking: Evidence['speaking'];
  readonly alarmed: Evidence['alarmed'];
  readonly rootCause: Evidence['rootCause'];
  private medians: Float64Array | null = null;
  private fit: DepthFit | null | undefined;
  private epochs: Course | null | undefined;

  constructor(
    private readonly of: Gathered,
    readonly loss: LossEvidence,
    said: Said,
  ) {
    const { run, recent } = of;
    this.run = run;
    this.config = run.config;
    this.hidden = Math.max(0, run.layers.length - 1);
    this.step = recent.step;
    this.ratios = of.ratios;
    this.learningRate = recent.learningRate;
    this.stability = recent.stability;
    this.weightRms = recent.weightRms;
    this.activations = of.activations;
    this.blowUp = of.watch.signs(recent.norms);
    this.exploded = of.explodedAt !== null;
    this.speaking = said.speaking;
    this.alarmed = said.alarmed;
    this.rootCause = said.rootCause;
  }

  get gradRms(): Float64Array {
    if (this.medians !== null) return this.medians;
    const { gradRms, recent } = this.of;
    for (let layer = 0; layer < gradRms.length; layer += 1) gradRms[layer] = recent.gradRms[layer]?.median() ?? NaN;
    return (this.medians = gradRms);
  }

  get depth(): DepthFit | null {
    return this.fit === undefined ? (this.fit = fitDepth(this.gradRms, this.hidden)) : this.fit;
  }

  get course(): Course | null {
    return this.epochs === undefined ? (this.epochs = this.of.epochs.course) : this.epochs;
  }

  get peakRatio(): number {
    return this.of.peakRatio;
  }

  get largestUpdate(): number {
    return this.of.walked.largest;
  }

  get path(): number {
    return this.of.walked.path;
  }

  get steepest(): Evidence['steepest'] {
    return this.of.steepest.ratio;
  }

  get accuracy(): number {
    return this.of.epochs.accuracy;
  }

  get heldOut(): HeldOut | null {
    return this.of.epochs.heldOut;
  }

  get finalLoss(): number | null {
    return this.of.finalLoss;
  }

  get firstStep(): Evidence['firstStep'] {
    return this.of.firstStep;
  }

  get timeShare(): number {
    return this.of.timeShares.median();
  }

  get probe(): ProbeEvent | null {
    return this.of.probe;
  }

  get firstProbe(): ProbeEvent | null {
    return this.of.firstProbe;
  }
}
