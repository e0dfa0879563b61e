// Reads the chosen metrics of one run from its events.
import { createDiagnoser, isDiagnosable, type Diagnoser } from '../diagnosis/diagnose.js';
import type { RuleName } from '../diagnosis/ruleNames.js';
import { epochSolved, SOLVED } from '../diagnosis/standing.js';
import { worst } from '../diagnosis/verdict.js';
import type { EndEvent, FindingEvent, GradtopEvent } from '../run/events.js';
import type { Measured } from './metrics.js';
import type { Chosen } from './results.js';
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
  private noiseScale: number | null = null;
  private stability: number | null = null;
  private readonly diagnosed: boolean;

  /** `wanted`: besides noise scale and stability, which a run reports if its settings ask for them. */
  constructor(
    private readonly wanted: readonly Measured[],
    private readonly instruments: { readonly noiseScale: boolean; readonly stability: boolean },
  ) {
    this.diagnosed = wanted.includes('verdict') || wanted.includes('alarm');
  }

  take(event: GradtopEvent): void {
    if (event.type === 'run') {
      this.chance = event.labelEntropy ?? NaN;
      this.totalSteps = event.totalSteps ?? NaN;
      this.diagnose = this.diagnosed && isDiagnosable(event) ? createDiagnoser(event) : null;
    } else if (event.type === 'step' && event.scalars !== undefined) {
      this.noiseScale = event.scalars['noiseScale'] ?? this.noiseScale;
      this.stability = event.scalars['stability'] ?? this.stability;
    } else if (event.type === 'epoch') {
      if (epochSolved(event, this.chance)) this.solved = Math.min(this.solved, event.step);
    } else if (event.type === 'end') this.end = event;
    for (const finding of this.diagnose?.(event) ?? []) this.takeFinding(finding);
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
    const { wanted, instruments, alarm, solved, noiseScale, stability, totalSteps } = this;
    return {
      ...(wanted.includes('verdict') && { verdict: this.verdict }),
      ...(wanted.includes('alarm') && { alarm }),
      ...(wanted.includes('solved') && { solved }),
      ...(instruments.noiseScale && { noiseScale }),
      ...(instruments.stability && { stability }),
      ...((wanted.includes('alarm') || wanted.includes('solved')) && { totalSteps }),
    };
  }
}
