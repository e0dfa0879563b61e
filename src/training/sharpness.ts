// Sharpness: the largest eigenvalue of the Hessian of the objective on the probe set. Gradient descent with a rate above
// 2 / sharpness grows along that direction (Cohen et al. 2021).
import type { ResolvedConfig } from '../core/config/schema.js';
import type { NetworkLayout } from '../core/network/layout.js';
import { createRng } from '../core/random/rng.js';
import type { GradientEngine, HessianProducts } from './engine.js';
import { largestEigenvalue } from './lanczos.js';
import { probeBatch } from './pictures.js';
import type { Prepared } from './prepare.js';

/** Share of the training time for measurements; below the 15 % that the documentation promises, because the costs are estimates. */
const SHARE = 0.1;
/** A run measures at least this often, even if that takes a larger share. */
const LEAST_MEASUREMENTS = 40;
/**
 * Cost of a measurement and of each of its products, in gradients of the probe set: 0.6 .. 1.1, and 0.3 .. 1.9 with 0.1 .. 0.4 for Lanczos'
 * method, measured on a machine of 2026. No clock decides when to measure, so a configuration is always measured at the same steps.
 */
const START = 1.5;
const PRODUCT = 2.5;
/** The error of the eigenvalue is about the square of the residual. */
const EFFORT = { most: 60, near: 0.02 } as const;

type SharpnessConfig = Pick<ResolvedConfig, 'optimizer' | 'momentum' | 'weightDecay' | 'l2' | 'seed'>;

/** sharpness × rate at which steps begin to grow; null for optimizers that scale each parameter, where no such limit is known. */
export function limitOf({ optimizer, momentum }: Pick<SharpnessConfig, 'optimizer' | 'momentum'>): number | null {
  if (optimizer === 'sgd') return 2;
  if (optimizer === 'momentum') return 2 * (1 + momentum);
  return optimizer === 'nesterov' ? (2 * (1 + momentum)) / (1 + 2 * momentum) : null;
}

export interface SharpnessOf {
  readonly config: SharpnessConfig;
  readonly layout: NetworkLayout;
  readonly products: HessianProducts;
  /** Samples of the probe set divided by those of a step. */
  readonly batches: number;
  readonly totalSteps: number;
}

export class Sharpness {
  private due = 1;
  private vector: Float64Array;
  private readonly direction: Float32Array;
  private readonly result: Float32Array;

  constructor(private readonly of: SharpnessOf) {
    const { layout, config } = of;
    const random = createRng(config.seed, 'sharpness');
    this.vector = Float64Array.from({ length: layout.parameterCount }, () => random.normal());
    this.direction = new Float32Array(layout.parameterCount);
    this.result = new Float32Array(layout.parameterCount);
  }

  isDue(step: number): boolean {
    return step >= this.due;
  }

  /** Figures of the parameters before the update of `step`, by their names in the log; null if they are not finite. */
  measure(step: number, parameters: Float32Array, rate: number): Record<string, number> | null {
    const { products, config, batches, totalSteps } = this.of;
    products.at(parameters);
    const found = largestEigenvalue((vector, to) => this.product(vector, to), this.vector, EFFORT);
    const cost = (START + PRODUCT * (found?.products ?? 1)) * batches;
    const most = Math.max(1, Math.floor(totalSteps / LEAST_MEASUREMENTS));
    this.due = step + Math.min(most, Math.ceil(cost / SHARE));
    if (found === null) return null;
    this.vector = found.vector;
    const { value: sharpness } = found;
    const limit = limitOf(config);
    if (limit === null || !(sharpness > 0)) return { sharpness };
    return { sharpness, stability: (sharpness * rate) / limit, stableRate: limit / sharpness };
  }

  /** Hessian × `vector`, with the L2 penalty of the kernels and with weight decay, which acts as a penalty on every parameter. */
  private product(vector: Float64Array, to: Float64Array): void {
    const { products, config, layout } = this.of;
    const { direction, result } = this;
    direction.set(vector);
    products.product(direction, result);
    const decay = limitOf(config) === null ? 0 : config.weightDecay;
    // Loops: `from` and `map` of typed arrays take longer than the product.
    for (let i = 0; i < to.length; i += 1) to[i] = result[i]! + decay * vector[i]!;
    if (config.l2 > 0)
      for (const { kind, offset, size } of layout.parameters)
        if (kind === 'kernel')
          for (let i = offset; i < offset + size; i += 1) to[i] = to[i]! + 2 * config.l2 * vector[i]!;
  }
}

/** Null if the configuration does not ask for it; the reason if the engine cannot measure it. */
export function openSharpness(
  prepared: Prepared,
  engine: GradientEngine,
  totalSteps: number,
): Sharpness | string | null {
  const { config, dataset, layout } = prepared;
  if (config.sharpness === 'off') return null;
  const batch = probeBatch(dataset);
  const products = engine.hessian?.(batch) ?? `the backend ${engine.backend} has no products with the Hessian`;
  if (typeof products === 'string') return products;
  const batches = batch.size / Math.min(dataset.samples, config.batchSize * config.accumulate);
  return new Sharpness({ config, layout, products, batches, totalSteps });
}
