// Collects the losses of epochs, on training and held-out samples, for rules about the course of a whole run.
import type { EpochEvent } from '../run/events.js';
import type { Course, HeldOut } from './rule.js';

/** Epochs averaged at the end and around two thirds: a twelfth of the run, at least one. */
const AVERAGED = 12;
/** The most epochs that are kept; beyond that every other one is dropped. */
const MOST = 600;
/** Epochs from which their fluctuation is known. */
const LEAST_KNOWN = 6;
/** Standard errors that a fall exceeds. */
const ERRORS = 2;

interface Kept {
  readonly epoch: number;
  readonly loss: number;
  readonly valLoss: number | undefined;
}

export class EpochHistory {
  private kept: Kept[] = [];
  private every = 1;
  private best = { loss: Infinity, epoch: NaN };
  private held: Omit<HeldOut, 'stalls'> | null = null;
  private judged = -Infinity;
  accuracy = NaN;

  take({ epoch = NaN, loss = NaN, accuracy = NaN, valLoss }: EpochEvent): void {
    this.accuracy = accuracy;
    if (loss < this.best.loss) this.best = { loss, epoch };
    if (Number.isFinite(loss) && (epoch % this.every === 0 || this.kept.length === 0))
      this.kept.push({ epoch, loss, valLoss });
    if (this.kept.length > MOST) {
      this.every *= 2;
      this.kept = this.kept.filter((_, i) => i % 2 === 0);
    }
    if (valLoss === undefined) return;
    const { held } = this;
    if (held !== null && !(valLoss < held.least)) this.held = { ...held, now: valLoss, train: loss };
    else this.held = { now: valLoss, least: valLoss, leastEpoch: epoch, trainAtLeast: loss, train: loss };
  }

  /** Whether epochs are judged at `step`: those of a step each, as of whole batches, must not cost more than steps do. */
  due(step: number, every: number): boolean {
    if (step < this.judged + every) return false;
    this.judged = step;
    return true;
  }

  get heldOut(): HeldOut | null {
    if (this.held === null) return null;
    const stalls =
      falls(this.kept.map(({ loss }) => loss)) && !falls(this.kept.flatMap(({ valLoss }) => valLoss ?? []));
    return { ...this.held, stalls };
  }

  get course(): Course | null {
    const { kept } = this;
    const count = kept.length;
    if (count < 3) return null;
    const width = Math.max(1, Math.floor(count / AVERAGED));
    const mean = (to: number): number => {
      const part = kept.slice(to - width, to);
      return part.reduce((sum, { loss }) => sum + loss, 0) / part.length;
    };
    const third = Math.max(width, Math.round((2 * count) / 3));
    const falls = kept.filter(({ loss }, i) => i > 0 && loss < kept[i - 1]!.loss).length;
    const { loss: least, epoch: leastEpoch } = this.best;
    const steady = falls / (count - 1);
    const error = fluctuation(kept.map(({ loss }) => loss)) * Math.sqrt(2 / width);
    return { first: kept[0]!.loss, twoThirds: mean(third), last: mean(count), least, leastEpoch, steady, error };
  }
}

/** Whether the mean of the last third is below that of the middle one by more than the losses fluctuate; true where too few are known. */
function falls(losses: readonly number[]): boolean {
  const width = Math.floor(losses.length / 3);
  if (width === 0) return true;
  const mean = (part: readonly number[]): number => part.reduce((sum, loss) => sum + loss, 0) / width;
  const fall = mean(losses.slice(-2 * width, -width)) - mean(losses.slice(-width));
  return fall > ERRORS * fluctuation(losses) * Math.sqrt(2 / width);
}

/** Standard deviation of an epoch's loss, from second differences, in which a steady fall cancels; 0 if too few are known. */
function fluctuation(losses: readonly number[]): number {
  if (losses.length < LEAST_KNOWN) return 0;
  let sum = 0;
  for (let i = 2; i < losses.length; i += 1) sum += (losses[i]! - 2 * losses[i - 1]! + losses[i - 2]!) ** 2;
  return Math.sqrt(sum / (6 * (losses.length - 2)));
}
