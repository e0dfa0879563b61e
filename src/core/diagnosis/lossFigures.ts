// The losses of the recent steps as rules see them: medians and means, each computed when a rule asks.
import type { LossMeans } from './losses.js';
import type { LossEvidence } from './rule.js';
import type { RecentSteps } from './window.js';

interface LossSource {
  readonly recent: Pick<RecentSteps, 'losses' | 'step'>;
  readonly means: LossMeans;
  readonly run: { readonly labelEntropy: number };
  readonly latestLoss: number;
}

/** See `LossEvidence`. */
export class Losses implements LossEvidence {
  private middle: number | undefined;
  private first: number | undefined;
  private second: number | undefined;
  private averages: ReturnType<LossMeans['means']> | undefined;

  constructor(private readonly of: LossSource) {}

  get median(): number {
    return (this.middle ??= this.of.recent.losses.median());
  }

  get older(): number {
    const { losses } = this.of.recent;
    const half = losses.length >> 1;
    return (this.first ??= half === 0 ? this.newer : losses.median(half, losses.length - half));
  }

  get newer(): number {
    const { losses } = this.of.recent;
    return (this.second ??= losses.median(losses.length - (losses.length >> 1)));
  }

  get mean(): number {
    return this.means.mean;
  }

  get meanOlder(): number {
    return this.means.meanOlder;
  }

  get meanNewer(): number {
    return this.means.meanNewer;
  }

  get noise(): number {
    return this.means.noise;
  }

  get stands(): boolean {
    return this.means.stands;
  }

  get full(): boolean {
    return this.window === this.of.recent.losses.capacity;
  }

  get window(): number {
    return this.of.recent.losses.length;
  }

  get entropy(): number {
    return this.of.run.labelEntropy;
  }

  get latest(): number {
    return this.of.latestLoss;
  }

  private get means(): ReturnType<LossMeans['means']> {
    return (this.averages ??= this.of.means.means(this.of.recent.step));
  }
}
