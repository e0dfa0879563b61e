// Per-layer figures of a probe and of a run's end: plain reductions over arrays that were read back anyway. Definitions: docs/run-log.md.
import { ACTIVATIONS } from '../core/config/activations.js';
import type { LayerInfo, NetworkLayout, ParameterInfo } from '../core/network/layout.js';
import type { Histogram, ProbeEvent, WeightChange } from '../core/run/events.js';
import type { LayerForward } from './engine.js';
import { medianOf } from './median.js';

/** sqrt(mean(v²)) over values[from, from + size). NaN and infinities come through. */
export function rms(values: Float32Array, from = 0, size = values.length): number {
  let sum = 0;
  for (let i = from; i < from + size; i += 1) sum += values[i]! * values[i]!;
  return Math.sqrt(sum / size);
}

export const kernelsOf = (layout: NetworkLayout): readonly ParameterInfo[] =>
  layout.parameters.filter((parameter) => parameter.kind === 'kernel');

const BINS = 40;

interface Saturation {
  /** Activations within `reach` of `middle` have a derivative above 6 % of the largest. */
  readonly middle: number;
  readonly reach: number;
  /** mean f' is a polynomial of the activations' mean and variance. */
  readonly meanDerivative: (mean: number, variance: number) => number;
}

const SATURATING: Readonly<Partial<Record<string, Saturation>>> = {
  // f' = 1 - a²
  tanh: { middle: 0, reach: 0.97, meanDerivative: (mean, variance) => 1 - mean * mean - variance },
  // f' = a (1 - a)
  sigmoid: { middle: 0.5, reach: 0.485, meanDerivative: (mean, variance) => mean * (1 - mean) - variance },
};

/** Share of activations with a derivative below 6 % of its reach; NaN if their mean is; null for a function that does not saturate. */
function saturatedShare(activation: string, post: Float32Array, mean: number): number | null {
  const saturation = SATURATING[activation];
  if (saturation === undefined) return null;
  const { middle, reach } = saturation;
  const size = post.length;
  let inside = 0;
  for (let i = 0; i < size; i += 1) inside += Math.abs(post[i]! - middle) <= reach ? 1 : 0;
  return Number.isNaN(mean) ? NaN : (size - inside) / size;
}

/** Share of units that are 0 on every row; null for a function that has no dead zone. A unit that is NaN anywhere is not silent. */
function deadShare(activation: string, post: Float32Array, units: number): number | null {
  if (activation !== 'relu') return null;
  let dead = 0;
  for (let unit = 0; unit < units; unit += 1) {
    let i = unit;
    while (i < post.length && post[i] === 0) i += units;
    if (i >= post.length) dead += 1;
  }
  return dead / units;
}

interface Spread {
  readonly mean: number;
  readonly std: number;
}

interface LayerSpread {
  readonly pre: Spread;
  readonly post: Spread;
  /** Of the pre-activations: equal bins from the least to the largest; empty, with NaN for limits, if anything is not finite. */
  readonly histogram: Histogram;
}

/** Mean and deviation of a layer's pre-activations and activations, both at once: the sums don't wait for each other. */
function spreadOf({ pre, post }: LayerForward): LayerSpread {
  const size = pre.length;
  let sumPre = 0;
  let sumPost = 0;
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < size; i += 1) {
    const z = pre[i]!;
    sumPre += z;
    sumPost += post[i]!;
    if (z < low) low = z;
    if (z > high) high = z;
  }
  const meanPre = sumPre / size;
  const meanPost = sumPost / size;
  let squaresPre = 0;
  let squaresPost = 0;
  for (let i = 0; i < size; i += 1) {
    const z = pre[i]! - meanPre;
    const a = post[i]! - meanPost;
    squaresPre += z * z;
    squaresPost += a * a;
  }
  return {
    pre: { mean: meanPre, std: Math.sqrt(squaresPre / size) },
    post: { mean: meanPost, std: Math.sqrt(squaresPost / size) },
    histogram: Number.isFinite(meanPre)
      ? histogramOf(pre, low, high)
      : { low: NaN, high: NaN, counts: new Float32Array(BINS) },
  };
}

function histogramOf(values: Float32Array, low: number, high: number): Histogram {
  const width = (high - low || 1) / BINS;
  const perUnit = 1 / width;
  // Whole numbers: adding to a float32 again and again, as where all values lie in one bin, takes three times as long. One bin more
  // for the largest.
  const counts = new Int32Array(BINS + 1);
  for (let i = 0; i < values.length; i += 1) counts[((values[i]! - low) * perUnit) | 0]! += 1;
  counts[BINS - 1]! += counts[BINS]!;
  return { low, high: low + width * BINS, counts: new Float32Array(counts.subarray(0, BINS)) };
}

