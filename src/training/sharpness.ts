// Sharpness: the largest eigenvalue of the Hessian of the objective on the probe set. Gradient descent with a rate above
// 2 / sharpness grows along that direction (Cohen et al. 2021).
import type { ResolvedConfig } from '../core/config/schema.js';
import type { NetworkLayout } from '../core/network/layout.js';
import { createRng } from '../core/random/rng.js';
import type { GradientEngine, HessianProducts } from './engine.js';
import { OPENING_NS, sharpnessNs, stepNs } from './costs.js';
import { largestEigenvalue } from './lanczos.js';
import { probeBatch } from './pictures.js';
import type { Prepared } from './prepare.js';
import { Spacing } from './spacing.js';

/** Share of the training time for measurements; below the 15 % that the documentation promises, because the costs are estimates. */
const SHARE = 0.06;
/** For the first measurement, which may leave nothing for others. */
const FIRST_SHARE = 0.1;
/** The residual bounds the error where the gap to the next eigenvalue is not seen: within it there is one. */
const EFFORT = { most: 60, near: 0.002, residual: 0.01 } as const;
/**
 * The first measurement begins with the gradient, which the steepest direction often is near, later ones with the last eigenvector; each
 * with this share of random numbers, because an eigenvector alone would never leave its direction for one that has become steeper.
 */
const RANDOM_PART = 0.1;
/** Of a measurement that begins with the last eigenvector, before there is one. */
const USUAL_PRODUCTS = 2.5;

/** What the products of the first measurement may take. */
const firstNs = (spacing: Spacing): number => spacing.most(FIRST_SHARE) - OPENING_NS;

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
  readonly spacing: Spacing;
  /** Estimate of a measurement, by its products. */
  readonly costNs: (products: number) => number;
  /** Whether the first measurement takes the products that it needs, however short the run. */
  readonly settle: boolean;
}

/** The parameters before the update of a step, and its gradient and rate. */
export interface Moment {
  readonly step: number;
  readonly parameters: Float32Array;
  readonly gradient: Float32Array;
  readonly rate: number;
}

export class Sharpness {
  /** Eigenvector of the last measurement; null before the first one. */
  private vector: Float64Array | null = null;
  /** Gap to the next eigenvalue, as a share of the largest one; 0: not known. */
  private gap = 0;
  /** Products to expect of the next measurement: of the last ones, the latest counts half. */
  private usual: number = USUAL_PRODUCTS;
  /** Without a direction: the same for each measurement, so that a resumed run measures the same. */
  private readonly noise: Float64Array;
  private readonly direction: Float32Array;
  private readonly result: Float32Array;
  /** Vectors of the search. */
  private readonly room: Float64Array[] = [];

  constructor(private readonly of: SharpnessOf) {
    const random = createRng(of.config.seed, 'sharpness');
    this.noise = new Float64Array(of.layout.parameterCount);
    for (let i = 0; i < this.noise.length; i += 1) this.noise[i] = random.uniform() - 0.5;
    this.direction = new Float32Array(of.layout.parameterCount);
    this.result = new Float32Array(of.layout.parameterCount);
  }

  isDue(step: number): boolean {
    return this.of.spacing.isDue(step);
  }

  /** The run goes on up to `totalSteps`. */
  extend(totalSteps: number): void {
    this.of.spacing.extend(totalSteps);
  }

  /**
   * Figures of the parameters before the update of `step`, by their names in the log; null if they are not finite. Where the products did
   * not suffice, only what they show: a lower bound of the sharpness.
   */
  measure({ step, parameters, gradient, rate }: Moment): Record<string, number> | null {
    const { products, config, spacing, costNs } = this.of;
    products.at(parameters);
    const start = this.startFor(gradient);
    const effort = { ...EFFORT, most: this.mostProducts(), gap: this.gap };
    const found = largestEigenvalue((vector, to) => this.product(vector, to), start, effort, this.room);
    const count = found?.products ?? 1;
    if (this.vector !== null) this.usual = (this.usual + count) / 2;
    spacing.measured(step, costNs(count), costNs(this.usual));
    if (found === null) return null;
    const { value: sharpness, gap } = found;
    if (gap !== null) this.gap = gap / Math.abs(sharpness);
    this.vector = found.vector;
    const limit = limitOf(config);
    if (!found.found)
      return {
        sharpnessAtLeast: sharpness,
        ...(limit !== null && sharpness > 0 && { stableRateAtMost: limit / sharpness }),
      };
    if (limit === null || !(sharpness > 0)) return { sharpness };
    return { sharpness, stability: (sharpness * rate) / limit, stableRate: limit / sharpness };
  }

  /** The first measurement takes what a short run affords, later ones begin near their end. */
  private mostProducts(): number {
    const { spacing, costNs, settle } = this.of;
    if (this.vector !== null || settle) return EFFORT.most;
    let count = 1;
    while (count < EFFORT.most && costNs(count + 1) <= firstNs(spacing)) count += 1;
    return count;
  }

  private startFor(gradient: Float32Array): Float64Array {
    const { noise } = this;
    const base = this.vector ?? gradient;
    const share = (RANDOM_PART * sizeOf(base)) / sizeOf(noise);
    // A gradient that is 0 or not finite has no direction.
    if (!(share > 0 && Number.isFinite(share))) return noise;
    const vector = new Float64Array(noise.length);
    for (let i = 0; i < vector.length; i += 1) vector[i] = base[i]! + share * noise[i]!;
    return vector;
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

function sizeOf(values: Float32Array | Float64Array): number {
  let squares = 0;
  for (let i = 0; i < values.length; i += 1) squares += values[i]! ** 2;
  return Math.sqrt(squares);
}

/** Figures of the moment if they are due, else null. */
export const sharpnessAt = (sharpness: Sharpness | string | null, moment: Moment): ReturnType<Sharpness['measure']> =>
  sharpness instanceof Sharpness && sharpness.isDue(moment.step) ? sharpness.measure(moment) : null;

/**
 * Null if the configuration does not ask for it; the reason if the engine cannot measure it, or if the run is too short and need not
 * `settle` it.
 */
export function openSharpness(
  prepared: Prepared,
  engine: GradientEngine,
  perEpoch: number,
  settle = false,
): Sharpness | string | null {
  const { config, dataset, layout } = prepared;
  if (config.sharpness === 'off') return null;
  const batch = probeBatch(dataset);
  const totalSteps = perEpoch * config.epochs;
  const spacing = new Spacing({
    totalSteps,
    stepNs: stepNs(prepared, perEpoch),
    share: SHARE,
    every: config.sharpnessEvery,
    last: settle,
  });
  const costNs = sharpnessNs(layout, batch.size, engine.backend === 'compiled');
  const products = engine.hessian?.(batch) ?? `the backend ${engine.backend} has no products with the Hessian`;
  if (typeof products === 'string') return products;
  if (!settle && costNs(1) > firstNs(spacing))
    return `in ${totalSteps} steps it takes more than 15 % of the time; --sharpness-every N measures it all the same`;
  return new Sharpness({ config, layout, products, spacing, costNs, settle });
}
