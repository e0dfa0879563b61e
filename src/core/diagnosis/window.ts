// The recent steps that the rules look at, in fixed memory: per-layer figures, losses and gradient norms, and their medians.
import { finiteMedian } from '../median.js';
import type { StepEvent } from '../run/events.js';

/** Steps over which per-layer medians are taken: single batches wander by an order of magnitude. */
export const LAYER_WINDOW = 32;
const NORM_WINDOW = 64;

/** A ring of numbers with medians over its newest part. */
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

  /** Median of `count` values, leaving out the newest `skip`; NaN if there are none. */
  median(count = this.length, skip = 0): number {
    const from = Math.max(0, this.length - skip - count);
    const to = this.length - skip;
    let kept = 0;
    for (let age = from; age < to; age += 1) {
      const at = (this.pushed - this.length + age) % this.capacity;
      this.scratch[kept] = this.values[at] ?? NaN;
      kept += 1;
    }
    return finiteMedian(this.scratch, kept);
  }
}

/** Everything kept of the recent steps. Layers are known from the run event; steps without layers fill only losses and norms. */
export class RecentSteps {
  readonly losses: Ring;
  readonly norms = new Ring(NORM_WINDOW);
  /** Per layer: kernel gradient RMS and update RMS / weight RMS. */
  readonly gradRms: readonly Ring[];
  readonly ratios: readonly Ring[];
  /** The newest weight RMS per layer. */
  readonly weightRms: Float64Array;
  learningRate = NaN;
  step = 0;

  constructor(layers: number, lossWindow: number) {
    this.losses = new Ring(lossWindow);
    this.gradRms = Array.from({ length: layers }, () => new Ring(LAYER_WINDOW));
    this.ratios = Array.from({ length: layers }, () => new Ring(LAYER_WINDOW));
    this.weightRms = new Float64Array(layers).fill(NaN);
  }

  push(event: StepEvent): void {
    this.step = event.step;
    this.losses.push(event.loss);
    if (event.gradNorm !== undefined) this.norms.push(event.gradNorm);
    if (event.learningRate !== undefined) this.learningRate = event.learningRate;
    const { layers } = event;
    if (layers === undefined) return;
    for (let layer = 0; layer < this.gradRms.length; layer += 1) {
      const weight = layers.weightRms[layer] ?? NaN;
      this.gradRms[layer]?.push(layers.gradRms[layer] ?? NaN);
      // A kernel of zeros has no size to compare with.
      this.ratios[layer]?.push(weight > 0 ? (layers.updateRms[layer] ?? NaN) / weight : NaN);
      this.weightRms[layer] = weight;
    }
  }
}
