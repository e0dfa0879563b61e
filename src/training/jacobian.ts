// Singular values of two Jacobians (Saxe et al. 2014, Pennington et al. 2017): how a chain of layers stretches each direction of a small
// change, and of a gradient on its way back. One chain leads from the first hidden layer to the last one, where layers of one width keep all
// directions. The other one leads from the inputs to the logits, so it has as many directions as the data or the outputs, whichever are
// fewer; the activation of the outputs is left out, because it saturates as the task is solved.
import { ACTIVATIONS, type ActivationName } from '../core/config/activations.js';
import type { LayerInfo, NetworkLayout } from '../core/network/layout.js';
import type { LayerForward } from './engine.js';
import { singularValues } from './singularValues.js';

/** Layers wider than this would cost more than a step. */
export const WIDEST = 64;
/** Samples of the probe set, and the most nanoseconds for them. */
const SAMPLES = 8;
const MOST_NS = 2.5e7;
/** Nanoseconds of a multiplication, and of singular values by the cube of their number, measured on a machine of 2026. */
const NS = { product: 1.1, value: 60 } as const;

/** Why a network has no such figures; null: it has. */
export function noJacobian({ layers }: NetworkLayout): string | null {
  const hidden = layers.slice(0, -1);
  if (hidden.some(({ kind }) => kind !== 'dense')) return 'needs dense layers';
  if (hidden.some(({ batchNorm }) => batchNorm !== 'none')) return 'batch normalization mixes the samples';
  if (hidden.length < 2) return 'needs two hidden layers or more';
  return hidden.some(({ units }) => units > WIDEST) ? `needs layers of at most ${WIDEST} units` : null;
}

/** A chain of layers, by index: the change of what comes out of the last one with what goes into the first one. */
interface Chain {
  readonly first: number;
  readonly last: number;
}

const hiddenChain = ({ layers }: NetworkLayout): Chain => ({ first: 1, last: layers.length - 2 });

/** Null for data or outputs of more than `WIDEST` values. */
const wholeChain = ({ layers }: NetworkLayout): Chain | null =>
  layers[0]!.inputs > WIDEST || layers.at(-1)!.units > WIDEST ? null : { first: 0, last: layers.length - 1 };

function chainNs({ layers }: NetworkLayout, chain: Chain | null): number {
  if (chain === null) return 0;
  const [columns, rows] = [layers[chain.first]!.inputs, layers[chain.last]!.units];
  const products = layers
    .slice(chain.first, chain.last + 1)
    .reduce((sum, { inputs, units }) => sum + inputs * units * columns, 0);
  return NS.product * products + NS.value * Math.max(rows, columns) * Math.min(rows, columns) ** 2;
}

const sampleNs = (layout: NetworkLayout): number =>
  chainNs(layout, hiddenChain(layout)) + chainNs(layout, wholeChain(layout));

const samplesOf = (layout: NetworkLayout, rows: number): number =>
  Math.max(1, Math.min(rows, SAMPLES, Math.floor(MOST_NS / sampleNs(layout))));

/** Estimate of the cost of a measurement, in nanoseconds. */
export const jacobianNs = (layout: NetworkLayout, rows: number): number => samplesOf(layout, rows) * sampleNs(layout);

export interface JacobianValues {
  /** From the first hidden layer to the last one. */
  readonly singularValues: number[];
  /** From the inputs to the logits; absent if there are more than `WIDEST` of either. */
  readonly outputSingularValues?: number[];
}

/**
 * By rank, the RMS over the samples; descending. A geometric mean would be 0 as soon as one sample passes nothing on, as happens often with
 * ReLU. `forward`: of the probe set.
 */
export function jacobianValues(
  layout: NetworkLayout,
  parameters: Float32Array,
  forward: readonly LayerForward[],
): JacobianValues {
  const rows = forward[0]!.pre.length / layout.layers[0]!.units;
  const values = (chain: Chain): number[] => {
    const samples = samplesOf(layout, rows);
    const [height, width] = [layout.layers[chain.last]!.units, layout.layers[chain.first]!.inputs];
    const squares = new Float64Array(Math.min(height, width));
    for (let sample = 0; sample < samples; sample += 1) {
      const matrix = jacobianAt({ layout, parameters, forward, sample }, chain);
      singularValues(matrix, height, width).forEach((value, k) => {
        squares[k] = squares[k]! + value ** 2 / samples;
      });
    }
    return Array.from(squares, Math.sqrt);
  };
  const whole = wholeChain(layout);
  return {
    singularValues: values(hiddenChain(layout)),
    ...(whole === null ? {} : { outputSingularValues: values(whole) }),
  };
}

interface Point {
  readonly layout: NetworkLayout;
  readonly parameters: Float32Array;
  readonly forward: readonly LayerForward[];
  readonly sample: number;
}

/** J = f'(z_l) W_l^T J_(l-1), and J of the layer from which a skip begins. Row-major [units of the last layer, inputs of the first one]. */
function jacobianAt({ layout, parameters, forward, sample }: Point, { first, last }: Chain): Float64Array {
  const columns = layout.layers[first]!.inputs;
  const passed = new Map([[first - 1, identity(columns)]]);
  for (let index = first; index <= last; index += 1) {
    const layer = layout.layers[index]!;
    const kernel = layout.parameters.find((p) => p.layer === index && p.kind === 'kernel')!;
    const weights = parameters.subarray(kernel.offset, kernel.offset + kernel.size);
    const next = product(weights, passed.get(index - 1)!, layer, columns);
    if (index < layout.layers.length - 1) {
      const slopes = slopesOf(layout, parameters, { index, pre: forward[index]!.pre, sample });
      for (let k = 0; k < next.length; k += 1) next[k] = next[k]! * slopes[Math.floor(k / columns)]!;
    }
    const skip = layer.skipFrom === null ? undefined : passed.get(layer.skipFrom);
    if (skip !== undefined) for (let k = 0; k < next.length; k += 1) next[k] = next[k]! + skip[k]!;
    passed.set(index, next);
  }
  return passed.get(last)!;
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
