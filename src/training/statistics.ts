// Per-layer statistics of probes and of the end of a run: plain reductions over arrays. Definitions: docs/run-log.md.
import { ACTIVATIONS } from '../core/config/activations.js';
import { fansOf, type LayerInfo, type NetworkLayout, type ParameterInfo } from '../core/network/layout.js';
import type { ProbeEvent, WeightChange } from '../core/run/events.js';
import type { LayerForward } from './engine.js';
import { layerFigures, type LayerFigures, type Reach } from './layerFigures.js';
import { medianNaNLast } from '../core/median.js';

/** sqrt(mean(v²)) over values[from, from + size). NaN and infinities propagate. */
export function rms(values: Float32Array, from = 0, size = values.length): number {
  let sum = 0;
  for (let i = from; i < from + size; i += 1) sum += values[i]! * values[i]!;
  return Math.sqrt(sum / size);
}

export const kernelsOf = (layout: NetworkLayout): readonly ParameterInfo[] =>
  layout.parameters.filter((parameter) => parameter.kind === 'kernel');

/** Inside this range the derivative is above 6 % of its maximum. */
interface Saturation extends Reach {
  /** mean f' is a polynomial of the mean and variance of the activations. */
  readonly meanDerivative: (mean: number, variance: number) => number;
}

const SATURATING: Readonly<Partial<Record<string, Saturation>>> = {
  // f' = 1 - a²
  tanh: { middle: 0, reach: 0.97, meanDerivative: (mean, variance) => 1 - mean * mean - variance },
  // f' = a (1 - a)
  sigmoid: { middle: 0.5, reach: 0.485, meanDerivative: (mean, variance) => mean * (1 - mean) - variance },
};

/** For functions that do not saturate. */
const EVERYWHERE: Reach = { middle: 0, reach: Infinity };

/** Share of units that are 0 on every row; null for a function without a dead zone. A unit with a NaN is not dead. */
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

/** mean |f'|, derived from the layer's statistics if possible; null for softmax, whose derivative is a matrix. */
function meanDerivative(
  { activation, units }: LayerInfo,
  pre: Float32Array,
  { positive, post: { mean, std } }: LayerFigures,
  alphas: Float32Array | null,
): number | null {
  const saturation = SATURATING[activation];
  // If all units are saturated, only rounding error remains.
  if (saturation !== undefined) return Math.max(0, saturation.meanDerivative(mean, std * std));
  if (activation === 'softmax') return null;
  if (activation === 'relu') return positive;
  const { derivative } = ACTIVATIONS[activation];
  const size = pre.length;
  let sum = 0;
  for (let i = 0; i < size; i += 1)
    sum += Math.abs(alphas === null ? derivative(pre[i]!) : derivative(pre[i]!, alphas[i % units]));
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

/** The largest value; NaN if any value is NaN. */
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

/** The layer statistics of a probe event. */
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
  const figures = forward.map((f, i) => layerFigures(f, SATURATING[layout.layers[i]!.activation] ?? EVERYWHERE));
  return {
    saturated: figures.map(({ outside }, i) =>
      hidden(i) && layout.layers[i]!.activation in SATURATING ? outside : null,
    ),
    dead: forward.map((f, i) =>
      hidden(i) ? deadShare(layout.layers[i]!.activation, f.post, layout.layers[i]!.units) : null,
    ),
    preMean: figures.map(({ pre }) => pre.mean),
    preStd: figures.map(({ pre }) => pre.std),
    activationMean: figures.map(({ post }) => post.mean),
    activationStd: figures.map(({ post }) => post.std),
    meanDerivative: forward.map(({ pre }, i) => meanDerivative(layout.layers[i]!, pre, figures[i]!, alphasOf(i))),
    backwardGain: kernels.map((k) => Math.sqrt(fansOf(k.shape).fanOut) * rms(now, k.offset, k.size)),
    percentChange: kernels.map((k) => {
      const changes = percents(initial, now, k.offset, k.size);
      return changes.length === 0 ? null : medianNaNLast(changes);
    }),
    histograms: figures.map(({ histogram }) => histogram),
  };
}

/** Weight changes of every parameter, in layout order. */
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
      medianPercent: changes.length === 0 ? null : medianNaNLast(changes),
      maxPercent: changes.length === 0 ? null : largest(changes),
      movedShare: changes.length === 0 ? null : movedShare(changes),
      medianGradient: medianNaNLast(gradients),
    };
  });
}
