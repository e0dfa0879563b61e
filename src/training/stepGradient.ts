// The gradient of a step: of one batch or of several, through the units that dropout keeps, and then with the L2 penalty.
import { dropoutMasks } from './dropout.js';
import { engineFault, type Batch, type GradientResult } from './engine.js';
import { NOISE_EVERY, NoiseScale, noNoiseScale } from './noiseScale.js';
import { valuesOf } from '../core/network/layout.js';
import type { Network } from './pictures.js';
import type { Prepared } from './prepare.js';
import type { GradientFigures, StepFigures } from './stepFigures.js';

/** Keras: moving = momentum × moving + (1 − momentum) × batch. */
const BATCH_NORM_MOMENTUM = 0.99;
/** Keras' moving averages after a training step, in place; `batchState`: the batch's means and (biased) variances. */
export function moveStatistics(state: Float32Array, batchState: Float32Array): void {
  for (let i = 0; i < state.length; i += 1)
    state[i] = BATCH_NORM_MOMENTUM * state[i]! + (1 - BATCH_NORM_MOMENTUM) * batchState[i]!;
}

/** The figures of the kernels are of the loss alone, the norm with the penalty. */
export interface StepResult extends GradientResult, GradientFigures {
  /** Figures of the noise in the gradient, by their names in the log; null: none in this step. */
  readonly noise: Readonly<Record<string, number>> | null;
}

export class StepGradient {
  private readonly masksOf: ReturnType<typeof dropoutMasks>;
  /** Of the last batch. */
  private masks: Float32Array | null = null;
  private readonly batchState: Float32Array;
  /** Weighted sum over the batches of a step. */
  private readonly sum: Float32Array;
  private readonly noise: NoiseScale | null;
  /** Gradient of a part of the step's samples, for the noise scale. */
  private readonly part: Float32Array;

  constructor(
    private readonly network: Network,
    private readonly prepared: Prepared,
    private readonly gradient: Float32Array,
    private readonly figures: StepFigures,
  ) {
    const { config, layout, dataset } = prepared;
    this.masksOf = dropoutMasks(config, layout);
    this.batchState = new Float32Array(layout.stateCount);
    this.sum = new Float32Array(config.accumulate > 1 ? layout.parameterCount : 0);
    const noisy = config.noiseScale === 'on' && noNoiseScale(prepared) === null;
    this.noise = noisy ? new NoiseScale(dataset.samples) : null;
    this.part = new Float32Array(noisy ? layout.parameterCount : 0);
  }

  /** Writes the gradient of the mean loss over `whole`, with the penalty; moves batch normalization's statistics. */
  of(whole: Batch, step: number): StepResult {
    const { accumulate, batchSize, l2 } = this.prepared.config;
    const { loss, correct } = accumulate === 1 ? this.ofBatch(whole) : this.ofPieces(whole, batchSize);
    const due = this.noise !== null && (step - 1) % NOISE_EVERY === 0;
    const noise = due ? this.noiseIn(whole) : null;
    const { gradRms, gradMax, gradNorm } = this.figures.gradient();
    return { loss, correct, noise, gradRms, gradMax, gradNorm: l2 > 0 ? this.penalized(2 * l2) : gradNorm };
  }

  /** Names the backend in an exception of its engine, because the log of the run ends with it. */
  private ofBatch(batch: Batch): GradientResult {
    const { engine, parameters, state } = this.network;
    this.masks = this.masksOf?.(batch.size) ?? null;
    try {
      const given = this.masks === null ? batch : { ...batch, masks: this.masks };
      const result = engine.gradient(parameters, given, this.gradient, this.batchState);
      moveStatistics(state, this.batchState);
      return result;
    } catch (error) {
      throw engineFault(engine.backend, error);
    }
  }

  private ofPieces({ size, x, y }: Batch, most: number): GradientResult {
    const { features, timesteps, outputs } = this.prepared.dataset;
    const { sum, gradient } = this;
    sum.fill(0);
    let [loss, correct] = [0, 0];
    for (let from = 0; from < size; from += most) {
      const rows = Math.min(most, size - from);
      const share = rows / size;
      const piece = { size: rows, x: x.subarray(from * timesteps * features), y: y.subarray(from * outputs) };
      const result = this.ofBatch(piece);
      if (from === 0) this.part.set(this.noise === null ? [] : gradient);
      loss += share * result.loss;
      correct += result.correct;
      for (let i = 0; i < sum.length; i += 1) sum[i] = sum[i]! + share * gradient[i]!;
    }
    gradient.set(sum);
    return { loss, correct };
  }

  /** Compares the whole step with its first batch; a single batch with its first half, which has the dropout masks of the whole. */
  private noiseIn(whole: Batch): StepResult['noise'] {
    const { noise, part, gradient } = this;
    const { engine, parameters } = this.network;
    const { accumulate, batchSize } = this.prepared.config;
    const size = accumulate > 1 ? batchSize : Math.floor(whole.size / 2);
    if (noise === null || size < 1 || size >= whole.size) return null;
    if (accumulate === 1) {
      const masks = this.masks === null ? {} : { masks: this.firstRows(this.masks, whole.size, size) };
      engine.gradient(parameters, { ...whole, size, ...masks }, part, this.batchState);
    }
    return noise.add({ gradient: part, size }, { gradient, size: whole.size });
  }

  /** The masks of the first `rows` of `size` samples. */
  private firstRows(masks: Float32Array, size: number, rows: number): Float32Array {
    const first = new Float32Array(masks.length);
    let [from, to] = [0, 0];
    for (const values of this.network.layout.layers.slice(0, -1).map(valuesOf)) {
      first.set(masks.subarray(from, from + rows * values), to);
      from += size * values;
      to += rows * values;
    }
    return first;
  }

  /** Adds d (l2 w²) / d w = 2 l2 w of the kernels. Returns the norm of the sum. */
  private penalized(factor: number): number {
    const { gradient } = this;
    const { parameters, layout } = this.network;
    for (const { kind, offset, size } of layout.parameters) {
      if (kind !== 'kernel' && kind !== 'recurrentKernel') continue;
      for (let i = offset; i < offset + size; i += 1) gradient[i] = gradient[i]! + factor * parameters[i]!;
    }
    return this.figures.gradient().gradNorm;
  }
}
