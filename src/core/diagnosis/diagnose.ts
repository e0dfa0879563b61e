// Turns a run's events into findings: gathers evidence in every step and evaluates the rules every few steps, with hysteresis.
import type {
  DiagnosableRun,
  EndEvent,
  EpochEvent,
  FindingEvent,
  GradtopEvent,
  LossStep,
  StepEvent,
  ToldRun,
} from '../run/events.js';
import { Gathered, type Said } from './evidence.js';
import { cleared, findingOf } from './finding.js';
import { Hysteresis } from './hysteresis.js';
import type { Evidence, Judgement, Rule } from './rule.js';
import { RULE_NAMES, type RuleName } from './ruleNames.js';
import { CAUSE_ORDER, RULES } from './rules/index.js';
import { evaluateEvery, FIRST_EVALUATION } from './window.js';

/** The plateau's window: a tenth of the run, 32 .. 512 steps. */
export const lossWindow = (totalSteps: number): number =>
  Math.max(32, Math.min(512, 2 * Math.round((Number.isFinite(totalSteps) ? totalSteps : 0) / 20)));

const hasLoss = (event: StepEvent): event is LossStep => event.loss !== undefined;

export type Diagnoser = (event: GradtopEvent) => readonly FindingEvent[];

const NONE: readonly FindingEvent[] = [];

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
    if (event.type !== 'run' || (event.resumes === step && diagnose !== null)) return diagnose?.(event) ?? NONE;
    diagnose = isDiagnosable(event) ? createDiagnoser(event) : null;
    return NONE;
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
  private readonly every: number;
  private readonly gathered: Gathered;
  private readonly memory: ReadonlyMap<RuleName, Hysteresis>;
  /** The active findings. */
  private readonly active = new Map<RuleName, FindingEvent>();
  private readonly said: { readonly speaking: Set<RuleName>; readonly alarmed: Set<RuleName> } & Said = {
    speaking: new Set(),
    alarmed: new Set(),
    rootCause: () => this.rootCause(),
  };
  private untilNext = FIRST_EVALUATION;

  constructor(private readonly run: DiagnosableRun) {
    const window = lossWindow(run.totalSteps);
    this.every = evaluateEvery(run.layers.length, window);
    this.gathered = new Gathered(run, window);
    this.memory = new Map(RULE_NAMES.map((name) => [name, new Hysteresis(RULES[name])]));
  }

  take(event: GradtopEvent): readonly FindingEvent[] {
    // A skipped update moved no weights, so its gradient is no evidence.
    if (event.type === 'step') return hasLoss(event) && event.skipped !== true ? this.takeUpdate(event) : NONE;
    if (event.type === 'epoch') return this.takeEpoch(event);
    if (event.type === 'end') return this.takeEnd(event);
    const { gathered } = this;
    if (event.type === 'run') gathered.finalLoss = null;
    if (event.type !== 'probe') return NONE;
    gathered.takeProbe(event);
    if (gathered.recent.step === 0) return this.judge((rule) => rule.atStart === true, true);
    return event.step > 0 ? this.judge((rule) => rule.clock === 'probes', true) : NONE;
  }

  private takeEpoch(event: EpochEvent): readonly FindingEvent[] {
    const { epochs, recent } = this.gathered;
    epochs.take(event);
    const { step } = recent;
    const due = step > 0 && (epochs.due(step, this.every) || step >= this.run.totalSteps);
    return due ? this.judge((rule) => rule.clock === 'epochs', true) : NONE;
  }

  private takeEnd({ loss = NaN, reason }: EndEvent): readonly FindingEvent[] {
    if (reason !== 'completed' || !Number.isFinite(loss) || this.gathered.recent.step === 0) return NONE;
    this.gathered.finalLoss = loss;
    return this.judge((rule) => rule.clock === 'end' || rule.atEnd === true, true);
  }

  private takeUpdate(event: LossStep): readonly FindingEvent[] {
    const urgent = this.gathered.take(event);
    this.untilNext -= 1;
    if (this.untilNext > 0) return urgent ? this.judge((rule) => rule.urgent === true, false) : NONE;
    this.untilNext = this.every;
    return this.judge((rule) => rule.clock === 'steps', true);
  }

  /** Evaluates the wanted rules in order; each sees the results of those before it. */
  private judge(wanted: (rule: Rule) => boolean, regular: boolean): readonly FindingEvent[] {
    const evidence = this.gathered.evidence(this.said);
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
    const { step } = this.gathered.recent;
    const { speaking, alarmed } = this.said;
    const finding = findingOf(rule, judged, level, { runId: this.run.runId, step });
    if (rule === 'exploding') this.gathered.explodedAt = step;
    this.active.set(rule, finding);
    speaking.add(rule);
    if (level === 'alarm') alarmed.add(rule);
    else alarmed.delete(rule);
    return finding;
  }

  private clear(rule: RuleName): FindingEvent[] {
    const finding = this.active.get(rule);
    this.active.delete(rule);
    this.said.speaking.delete(rule);
    this.said.alarmed.delete(rule);
    return finding === undefined ? [] : [cleared(finding, this.gathered.recent.step)];
  }

  private rootCause(): ReturnType<Evidence['rootCause']> {
    for (const name of CAUSE_ORDER) {
      const { asCause }: Rule = RULES[name];
      if (asCause !== null && this.said.speaking.has(name)) return { name, words: asCause };
    }
    return null;
  }
}
