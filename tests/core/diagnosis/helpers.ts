// Feeds synthetic steps and probes to the diagnoser and returns its findings.
import type { PresetFile } from '../../../src/core/config/schema.js';
import { createDiagnoser } from '../../../src/core/diagnosis/diagnose.js';
import type { EpochEvent, FindingEvent, GradtopEvent, RunEvent } from '../../../src/core/run/events.js';
import { LN2, probeEvent, runEvent, stepEvent, type ProbeFigures, type StepFigures } from '../run/events.js';

type At<T> = T | ((step: number) => T);
const at = <T extends object>(value: At<T>, step: number): T => (typeof value === 'function' ? value(step) : value);

export class Patient {
  readonly findings: FindingEvent[] = [];
  private readonly diagnose: (event: GradtopEvent) => readonly FindingEvent[];
  private step = 0;

  constructor(config: PresetFile = {}, more: Partial<RunEvent> = {}) {
    this.diagnose = createDiagnoser(runEvent(config, more));
  }

  private take(event: GradtopEvent): void {
    this.findings.push(...this.diagnose(event));
  }

  steps(count: number, figures: At<StepFigures>, probe?: At<ProbeFigures>): this {
    for (let i = 0; i < count; i += 1) {
      this.step += 1;
      this.take(stepEvent(this.step, at(figures, this.step)));
      if (probe !== undefined && this.step % 8 === 0) this.take(probeEvent(this.step, at(probe, this.step)));
    }
    return this;
  }

  probe(figures: ProbeFigures): this {
    this.take(probeEvent(this.step, figures));
    return this;
  }

  /** Ends of epochs of 8 steps with these losses, each after its steps. */
  epochs(count: number, figures: (epoch: number) => Partial<EpochEvent>, steps: At<StepFigures> = {}): this {
    for (let i = 0; i < count; i += 1) {
      this.steps(8, steps);
      const epoch = this.step / 8;
      this.take({ type: 'epoch', runId: 'r', epoch, step: this.step, ...figures(epoch) });
    }
    return this;
  }

  end(loss: number): this {
    this.take({ type: 'end', runId: 'r', step: this.step, reason: 'completed', loss });
    return this;
  }

  /** `vanishing warning@32`. */
  get told(): string[] {
    return this.findings.map((one) => `${one.rule} ${one.level}@${one.step}`);
  }

  of(rule: string): FindingEvent[] {
    return this.findings.filter((one) => one.rule === rule);
  }
}

/** Gradient RMS of `hidden` layers that lose `slope` decades each towards the input, and of the output layer. */
export const slopeOf = (slope: number, hidden = 7, last = 1e-2): number[] => [
  ...Array.from({ length: hidden }, (_, layer) => last * 10 ** (-slope * (hidden - 1 - layer))),
  5 * last,
];

export const STUCK = LN2;
export const LEARNING = 0.4;
