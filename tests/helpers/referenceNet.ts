// The network in plain float64, written for clarity, as the reference for both engines. Gradients by finite differences.
import type { LossName, OutputActivationName } from '../../src/core/config/names.js';
import type { NetworkLayout } from '../../src/core/network/layout.js';
import { activate, add, RECURRENCES, type Get } from './referenceCells.js';
import { affineOf } from './referenceConv.js';
import { lossOf, outputOf, says, type Matrix } from './referenceLoss.js';

/** Keras' epsilon. */
const EPSILON = 1e-3;

export interface ReferenceSpec {
  readonly layout: NetworkLayout;
  readonly outputActivation: OutputActivationName;
  readonly loss: LossName;
  /** 1 for dense nets; of convolutions the pixels. */
  readonly timesteps?: number;
}

export interface ReferenceBatch {
  readonly size: number;
  /** Row-major [size, timesteps, features]. */
  readonly x: ArrayLike<number>;
  /** Row-major [size, outputs]. */
  readonly y: ArrayLike<number>;
}

export interface ReferenceForward {
  readonly logits: Matrix;
  readonly output: Matrix;
  readonly loss: number;
  /** Number of rows whose largest output (or side of 0.5) matches the target. */
  readonly correct: number;
  /** Input and output of f, before later normalization and skip; recurrent layers: of the last time step. Output layer: logits, output. */
  readonly layers: readonly { readonly pre: Matrix; readonly post: Matrix }[];
  /** Batch mean then biased variance of each normalised layer, in layout order. */
  readonly batchState: readonly number[];
}

interface Options {
  /** Moving statistics: evaluation mode. Absent: batch statistics. */
  readonly state?: ArrayLike<number>;
  /** Added to the state of the last recurrent layer after time step t: [timesteps][size][units]. */
  readonly stateOffsets?: readonly Matrix[];
}

/** Loss, outputs and inner values of a batch at `parameters`. */
export function referenceForward(
  { layout, outputActivation, loss, timesteps = 1 }: ReferenceSpec,
  parameters: ArrayLike<number>,
  batch: ReferenceBatch,
  options: Options = {},
): ReferenceForward {
  const features = layout.layers[0]!.inputs;
  const y = matrix(batch.y, batch.size, layout.layers.at(-1)!.units);
  const steps = matrix(batch.x, batch.size, timesteps * features);
  let sequence: Matrix[] = Array.from({ length: timesteps }, (_, t) =>
    steps.map((row) => row.slice(t * features, (t + 1) * features)),
  );
  const layers: { pre: Matrix; post: Matrix }[] = [];
  const outs: Matrix[] = [];
  const batchState: number[] = [];
  let stateAt = 0;

  layout.layers.forEach((layer, index) => {
    const offsets = new Map(layout.parameters.filter((p) => p.layer === index).map((p) => [p.kind, p]));
    const get: Get = (kind, i, j) => {
      const { offset, shape } = offsets.get(kind)!;
      return parameters[offset + (j === undefined ? i : i * shape.at(-1)! + j)]!;
    };
    const isOutput = index === layout.layers.length - 1;
    if (layer.kind !== 'dense' && layer.kind !== 'conv') {
      const shifts = index === layout.layers.length - 2 ? options.stateOffsets : undefined;
      const passed = RECURRENCES[layer.kind](layer, sequence, get, shifts);
      layers.push({ pre: passed.pre, post: passed.post });
      sequence = passed.states;
      outs.push(sequence.at(-1)!);
      return;
    }
    const normalise = (a: Matrix): Matrix => {
      const statistics = options.state === undefined ? moments(a) : moving(options.state, stateAt, layer.units);
      stateAt += 2 * layer.units;
      batchState.push(...statistics.mean, ...statistics.variance);
      return normalised(a, statistics, get);
    };
    const z = affineOf(layout, index, outs[index - 1] ?? sequence, get);
    const pre = layer.batchNorm === 'before' ? normalise(z) : z;
    const post = isOutput ? outputOf(outputActivation, pre) : activate(layer, pre, get);
    layers.push({ pre, post });
    const settled = layer.batchNorm === 'after' ? normalise(post) : post;
    outs.push(layer.skipFrom === null ? settled : add(settled, outs[layer.skipFrom]!));
  });

  const { pre: logits, post: output } = layers.at(-1)!;
  return {
    logits,
    output,
    loss: lossOf(loss, outputActivation, logits, output, y),
    correct: output.filter((row, i) => says(row) === says(y[i]!)).length,
    layers,
    batchState,
  };
}

interface Statistics {
  readonly mean: readonly number[];
  readonly variance: readonly number[];
}

/** gamma (a - mean) / sqrt(variance + epsilon) + beta. */
const normalised = (a: Matrix, { mean, variance }: Statistics, get: Get): Matrix =>
  a.map((row) =>
    row.map((value, j) => (get('gamma', j) * (value - mean[j]!)) / Math.sqrt(variance[j]! + EPSILON) + get('beta', j)),
  );

function moments(a: Matrix): Statistics {
  const mean = a[0]!.map((_, j) => a.reduce((sum, row) => sum + row[j]!, 0) / a.length);
  const variance = mean.map((m, j) => a.reduce((sum, row) => sum + (row[j]! - m) ** 2, 0) / a.length);
  return { mean, variance };
}

function moving(state: ArrayLike<number>, at: number, units: number): Statistics {
  const read = (from: number): number[] => Array.from({ length: units }, (_, j) => state[from + j]!);
  return { mean: read(at), variance: read(at + units) };
}

const matrix = (flat: ArrayLike<number>, rows: number, columns: number): Matrix =>
  Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => flat[i * columns + j]!));

/** d mean loss / d parameter in training mode, by central differences. Accurate to about 1e-9 unless the step crosses a kink. */
export function referenceGradient(
  spec: ReferenceSpec,
  parameters: ArrayLike<number>,
  batch: ReferenceBatch,
): Float64Array {
  const at = Float64Array.from(parameters);
  return at.map((value, i) => {
    const lossAt = (shifted: number): number => {
      at[i] = shifted;
      const { loss } = referenceForward(spec, at, batch);
      at[i] = value;
      return loss;
    };
    const h = 1e-5 * Math.max(1, Math.abs(value));
    return (lossAt(value + h) - lossAt(value - h)) / (2 * h);
  });
}

/** RMS over batch and units of d loss / d state after each time step of the last recurrent layer. */
export function referenceThroughTime(
  spec: ReferenceSpec,
  parameters: ArrayLike<number>,
  batch: ReferenceBatch,
): Float64Array {
  const { timesteps = 1, layout } = spec;
  const { units } = layout.layers.at(-2)!;
  const zeros = Array.from({ length: timesteps }, () =>
    matrix(new Float64Array(batch.size * units), batch.size, units),
  );
  const lossAt = (): number => referenceForward(spec, parameters, batch, { stateOffsets: zeros }).loss;
  const h = 1e-5;
  return Float64Array.from(zeros, (step) => {
    let squares = 0;
    for (const row of step)
      for (let j = 0; j < units; j += 1) {
        row[j] = h;
        const above = lossAt();
        row[j] = -h;
        const below = lossAt();
        row[j] = 0;
        squares += ((above - below) / (2 * h)) ** 2;
      }
    return Math.sqrt(squares / (batch.size * units));
  });
}
