// A plain trainer in float64 that shares no code with gradtop's engines: it decides whether a network that the bench makes up fails.
import type { Dataset } from '../../src/core/data/dataset.js';
import { mulberry32 } from './random.js';

export interface Plain {
  readonly widths: readonly number[];
  readonly activation: PlainActivation;
  readonly output: 'sigmoid' | 'softmax' | 'linear';
  /** Cross-entropy of the output's probabilities, or squared error. */
  readonly loss: 'crossEntropy' | 'squared';
  readonly initializer: 'glorotUniform' | 'heNormal' | 'randomNormal' | 'zeros';
  readonly std: number;
  readonly optimizer: 'sgd' | 'momentum' | 'adam';
  readonly learningRate: number;
  readonly batchSize: number;
  readonly epochs: number;
}

/** f of z, and f' of z and a = f(z). */
const FUNCTIONS = {
  linear: [(z: number) => z, () => 1],
  sigmoid: [(z: number) => 1 / (1 + Math.exp(-z)), (_: number, a: number) => a * (1 - a)],
  tanh: [Math.tanh, (_: number, a: number) => 1 - a * a],
  relu: [(z: number) => Math.max(0, z), (z: number) => (z > 0 ? 1 : 0)],
  elu: [(z: number) => (z > 0 ? z : Math.expm1(z)), (z: number, a: number) => (z > 0 ? 1 : a + 1)],
  exponential: [Math.exp, (_: number, a: number) => a],
} as const satisfies Record<string, readonly [(z: number) => number, (z: number, a: number) => number]>;
export type PlainActivation = keyof typeof FUNCTIONS;

interface Layer {
  readonly inputs: number;
  readonly units: number;
  readonly w: Float64Array;
  readonly b: Float64Array;
  readonly dw: Float64Array;
  readonly db: Float64Array;
  readonly z: Float64Array;
  readonly a: Float64Array;
  readonly d: Float64Array;
}

function createLayers(net: Plain, data: Dataset, random: () => number): Layer[] {
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const sizes = [data.features, ...net.widths, data.outputs];
  return sizes.slice(1).map((units, i) => {
    const inputs = sizes[i] ?? 0;
    const last = i === net.widths.length;
    const name = last && net.initializer === 'heNormal' ? 'glorotUniform' : net.initializer;
    const draw = {
      glorotUniform: () => Math.sqrt(6 / (inputs + units)) * (2 * random() - 1),
      heNormal: () => Math.sqrt(2 / inputs) * normal(),
      randomNormal: () => net.std * normal(),
      zeros: () => 0,
    }[name];
    const of = (size: number): Float64Array => new Float64Array(size);
    const w = Float64Array.from({ length: inputs * units }, draw);
    const [dw, b, db] = [of(w.length), of(units), of(units)];
    return { inputs, units, w, b, dw, db, z: of(units), a: of(units), d: of(units) };
  });
}

function forward(net: Plain, layers: readonly Layer[], x: ArrayLike<number>): Float64Array {
  let from = x;
  for (const [i, { inputs, units, w, b, z, a }] of layers.entries()) {
    const [f] = FUNCTIONS[i < layers.length - 1 ? net.activation : net.output === 'sigmoid' ? 'sigmoid' : 'linear'];
    for (let u = 0; u < units; u += 1) {
      let sum = b[u]!;
      for (let k = 0; k < inputs; k += 1) sum += from[k]! * w[k * units + u]!;
      z[u] = sum;
      a[u] = f(sum);
    }
    from = a;
  }
  const { z, a } = layers.at(-1)!;
  if (net.output === 'softmax') {
    const top = Math.max(...z);
    const total = z.reduce((sum, one) => sum + Math.exp(one - top), 0);
    a.set(z.map((one) => Math.exp(one - top) / total));
  }
  return a;
}

/** Adds the gradient of one sample. */
function backward(net: Plain, layers: readonly Layer[], x: ArrayLike<number>, y: ArrayLike<number>): void {
  const last = layers.at(-1)!;
  outputError(net, last, y);
  for (let i = layers.length - 1; i >= 0; i -= 1) {
    const { inputs, units, w, dw, db, d } = layers[i]!;
    const below = layers[i - 1];
    const from = below?.a ?? x;
    for (let u = 0; u < units; u += 1) db[u]! += d[u]!;
    for (let k = 0; k < inputs; k += 1) {
      let sum = 0;
      for (let u = 0; u < units; u += 1) {
        dw[k * units + u]! += d[u]! * from[k]!;
        sum += d[u]! * w[k * units + u]!;
      }
      if (below !== undefined) below.d[k] = sum * FUNCTIONS[net.activation][1](below.z[k]!, below.a[k]!);
    }
  }
}

/** Of one sample: cross-entropy in nats, or the mean of the squared errors over the units. */
function lossOf({ loss, output }: Plain, a: ArrayLike<number>, y: ArrayLike<number>): number {
  let sum = 0;
  for (let u = 0; u < a.length; u += 1) {
    const [p, t] = [a[u]!, y[u]!];
    if (loss === 'squared') sum += (p - t) ** 2 / a.length;
    else sum -= t * Math.log(p) + (output === 'sigmoid' ? (1 - t) * Math.log(1 - p) : 0);
  }
  return sum;
}

