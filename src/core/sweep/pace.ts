// How fast a part of a sweep grows, over the last minute, and whether it has fallen silent.

/** The time over which rates are measured. */
const WINDOW_MS = 60_000;
/** A part is silent after PATIENCE times its usual time for a cell, and after LEAST_SILENCE_MS at the earliest. */
const PATIENCE = 10;
const LEAST_SILENCE_MS = 30_000;

interface Arrival {
  readonly at: number;
  readonly cost: number;
}

export interface PaceRate {
  /** Both in units a second. */
  readonly cells: number;
  readonly cost: number;
}

export class Pace {
  /** Cells of the last minute, and one before. */
  private arrivals: Arrival[] = [];
  private longestGap = 0;
  private lastAt: number;

  /** `since`: when the part was written last. */
  constructor(private readonly since: number) {
    this.lastAt = since;
  }

  add(cost: number, at: number): void {
    // The first gap reaches back to a time before the watching.
    if (this.arrivals.length > 0) this.longestGap = Math.max(this.longestGap, at - this.lastAt);
    this.lastAt = at;
    this.arrivals.push({ at, cost });
    const kept = this.arrivals.findIndex((one) => at - one.at <= WINDOW_MS);
    if (kept > 1) this.arrivals.splice(0, kept - 1);
  }

  /** Null until a second cell has come. */
  rate(now: number): PaceRate | null {
    const [first, ...later] = this.arrivals;
    if (first === undefined || later.length === 0) return null;
    const seconds = Math.max(now - first.at, 1) / 1000;
    return { cells: later.length / seconds, cost: later.reduce((sum, { cost }) => sum + cost, 0) / seconds };
  }

  quietMs(now: number): number {
    return Math.max(0, now - Math.max(this.since, this.lastAt));
  }

  isSilent(now: number): boolean {
    return this.quietMs(now) > Math.max(LEAST_SILENCE_MS, PATIENCE * this.longestGap);
  }
}
