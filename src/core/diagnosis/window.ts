// The recent steps that the rules judge, in fixed memory: per-layer values, losses, gradient norms and their medians.
import { medianOfFinite } from '../median.js';
import type { LossStep } from '../run/events.js';

/** Steps for per-layer medians; single batches fluctuate by an order of magnitude. */
export const LAYER_WINDOW = 32;
export const NORM_WINDOW = 64;

/** Steps between two evaluations; more with many layers or a long window, so that a step's share of the cost stays the same. */
export const evaluateEvery = (layers: number, window: number): number =>
  Math.max(8, Math.ceil(layers / 2), Math.ceil(window / 16));
/** Steps before the first evaluation; fewer give no reliable median. */
export const FIRST_EVALUATION = 16;

/** A ring buffer with medians over its last part. */
export class Ring {
  private readonly values: Float64Array;
  private readonly scratch: Float64Array;
  private pushed = 0;

  constructor(readonly capacity: number) {
    this.values = new Float64Array(capacity);
    this.scratch = new Float64Array(capacity);
  }

  get length(): number {
    return Math.min(this.pushed, this.capacity);
  }

  push(value: number): void {
    this.values[this.pushed % this.capacity] = value;
    this.pushed += 1;
  }

  /** Copies the values, in any order, to an array of the same capacity; returns their number. */
  copyTo(copy: Float64Array): number {
    copy.set(this.values);
    return this.length;
  }

  /** Median of `count` values before the last `skip`; NaN if there are none. */
  median(count = this.length, skip = 0): number {
    const from = Math.max(0, this.length - skip - count);
    const to = this.length - skip;
    const { values, scratch, capacity } = this;
    let at = (this.pushed - this.length + from) % capacity;
    let kept = 0;
    for (let age = from; age < to; age += 1) {
      const value = values[at]!;
      if (Number.isFinite(value)) {
        scratch[kept] = value;
        kept += 1;
      }
      at = at + 1 === capacity ? 0 : at + 1;
    }
    return medianOfFinite(scratch, kept);
  }
}

/** Recent steps. The run event gives the layers; steps without layers fill only losses and norms. */
export class RecentSteps {
  readonly losses: Ring;
  readonly norms = new Ring(NORM_WINDOW);
  /** Per layer: kernel gradient RMS and update RMS / weight RMS. */
  readonly gradRms: readonly Ring[];
  readonly ratios: readonly Ring[];
  /** Last weight RMS per layer. */
  readonly weightRms: Float64Array;
  learningRate = NaN;
  /** Rate over the highest stable rate, as last measured. */
  stability = NaN;
  step = 0;

  constructor(layers: number, lossWindow: number) {
    this.losses = new Ring(lossWindow);
    this.gradRms = Array.from({ length: layers }, () => new Ring(LAYER_WINDOW));
    this.ratios = Array.from({ length: layers }, () => new Ring(LAYER_WINDOW));
    this.weightRms = new Float64Array(layers).fill(NaN);
  }

  push(event: LossStep): void {
    this.step = event.step;
    this.losses.push(event.loss);
    if (event.gradNorm !== undefined) this.norms.push(event.gradNorm);
    if (event.learningRate !== undefined) this.learningRate = event.learningRate;
    this.stability = event.scalars?.['stability'] ?? this.stability;
    const { layers } = event;
    if (layers === undefined) return;
    for (let layer = 0; layer < this.gradRms.length; layer += 1) {
      const weight = layers.weightRms[layer] ?? NaN;
      this.gradRms[layer]?.push(layers.gradRms[layer] ?? NaN);
      // A kernel of zeros gives no ratio.
      this.ratios[layer]?.push(weight > 0 ? (layers.updateRms[layer] ?? NaN) / weight : NaN);
      this.weightRms[layer] = weight;
    }
  }
}
