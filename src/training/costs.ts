// Estimates of what steps and measurements take, in nanoseconds of a machine of 2026. Only their ratios matter: they say how often an
// instrument may measure. A clock would give each run other steps.
import { ACTIVATIONS } from '../core/config/activations.js';
import { valuesOf, type LayerInfo, type NetworkLayout } from '../core/network/layout.js';
import { probesPerStep } from './cadence.js';
import { probeBatch } from './pictures.js';
import type { Prepared } from './prepare.js';
import { TILE, tilesOf } from './simd/tile.js';

/** A step and each layer of it at least; a pass over the layers for a measurement. */
const LEAST = { step: 1500, layer: 500, pass: 4000 } as const;
/** A multiplication of matrices; a value through a kinked or smooth activation and back; an output through the loss. */
const EACH = { product: 0.055, kinked: 1, smooth: 4, loss: 15 } as const;
/** A sample of the probe set, which is sorted where units rest. */
const SORTED = 100;
/** A value of the probe set through the statistics. */
const STATISTICS = 6;
/**
 * Products of matrices for each kernel: forward, to the inputs, to the kernel; each of them twice for a product with the Hessian, which the
 * compiled engine shortens where units rest.
 */
const PRODUCTS = { gradient: 3, slopes: 2, hessian: 6, resting: 3.5 } as const;
/** A product in the search; its vectors of double precision, for each parameter: those of the product, and of each product before it. */
const LANCZOS = { least: 8000, one: 8, each: 2 } as const;
/** The first measurement too: its memory and its code. */
export const OPENING_NS = 100_000;
/** TensorFlow.js differentiates twice: 2 to 5 gradients for a product that takes the compiled engine 0.3 to 1.9. */
const TENSORFLOW = 2;

/** Nanoseconds of one sample. */
interface Work {
  /** One product of matrices with each kernel. */
  readonly products: number;
  /** The part of it after layers whose units can rest. */
  readonly resting: number;
  readonly activations: number;
  readonly units: number;
  readonly loss: number;
}

const sumOf = <T>(rows: readonly T[], of: (row: T) => number): number => rows.reduce((sum, row) => sum + of(row), 0);

function workOf({ layers, parameters }: NetworkLayout): Work {
  const pixels = ({ image }: LayerInfo): number => (image === undefined ? 1 : image.height * image.width);
  const kernels = parameters.filter(({ kind }) => kind === 'kernel');
  const productsOf = (some: typeof kernels): number =>
    EACH.product * sumOf(some, ({ layer, size }) => size * pixels(layers[layer]!));
  const rests = (layer: LayerInfo | undefined): boolean =>
    layer?.kind === 'dense' && layer.activation !== 'softmax' && ACTIVATIONS[layer.activation].failure === 'dies';
  const activation = ({ activation: name }: LayerInfo): number =>
    name !== 'softmax' && ACTIVATIONS[name].code?.bend === null ? EACH.kinked : EACH.smooth;
  return {
    products: productsOf(kernels),
    resting: productsOf(kernels.filter(({ layer }) => rests(layers[layer - 1]))),
    activations: sumOf(layers, (layer) => activation(layer) * valuesOf(layer)),
    units: EACH.kinked * sumOf(layers, valuesOf),
    loss: EACH.loss * layers.at(-1)!.units,
  };
}

/** Samples that vector code computes: whole tiles. */
const computed = (samples: number): number => TILE * tilesOf(samples);

/** Of a training step with its statistics, and with its share of the probes. */
export function stepNs({ layout, config, dataset }: Prepared, perEpoch: number): number {
  const { batchSize, accumulate, epochs } = config;
  const { samples } = dataset;
  const { products, activations, units, loss } = workOf(layout);
  const size = computed(Math.min(samples, batchSize));
  const batches = Math.min(accumulate, Math.ceil(samples / batchSize));
  const least = LEAST.layer * layout.layers.length;
  const step = LEAST.step + batches * (least + size * (PRODUCTS.gradient * products + activations + loss));
  const probe = probeBatch(dataset).size * (products + activations + STATISTICS * units + loss);
  return step + probe * probesPerStep(perEpoch, perEpoch * epochs, batchSize * accumulate);
}

/** Of the largest eigenvalue of the Hessian on `samples`, by the products that it takes. */
export function sharpnessNs(layout: NetworkLayout, samples: number, compiled: boolean): (products: number) => number {
  const { products, resting, activations, units, loss } = workOf(layout);
  const size = computed(samples);
  const saved = compiled ? (PRODUCTS.hessian - PRODUCTS.resting) * resting : 0;
  const sorted = compiled && resting > 0 ? SORTED : 0;
  const slopes = LEAST.pass + size * (PRODUCTS.slopes * products + activations + loss + sorted);
  const one = LEAST.pass + size * (PRODUCTS.hessian * products - saved + units + loss);
  const vectors = (count: number): number =>
    count * (LANCZOS.least + layout.parameterCount * (LANCZOS.one + LANCZOS.each * count));
  return (count) => (compiled ? 1 : TENSORFLOW) * (slopes + count * one) + vectors(count);
}