/** dL/dz of the output: p - y under cross-entropy of sigmoids, p sum(y) - y under that of a softmax. */
function outputError(net: Plain, { a, d, units }: Layer, y: ArrayLike<number>): void {
  const all = net.loss === 'crossEntropy' && net.output === 'softmax' ? Array.from(y).reduce((p, q) => p + q, 0) : 1;
  for (let u = 0; u < units; u += 1) d[u] = a[u]! * all - y[u]!;
  if (net.loss === 'crossEntropy') return;
  const g = d.map((one) => (2 * one) / units);
  const mean = net.output === 'softmax' ? g.reduce((sum, one, u) => sum + one * a[u]!, 0) : 0;
  for (let u = 0; u < units; u += 1) {
    const slope = net.output === 'linear' ? 1 : net.output === 'sigmoid' ? a[u]! * (1 - a[u]!) : a[u]!;
    d[u] = slope * (g[u]! - mean);
  }
}

/** Applies the sum of the gradients over `count` samples. */
function updater(net: Plain, layers: readonly Layer[]): (count: number) => void {
  const pairs = layers.flatMap(({ w, dw, b, db }) => [[w, dw] as const, [b, db] as const]);
  const slots = pairs.map(([w]) => [new Float64Array(w.length), new Float64Array(w.length)] as const);
  let t = 0;
  return (count) => {
    t += 1;
    for (const [p, [w, dw]] of pairs.entries()) {
      const [m, v] = slots[p]!;
      for (let i = 0; i < w.length; i += 1) {
        const g = dw[i]! / count;
        if (net.optimizer === 'sgd') w[i]! -= net.learningRate * g;
        else if (net.optimizer === 'momentum') {
          m[i] = 0.9 * m[i]! + g;
          w[i]! -= net.learningRate * m[i]!;
        } else {
          m[i] = 0.9 * m[i]! + 0.1 * g;
          v[i] = 0.999 * v[i]! + 0.001 * g * g;
          w[i]! -= (net.learningRate * (m[i]! / (1 - 0.9 ** t))) / (Math.sqrt(v[i]! / (1 - 0.999 ** t)) + 1e-7);
        }
      }
      dw.fill(0);
    }
  };
}

const rowsOf = ({ x, y, features, outputs }: Dataset) => ({
  rowX: (i: number): Float32Array => x.subarray(i * features, (i + 1) * features),
  rowY: (i: number): Float32Array => y.subarray(i * outputs, (i + 1) * outputs),
});

/** The initial network of a seed on the whole data: mean loss, and its gradient in the order of `parameters`. */
export function lossAndGradient(net: Plain, data: Dataset, seed: number) {
  const layers = createLayers(net, data, mulberry32(seed));
  const { rowX, rowY } = rowsOf(data);
  const rows = Array.from({ length: data.samples }, (_, i) => i);
  const loss = (): number =>
    rows.reduce((sum, i) => sum + lossOf(net, forward(net, layers, rowX(i)), rowY(i)), 0) / data.samples;
  for (const i of rows) {
    forward(net, layers, rowX(i));
    backward(net, layers, rowX(i), rowY(i));
  }
  return {
    parameters: layers.flatMap(({ w, b }) => [w, b]),
    gradient: layers.flatMap(({ dw, db }) => [dw, db].map((one) => one.map((sum) => sum / data.samples))),
    loss,
  };
}

/** Trains, and returns what is left of the task: 0 is perfect, 1 what the most frequent class or the mean achieves. */
export function taskError(net: Plain, data: Dataset, seed: number): number {
  const random = mulberry32(seed);
  const layers = createLayers(net, data, random);
  const update = updater(net, layers);
  const { rowX, rowY } = rowsOf(data);
  const order = Array.from({ length: data.samples }, (_, i) => i);
  for (let epoch = 0; epoch < net.epochs; epoch += 1) {
    for (let i = order.length - 1; i > 0; i -= 1) {
      const j = Math.floor(random() * (i + 1));
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    for (let begin = 0; begin < order.length; begin += net.batchSize) {
      const batch = order.slice(begin, begin + net.batchSize);
      for (const i of batch) {
        forward(net, layers, rowX(i));
        backward(net, layers, rowX(i), rowY(i));
      }
      update(batch.length);
    }
    if (!Number.isFinite(layers[0]?.w[0] ?? NaN)) return Infinity;
  }
  return remaining(data, (i) => forward(net, layers, rowX(i)));
}

function remaining(data: Dataset, answer: (i: number) => Float64Array): number {
  const { samples, outputs, y } = data;
  const counts = new Map<number, number>();
  let [wrong, squares, sum, sumSquares] = [0, 0, 0, 0];
  const classOf = (row: ArrayLike<number>): number =>
    outputs === 1 ? Number(row[0]! > 0.5) : Array.from(row).indexOf(Math.max(...Array.from(row)));
  for (let i = 0; i < samples; i += 1) {
    const [a, row] = [answer(i), y.subarray(i * outputs, (i + 1) * outputs)];
    const label = classOf(row);
    counts.set(label, (counts.get(label) ?? 0) + 1);
    if (classOf(a) !== label || !Number.isFinite(a[0])) wrong += 1;
    squares += (a[0]! - row[0]!) ** 2;
    sum += row[0]!;
    sumSquares += row[0]! ** 2;
  }
  if (data.classes === 0) {
    const error = squares / (sumSquares - sum ** 2 / samples);
    return Number.isNaN(error) ? Infinity : error;
  }
  return wrong / (samples - Math.max(...counts.values()));
}
