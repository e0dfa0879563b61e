// The largest recent ratio of rate and highest stable rate. An explosion leaves flat ground behind, where a measurement says nothing about
// what caused it, so the ratios from before it count.
import type { Evidence, Judgement } from './rule.js';

/** Measurements that count: half of those of a short run. */
const KEPT = 4;

type Ratio = NonNullable<Evidence['steepest']>;

export class Steepest {
  private readonly last: Ratio[] = [];

  take(step: number, ratio: number | undefined): void {
    if (ratio === undefined || !(ratio > 0)) return;
    this.last.push({ ratio, step });
    if (this.last.length > KEPT) this.last.shift();
  }

  /** Null: not measured. */
  get ratio(): Ratio | null {
    return this.last.reduce<Ratio | null>((most, one) => (most === null || one.ratio > most.ratio ? one : most), null);
  }
}

/** As figures of a finding, with their limit; empty without a measurement. */
export const steepestFigures = (steepest: Ratio | null): Pick<Judgement, 'measured' | 'limit'> =>
  steepest === null
    ? { measured: {}, limit: {} }
    : { measured: { steepest: steepest.ratio, steepestStep: steepest.step }, limit: { steepest: 1 } };
