// Singular values of the Jacobian of the last hidden layer with respect to the first one (Saxe et al. 2014, Pennington et al. 2017): how
// the hidden layers stretch each direction of a small change, and of a gradient on its way back.
import { ACTIVATIONS, type ActivationName } from '../core/config/activations.js';
import type { LayerInfo, NetworkLayout } from '../core/network/layout.js';
import type { LayerForward } from './engine.js';
import { singularValues } from './singularValues.js';

/** Layers wider than this would cost more than a step. */
export const WIDEST = 64;
/** Samples of the probe set, and the most nanoseconds for them. */
const SAMPLES = 8;
const MOST_NS = 4e7;
/** Nanoseconds of a multiplication, and of singular values by the cube of their number, measured on a machine of 2026. */
const NS = { product: 1.1, value: 150 } as const;

/** Why a network has no such figures; null: it has. */
export function noJacobian({ layers }: NetworkLayout): string | null {
  const hidden = layers.slice(0, -1);
  if (hidden.some(({ kind }) => kind !== 'dense')) return 'dense layers only';
  if (hidden.some(({ batchNorm }) => batchNorm !== 'none')) return 'batch normalization mixes the samples';
  if (hidden.length < 2) return 'two hidden layers or more';
  return hidden.some(({ units }) => units > WIDEST) ? `layers of up to ${WIDEST} units` : null;
}

function sampleNs({ layers }: NetworkLayout): number {
  const hidden = layers.slice(0, -1);
  const first = hidden[0]!.units;
  const products = hidden.slice(1).reduce((sum, { inputs, units }) => sum + inputs * units * first, 0);
  return (
    NS.product * products +
    NS.value * Math.max(first, hidden.at(-1)!.units) * Math.min(first, hidden.at(-1)!.units) ** 2
  );
}

const samplesOf = (layout: NetworkLayout, rows: number): number =>
  Math.max(1, Math.min(rows, SAMPLES, Math.floor(MOST_NS / sampleNs(layout))));

/** Estimate of the cost of a measurement, in nanoseconds. */
export const jacobianNs = (layout: NetworkLayout, rows: number): number => samplesOf(layout, rows) * sampleNs(layout);

/** By rank, the geometric mean over the samples; 0 where a sample has 0. Descending. `forward`: of the probe set. */
export function jacobianValues(
  layout: NetworkLayout,
  parameters: Float32Array,
  forward: readonly LayerForward[],
): number[] {
  const hidden = layout.layers.slice(0, -1);
  const rows = forward[0]!.pre.length / hidden[0]!.units;
  const samples = samplesOf(layout, rows);
  let logs: Float64Array | null = null;
  for (let sample = 0; sample < samples; sample += 1) {
    const { matrix, units } = jacobianAt(layout, parameters, forward, sample);
    const values = singularValues(matrix, units, hidden[0]!.units);
    logs ??= new Float64Array(values.length);
    for (let k = 0; k < values.length; k += 1) logs[k] = logs[k]! + Math.log(values[k]!) / samples;
  }
  return Array.from(logs ?? [], (value) => Math.exp(value));
}

interface Jacobian {
  /** Row-major [units, units of the first layer]. */
  readonly matrix: Float64Array;
  readonly units: number;
}

/** J_1 = 1; J_l = f'(z_l) W_l^T J_(l-1), and J of the layer from which a skip begins. */
function jacobianAt(
  layout: NetworkLayout,
  parameters: Float32Array,
  forward: readonly LayerForward[],
  sample: number,
): Jacobian {
  const hidden = layout.layers.slice(0, -1);
  const first = hidden[0]!.units;
  const passed: Float64Array[] = [identity(first)];
  hidden.slice(1).forEach((layer, i) => {
    const slopes = slopesOf(layout, parameters, { index: i + 1, pre: forward[i + 1]!.pre, sample });
    const kernel = layout.parameters.find((p) => p.layer === i + 1 && p.kind === 'kernel')!;
    const next = product(parameters.subarray(kernel.offset, kernel.offset + kernel.size), passed[i]!, layer, first);
    for (let j = 0; j < layer.units; j += 1)
      for (let k = 0; k < first; k += 1) next[j * first + k] = next[j * first + k]! * slopes[j]!;
    const skip = layer.skipFrom === null ? undefined : passed[layer.skipFrom];
    if (skip !== undefined) for (let k = 0; k < next.length; k += 1) next[k] = next[k]! + skip[k]!;
    passed.push(next);
  });
  return { matrix: passed.at(-1)!, units: hidden.at(-1)!.units };
}

/** f' of each unit of a layer at one sample. */
function slopesOf(
  { layers, parameters: infos }: NetworkLayout,
  parameters: Float32Array,
  { index, pre, sample }: { readonly index: number; readonly pre: Float32Array; readonly sample: number },
): Float64Array {
  const { units, activation, slope } = layers[index]!;
  const { derivative } = ACTIVATIONS[activation as ActivationName];
  const alpha = infos.find((p) => p.layer === index && p.kind === 'alpha');
  return Float64Array.from({ length: units }, (_, j) =>
    derivative(pre[sample * units + j]!, alpha === undefined ? slope : parameters[alpha.offset + j]),
  );
}

/** W^T J, with W [inputs, units] and J [inputs, columns]. */
function product(w: Float32Array, from: Float64Array, { inputs, units }: LayerInfo, columns: number): Float64Array {
  const to = new Float64Array(units * columns);
  for (let i = 0; i < inputs; i += 1)
    for (let j = 0; j < units; j += 1) {
      const weight = w[i * units + j]!;
      for (let k = 0; k < columns; k += 1) to[j * columns + k] = to[j * columns + k]! + weight * from[i * columns + k]!;
    }
  return to;
}

function identity(size: number): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1) matrix[i * size + i] = 1;
  return matrix;
}