/** mean |f'|, from the activations' spread where it can be. */
function meanDerivative(
  { activation, units }: LayerInfo,
  { pre }: LayerForward,
  { mean, std }: Spread,
  alphas: Float32Array | null,
): number {
  const saturation = SATURATING[activation];
  // Where all are saturated nothing may be left but rounding.
  if (saturation !== undefined) return Math.max(0, saturation.meanDerivative(mean, std * std));
  if (activation === 'softmax') return NaN;
  const size = pre.length;
  let sum = 0;
  if (activation === 'relu') for (let i = 0; i < size; i += 1) sum += pre[i]! > 0 ? 1 : pre[i]! <= 0 ? 0 : NaN;
  else {
    const { derivative } = ACTIVATIONS[activation];
    for (let i = 0; i < size; i += 1)
      sum += Math.abs(alphas === null ? derivative(pre[i]!) : derivative(pre[i]!, alphas[i % units]));
  }
  return sum / size;
}

/** |100 (old - new) / old| of elements with old ≠ 0; empty if there are none. */
function percents(initial: Float32Array, now: Float32Array, from: number, size: number): Float64Array {
  const values = new Float64Array(size);
  let count = 0;
  for (let i = from; i < from + size; i += 1) {
    if (initial[i] === 0) continue;
    values[count] = Math.abs((100 * (initial[i]! - now[i]!)) / initial[i]!);
    count += 1;
  }
  return values.subarray(0, count);
}

/** The largest, NaN if one is: it is larger than anything a person should not miss. */
function largest(values: Float64Array): number {
  let most = -Infinity;
  for (const value of values) {
    if (Number.isNaN(value)) return NaN;
    if (value > most) most = value;
  }
  return most;
}

const movedShare = (percents: Float64Array): number =>
  percents.filter((value) => !(value < 1)).length / percents.length;

/** Everything the probe event tells of the layers. */
export function probeStatistics(
  layout: NetworkLayout,
  initial: Float32Array,
  now: Float32Array,
  forward: readonly LayerForward[],
): ProbeEvent['layers'] {
  const kernels = kernelsOf(layout);
  const hidden = (index: number): boolean => index < layout.layers.length - 1;
  const alphasOf = (index: number): Float32Array | null => {
    const alpha = layout.parameters.find((p) => p.layer === index && p.kind === 'alpha');
    return alpha === undefined ? null : now.subarray(alpha.offset, alpha.offset + alpha.size);
  };
  const spreads = forward.map(spreadOf);
  return {
    saturated: forward.map((f, i) =>
      hidden(i) ? saturatedShare(layout.layers[i]!.activation, f.post, spreads[i]!.post.mean) : null,
    ),
    dead: forward.map((f, i) =>
      hidden(i) ? deadShare(layout.layers[i]!.activation, f.post, layout.layers[i]!.units) : null,
    ),
    preMean: spreads.map(({ pre }) => pre.mean),
    preStd: spreads.map(({ pre }) => pre.std),
    activationMean: spreads.map(({ post }) => post.mean),
    activationStd: spreads.map(({ post }) => post.std),
    meanDerivative: forward.map((f, i) => meanDerivative(layout.layers[i]!, f, spreads[i]!.post, alphasOf(i))),
    backwardGain: kernels.map((k) => Math.sqrt(k.shape[1] ?? 1) * rms(now, k.offset, k.size)),
    percentChange: kernels.map((k) => {
      const changes = percents(initial, now, k.offset, k.size);
      return changes.length === 0 ? null : medianOf(changes);
    }),
    histograms: spreads.map(({ histogram }) => histogram),
  };
}

/** The notebook's figures for every parameter, in layout order: the first layer's kernel comes first. */
export function weightChanges(
  layout: NetworkLayout,
  initial: Float32Array,
  now: Float32Array,
  learningRate: number,
): WeightChange[] {
  return layout.parameters.map(({ name, offset, size }) => {
    const changes = percents(initial, now, offset, size);
    const gradients = Float64Array.from({ length: size }, (_, i) =>
      Math.abs((initial[offset + i]! - now[offset + i]!) / learningRate),
    );
    return {
      name,
      medianPercent: changes.length === 0 ? null : medianOf(changes),
      maxPercent: changes.length === 0 ? null : largest(changes),
      movedShare: changes.length === 0 ? null : movedShare(changes),
      medianGradient: medianOf(gradients),
    };
  });
}
