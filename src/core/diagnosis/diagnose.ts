// Turns a run's events into findings: gathers evidence in every step and evaluates the rules every few steps, with hysteresis.
import { activationsOf } from '../config/layers.js';
import type {
  DiagnosableRun,
  EndEvent,
  EpochEvent,
  FindingEvent,
  GradtopEvent,
  LossStep,
  ProbeEvent,
  StepEvent,
  ToldRun,
} from '../run/events.js';
import { finiteMedian } from '../median.js';
import { BlowUpWatch } from './blowUp.js';
import { EpochHistory } from './epochs.js';
import { cleared, findingOf } from './finding.js';
import { Hysteresis } from './hysteresis.js';
import type { Evidence, Judgement, LossEvidence, Rule } from './rule.js';
import { RULE_NAMES, type RuleName } from './ruleNames.js';
import { CAUSE_ORDER, RULES } from './rules/index.js';
import { LossMeans } from './losses.js';
import { firstStepOf } from './sameRate.js';
import { fitDepth } from './slope.js';
import { evaluateEvery, FIRST_EVALUATION, RecentSteps } from './window.js';

/** The plateau's window: a tenth of the run, 32 .. 512 steps. */
export const lossWindow = (totalSteps: number): number =>
  Math.max(32, Math.min(512, 2 * Math.round((Number.isFinite(totalSteps) ? totalSteps : 0) / 20)));

/** Share of chance level below which a network has learned something. */
const LEARNED = 0.9;

const hasLoss = (event: StepEvent): event is LossStep => event.loss !== undefined;

export type Diagnoser = (event: GradtopEvent) => FindingEvent[];

/** Whether a log holds what the rules need to know about its run. */
export const isDiagnosable = (run: ToldRun | null): run is DiagnosableRun =>
  run?.config !== undefined &&
  run.layers !== undefined &&
  run.labelEntropy !== undefined &&
  run.totalSteps !== undefined;

/** Like `createDiagnoser`, for a stream that begins before its `run` event: judging starts with that event, if it holds enough. */
export function createStreamDiagnoser(): Diagnoser {
  let diagnose: Diagnoser | null = null;
  let step = 0;
  return (event) => {
    if (event.type === 'step') ({ step } = event);
    // A run that trains on keeps its evidence.
    if (event.type !== 'run' || (event.resumes === step && diagnose !== null)) return diagnose?.(event) ?? [];
    diagnose = isDiagnosable(event) ? createDiagnoser(event) : null;
    return [];
  };
}

/**
 * Returns a function that takes the run's events in order and returns the findings that appear, change level or clear. Findings in
 * the stream are ignored.
 */
export function createDiagnoser(run: DiagnosableRun): Diagnoser {
  const diagnosis = new Diagnosis(run);
  return (event) => diagnosis.take(event);
}

class Diagnosis {
  private readonly layers: number;
  private readonly hidden: number;
  private readonly every: number;
  private readonly recent: RecentSteps;
  private readonly watch: BlowUpWatch;
  private readonly memory: ReadonlyMap<RuleName, Hysteresis>;
  /** The active findings. */
  private readonly active = new Map<RuleName, FindingEvent>();
  private readonly speaking = new Set<RuleName>();
  private readonly alarmed = new Set<RuleName>();
  private readonly gradRms: Float64Array;
  private readonly ratios: Float64Array;
  private probe: ProbeEvent | null = null;
  private firstProbe: ProbeEvent | null = null;
  private firstStep: Evidence['firstStep'] = null;
  private untilNext = FIRST_EVALUATION;
  private latestLoss = NaN;
  private readonly epochs = new EpochHistory();
  private finalLoss: number | null = null;
  private peakRatio = NaN;
  /** See `Evidence.path` and `Evidence.largestUpdate`; and the step up to which they count. */
  private readonly walked = { path: 0, step: 0, largest: 0 };
  /** Step of the last finding of an explosion; null: none, or the network has learned since. */
  private explodedAt: number | null = null;
  private readonly means: LossMeans;
  private readonly activations: Evidence['activations'];

  constructor(private readonly run: DiagnosableRun) {
    const layers = run.layers.length;
    const window = lossWindow(run.totalSteps);
    this.layers = layers;
    this.hidden = Math.max(0, layers - 1);
    this.every = evaluateEvery(layers, window);
    this.recent = new RecentSteps(layers, window);
    this.means = new LossMeans(run, window);
    this.activations = activationsOf(run.config);
    this.watch = new BlowUpWatch(run.labelEntropy, layers, run.config.batchSize);
    this.memory = new Map(RULE_NAMES.map((name) => [name, new Hysteresis(RULES[name])]));
    this.gradRms = new Float64Array(layers);
    this.ratios = new Float64Array(layers);
  }

  take(event: GradtopEvent): FindingEvent[] {
    // A skipped update moved no weights, so its gradient is no evidence.
    if (event.type === 'step') return hasLoss(event) && event.skipped !== true ? this.takeUpdate(event) : [];
    if (event.type === 'epoch') return this.takeEpoch(event);
    if (event.type === 'end') return this.takeEnd(event);
    if (event.type === 'run') this.finalLoss = null;
    if (event.type !== 'probe') return [];
    this.probe = event;
    this.firstProbe ??= event;
    if (this.recent.step === 0) return this.judge((rule) => rule.atStart === true, true);
    return event.step > 0 ? this.judge((rule) => rule.clock === 'probes', true) : [];
  }

