// Means of the recent losses, weighted by batch size; over whole epochs if the window holds some, so that the samples of a batch
// do not matter.
import type { DiagnosableRun } from '../run/events.js';
import type { LossEvidence } from './rule.js';

/** Fall over half a window, as a share of the loss, below which the loss stands. */
const FALL = 0.01;
/** Share of chance level above which a loss that stands is a fault. */
const FAR = 0.25;

type Means = Pick<LossEvidence, 'mean' | 'meanOlder' | 'meanNewer' | 'noise' | 'stands'>;

export class LossMeans {
  private readonly losses: Float64Array;
  private readonly weights: Float64Array;
  private readonly perEpoch: number;
  private readonly batch: number;
  private readonly lastBatch: number;
  private pushed = 0;

  constructor(
    private readonly run: DiagnosableRun,
    private readonly capacity: number,
  ) {
    const { config, dataset, stepsPerEpoch } = run;
    const samples = dataset?.samples ?? config.samples;
    this.batch = Math.min(config.batchSize, samples);
    this.perEpoch = stepsPerEpoch ?? Math.ceil(samples / this.batch);
    this.lastBatch = samples - (this.perEpoch - 1) * this.batch;
    this.losses = new Float64Array(capacity);
    this.weights = new Float64Array(capacity);
  }

  push(step: number, loss: number): void {
    const at = this.pushed % this.capacity;
    this.losses[at] = loss;
    this.weights[at] = step % this.perEpoch === 0 && this.lastBatch > 0 ? this.lastBatch : this.batch;
    this.pushed += 1;
  }

  /** As of `step`, the last one pushed. */
  means(step: number): Means {
    const { capacity, perEpoch, pushed, run } = this;
    const length = Math.min(pushed, capacity);
    const begun = step % perEpoch;
    const epochs = Math.floor((length - begun) / perEpoch);
    const whole = epochs >= 2;
    const [skip, count] = whole ? [begun, epochs * perEpoch] : [0, length];
    const half = whole ? Math.floor(epochs / 2) * perEpoch : length >> 1;
    const mean = this.mean(skip, count);
    const meanNewer = this.mean(skip, half);
    const meanOlder = this.mean(skip + count - half, half);
    const noise = whole ? 0 : this.deviation(mean, length) / Math.sqrt(length) / run.labelEntropy;
    const far = meanNewer > FAR * run.labelEntropy;
    const stands = length === capacity && far && meanOlder - meanNewer <= FALL * meanOlder;
    return { mean, meanOlder, meanNewer, noise, stands };
  }

  private at(age: number): number {
    return (this.pushed - 1 - age) % this.capacity;
  }

  /** Mean of the `count` losses before the last `skip`; NaN without losses. */
  private mean(skip: number, count: number): number {
    const { losses, weights, capacity } = this;
    let [sum, weight, at] = [0, 0, this.at(skip)];
    for (let left = count; left > 0; left -= 1) {
      sum += losses[at]! * weights[at]!;
      weight += weights[at]!;
      at = at === 0 ? capacity - 1 : at - 1;
    }
    return sum / weight;
  }

  private deviation(mean: number, count: number): number {
    let sum = 0;
    for (let age = 0; age < count; age += 1) sum += (this.losses[this.at(age)]! - mean) ** 2;
    return Math.sqrt(sum / count);
  }
}
