// Reads the chosen metrics of one run from its events.
import { createDiagnoser, isDiagnosable, type Diagnoser } from '../diagnosis/diagnose.js';
import type { RuleName } from '../diagnosis/ruleNames.js';
import { epochSolved, SOLVED } from '../diagnosis/standing.js';
import { worst } from '../diagnosis/verdict.js';
import { rmsOf } from '../rms.js';
import type { EndEvent, FindingEvent, GradtopEvent, ProbeEvent } from '../run/events.js';
import type { Measured } from './metrics.js';
import { INSTRUMENT_FIGURES, type Chosen, type InstrumentFigure } from './results.js';
import type { VerdictName } from './verdicts.js';

/** Share of chance level above which a network has not learned. */
const NOTHING_LEARNED = 0.99;

/** Collects over the events of a run; `result` after its end. */
export class ChosenFigures {
  private diagnose: Diagnoser | null = null;
  private readonly active = new Map<RuleName, FindingEvent>();
  private alarm = Infinity;
  private solved = Infinity;
  private chance = NaN;
  private totalSteps = NaN;
  private end: EndEvent | null = null;
  /** As last measured; those of the Jacobian before the first step. */
  private readonly figures: Partial<Record<InstrumentFigure, number | undefined>> = {};
  private readonly diagnosed: boolean;

  /** `wanted`: besides the figures of instruments, which a run reports if its settings ask for them. */
  constructor(
    private readonly wanted: readonly Measured[],
    private readonly instruments: readonly InstrumentFigure[],
  ) {
    this.diagnosed = wanted.includes('verdict') || wanted.includes('alarm');
  }

  take(event: GradtopEvent): void {
    if (event.type === 'run') {
      this.chance = event.labelEntropy ?? NaN;
      this.totalSteps = event.totalSteps ?? NaN;
      this.diagnose = this.diagnosed && isDiagnosable(event) ? createDiagnoser(event) : null;
    } else if (event.type === 'step' && event.scalars !== undefined) {
      for (const name of ['noiseScale', 'stability', 'sharpness', 'stableRate'] as const)
        this.figures[name] = event.scalars[name] ?? this.figures[name];
    } else if (event.type === 'probe' && event.step === 0) this.takeJacobian(event);
    else if (event.type === 'epoch') {
      if (epochSolved(event, this.chance)) this.solved = Math.min(this.solved, event.step);
    } else if (event.type === 'end') this.end = event;
    for (const finding of this.diagnose?.(event) ?? []) this.takeFinding(finding);
  }

  /** Descending. */
  private takeJacobian({ singularValues: hidden, outputSingularValues: whole }: ProbeEvent): void {
    if (hidden === undefined) return;
    this.figures.jacobian = rmsOf(hidden);
    this.figures.jacobianLargest = hidden[0];
    if (whole !== undefined) this.figures.outputJacobian = rmsOf(whole);
  }

  private takeFinding(finding: FindingEvent): void {
    if (finding.level === 'alarm') this.alarm = Math.min(this.alarm, finding.step);
    if (finding.level === 'cleared') this.active.delete(finding.rule);
    else this.active.set(finding.rule, finding);
  }

  private get verdict(): VerdictName {
    const finding = worst(this.active);
    if (finding?.level === 'alarm') return finding.rule;
    const { loss = NaN, accuracy = 1 } = this.end ?? {};
    if (loss < SOLVED.share * this.chance && accuracy >= SOLVED.accuracy) return 'solved';
    if (finding !== null) return finding.rule;
    return loss < NOTHING_LEARNED * this.chance ? 'learning' : 'not-learning';
  }

  get result(): Chosen & { readonly totalSteps?: number } {
    const { wanted, instruments, alarm, solved, figures, totalSteps } = this;
    return {
      ...(wanted.includes('verdict') && { verdict: this.verdict }),
      ...(wanted.includes('alarm') && { alarm }),
      ...(wanted.includes('solved') && { solved }),
      ...Object.fromEntries(
        INSTRUMENT_FIGURES.filter((name) => instruments.includes(name)).map((name) => [name, figures[name] ?? null]),
      ),
      ...((wanted.includes('alarm') || wanted.includes('solved')) && { totalSteps }),
    };
  }
}