  private takeEpoch(event: EpochEvent): FindingEvent[] {
    this.epochs.take(event);
    const { step } = this.recent;
    const due = step > 0 && (this.epochs.due(step, this.every) || step >= this.run.totalSteps);
    return due ? this.judge((rule) => rule.clock === 'epochs', true) : [];
  }

  private takeEnd({ loss = NaN, reason }: EndEvent): FindingEvent[] {
    if (reason !== 'completed' || !Number.isFinite(loss) || this.recent.step === 0) return [];
    this.finalLoss = loss;
    return this.judge((rule) => rule.clock === 'end' || rule.atEnd === true, true);
  }

  private takeUpdate(event: LossStep): FindingEvent[] {
    this.latestLoss = event.loss;
    if (event.step === 1) this.firstStep = firstStepOf(event);
    const urgent = this.watch.look(event, this.recent.norms);
    this.recent.push(event);
    this.means.push(event.step, event.loss);
    this.untilNext -= 1;
    if (this.untilNext > 0) return urgent ? this.judge((rule) => rule.urgent === true, false) : [];
    this.untilNext = this.every;
    return this.judge((rule) => rule.clock === 'steps', true);
  }

  /** Evaluates the wanted rules in order; each sees the results of those before it. */
  private judge(wanted: (rule: Rule) => boolean, regular: boolean): FindingEvent[] {
    const evidence = this.evidence();
    const findings: FindingEvent[] = [];
    for (const [name, memory] of this.memory) {
      const rule: Rule = RULES[name];
      if (evidence.blowUp.nonFinite !== null && rule.urgent !== true) continue;
      if (!wanted(rule)) continue;
      const judged = rule.judge(evidence);
      const turn = memory.take(judged, regular);
      if (turn === 'cleared') findings.push(...this.clear(name));
      else if (turn !== null && judged !== null) findings.push(this.tell(name, judged, turn));
    }
    return findings;
  }

  private tell(rule: RuleName, judged: Judgement, level: Judgement['level']): FindingEvent {
    const finding = findingOf(rule, judged, level, { runId: this.run.runId, step: this.recent.step });
    if (rule === 'exploding') this.explodedAt = this.recent.step;
    this.active.set(rule, finding);
    this.speaking.add(rule);
    if (level === 'alarm') this.alarmed.add(rule);
    else this.alarmed.delete(rule);
    return finding;
  }

  private clear(rule: RuleName): FindingEvent[] {
    const finding = this.active.get(rule);
    this.active.delete(rule);
    this.speaking.delete(rule);
    this.alarmed.delete(rule);
    return finding === undefined ? [] : [cleared(finding, this.recent.step)];
  }

  private evidence(): Evidence {
    const { recent, gradRms, ratios, run, hidden } = this;
    for (let layer = 0; layer < this.layers; layer += 1) {
      gradRms[layer] = recent.gradRms[layer]?.median() ?? NaN;
      ratios[layer] = recent.ratios[layer]?.median() ?? NaN;
      this.walked.largest = Math.max(this.walked.largest, ratios[layer] || 0);
    }
    const typical = finiteMedian(Float64Array.from(ratios), ratios.length);
    if (!(this.peakRatio >= typical)) this.peakRatio = typical;
    if (typical >= 0) this.walked.path += typical * (recent.step - this.walked.step);
    this.walked.step = recent.step;
    return {
      run,
      config: run.config,
      hidden,
      step: recent.step,
      gradRms,
      ratios,
      depth: fitDepth(gradRms, hidden),
      learningRate: recent.learningRate,
      stability: recent.stability,
      weightRms: recent.weightRms,
      activations: this.activations,
      loss: this.lossEvidence(),
      blowUp: this.watch.signs(recent.norms),
      peakRatio: this.peakRatio,
      largestUpdate: this.walked.largest,
      accuracy: this.epochs.accuracy,
      course: this.epochs.course,
      heldOut: this.epochs.heldOut,
      finalLoss: this.finalLoss,
      probe: this.probe,
      firstProbe: this.firstProbe,
      firstStep: this.firstStep,
      path: this.walked.path,
      exploded: this.explodedAt !== null,
      speaking: this.speaking,
      alarmed: this.alarmed,
      rootCause: () => this.rootCause(),
    };
  }

  private rootCause(): ReturnType<Evidence['rootCause']> {
    for (const name of CAUSE_ORDER) {
      const { asCause }: Rule = RULES[name];
      if (asCause !== null && this.speaking.has(name)) return { name, words: asCause };
    }
    return null;
  }

  private lossEvidence(): LossEvidence {
    const { losses } = this.recent;
    const half = losses.length >> 1;
    const newer = losses.median(losses.length - half);
    // The window still holds losses from before the explosion at first.
    const since = this.recent.step - (this.explodedAt ?? 0);
    if (newer < LEARNED * this.run.labelEntropy && since > losses.capacity) this.explodedAt = null;
    return {
      median: losses.median(),
      older: half === 0 ? newer : losses.median(half, losses.length - half),
      newer,
      ...this.means.means(this.recent.step),
      full: losses.length === losses.capacity,
      window: losses.length,
      entropy: this.run.labelEntropy,
      latest: this.latestLoss,
    };
  }
}
