// Gradient noise scale (McCandlish et al. 2018): trace of the covariance of the gradients of single samples over the square of the
// mean gradient. Batches of more samples than this bring little.
import type { Prepared } from './prepare.js';

/** Steps between measurements. Each costs half a gradient. */
export const NOISE_EVERY = 16;
/** Weight of the past in the running means. */
const PAST = 0.9;

/** The mean gradient of `size` samples. */
export interface MeanGradient {
  readonly gradient: Float32Array;
  readonly size: number;
}

export interface Noise {
  /** Trace of the covariance over the training samples, with the denominator n - 1. */
  readonly variance: number;
  /** Square of the mean gradient of all training samples. The estimate can be negative. */
  readonly square: number;
}

/**
 * Unbiased estimates from a batch and a part of it, drawn without replacement from `samples`. With d = part - whole,
 * E|d|² = variance (1 / part - 1 / whole) and E|whole|² = square + variance (1 / whole - 1 / samples).
 */
export function noiseOf(part: MeanGradient, whole: MeanGradient, samples: number): Noise {
  let [difference, square] = [0, 0];
  for (let i = 0; i < whole.gradient.length; i += 1) {
    const g = whole.gradient[i]!;
    difference += (part.gradient[i]! - g) ** 2;
    square += g * g;
  }
  const variance = difference / (1 / part.size - 1 / whole.size);
  return { variance, square: square - variance * (1 / whole.size - 1 / samples) };
}

/** Why there is no part of a step to compare with the whole; null: there is. */
export function noNoiseScale({
  config,
  layout,
  dataset,
}: Pick<Prepared, 'config' | 'layout' | 'dataset'>): string | null {
  const { accumulate, batchSize } = config;
  if (layout.stateCount > 0) return 'batch normalization mixes the samples';
  const samples = Math.min(dataset.samples, accumulate * batchSize);
  if (samples < 2) return 'needs at least 2 samples a batch';
  return accumulate > 1 && samples <= batchSize ? 'needs more samples than one batch' : null;
}

/** Running means, because a single measurement is rough. The noise scale is the ratio of the means, not the mean of the ratios. */
export class NoiseScale {
  private weight = 0;
  private variance = 0;
  private square = 0;

  constructor(private readonly samples: number) {}

  /** The figures so far, by their names in the log. */
  add(part: MeanGradient, whole: MeanGradient): Record<string, number> {
    const { variance, square } = noiseOf(part, whole, this.samples);
    if (Number.isFinite(variance + square)) {
      this.weight = PAST * this.weight + (1 - PAST);
      this.variance = PAST * this.variance + (1 - PAST) * variance;
      this.square = PAST * this.square + (1 - PAST) * square;
    }
    if (this.weight === 0) return {};
    return {
      gradientVariance: this.variance / this.weight,
      ...(this.square > 0 ? { noiseScale: this.variance / this.square } : {}),
    };
  }
}
