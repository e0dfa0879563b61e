// When an instrument measures: evenly over the run, as often as its share of the training time allows.

/** A run with a limit on what measurements may take, or with a number of steps between them. */
export interface SpacingOf {
  readonly totalSteps: number;
  readonly stepNs: number;
  /** Share of the time of all steps. */
  readonly share: number;
  /** Steps between two measurements whatever they take; null: as the share allows. */
  readonly every: number | null;
  /** Whether the last step is measured in any case. */
  readonly last?: boolean;
}

export class Spacing {
  private due = 1;
  private spent = 0;
  private cost = 0;
  private last = 0;

  constructor(private of: SpacingOf) {}

  isDue(step: number): boolean {
    return step >= this.due || (this.of.last === true && step === this.of.totalSteps);
  }

  /** What a single measurement may take if it has `share` of the time of all steps, in nanoseconds; no limit with a number of steps. */
  most(share: number): number {
    const { totalSteps, stepNs, every } = this.of;
    return every === null ? share * totalSteps * stepNs : Infinity;
  }

  /** After a measurement at `step`. The first one is due at step 1. */
  measured(step: number, ns: number, next: number): void {
    this.last = step;
    this.spent += ns;
    this.cost = next;
    this.plan();
  }

  /** The run goes on for another number of steps. */
  extend(totalSteps: number): void {
    this.of = { ...this.of, totalSteps };
    if (this.last > 0) this.plan();
  }

  /** What is left of the share is spread over the steps that are left. */
  private plan(): void {
    const { totalSteps, share, every } = this.of;
    if (every !== null) return void (this.due = this.last + every);
    const left = this.most(share) - this.spent;
    const apart = ((totalSteps - this.last) * this.cost) / Math.max(0, left);
    this.due = this.last + Math.max(1, Math.ceil(apart));
  }
}
