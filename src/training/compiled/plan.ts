// The memory plan of the engine: byte addresses of parameters, gradients and layer buffers. Pure.
import { CELLS, isConv, isGated, isRecurrent } from '../../core/config/cells.js';
import type { LayerInfo, NetworkLayout, ParameterKind } from '../../core/network/layout.js';
import type { EngineRequest } from '../engine.js';
import { Allotment } from '../simd/allotment.js';
import { FLOAT_BYTES, ROW_BYTES, TILE, tilesOf } from '../simd/tile.js';

export interface LayerPlan {
  readonly layer: LayerInfo;
  /** Time steps or pixels whose values the buffers hold: one after the other, each [tiles][units][8]. */
  readonly steps: number;
  /** Of a convolution. */
  readonly image: { readonly height: number; readonly width: number } | null;
  /** The mean of each channel of the convolution below, and then d loss / d mean, [tiles][inputs][8]; null if there is none. */
  readonly pooled: number | null;
  /** Columns of the kernel for each unit. */
  readonly gates: number;
  readonly gated: GatedPlan | null;
  /** Addresses of a parameter and of its gradient. */
  readonly parameter: (kind: ParameterKind) => number;
  readonly gradient: (kind: ParameterKind) => number;
  /** x W + b; input of f; output of f; output of the layer. Two are equal if no operation lies between them. */
  readonly affine: number;
  readonly pre: number;
  readonly post: number;
  readonly out: number;
  /** d loss / d out, turned in place into d loss / d affine. Every third layer uses the same buffer. */
  readonly d: number;
  readonly norm: NormPlan | null;
  /** Factors of dropout, [steps][tiles][units][8]; null without dropout. */
  readonly mask: number | null;
  /** Leaky ReLU with another slope runs as PReLU: the slope of each unit, and room for their gradient, which is not used. */
  readonly slopes: { readonly alpha: number; readonly unused: number } | null;
  /** Whether a skip connection begins at `out`. */
  readonly branches: boolean;
}

/** Buffers of LSTM and GRU: [steps][tiles][gates units][8], and where it says so [steps][tiles][units][8]. */
export interface GatedPlan {
  readonly gates: number;
  /** GRU: h U + b'. */
  readonly back: number;
  /** The gates and the candidate after their activation. */
  readonly active: number;
  /** d loss / d inputs of the gates: on the way to the layer's input, and to the state before (LSTM: the same). */
  readonly dInput: number;
  readonly dBack: number;
  /** Of units. LSTM: f of the cell state. GRU: the state before minus the candidate. */
  readonly inner: number;
  /** [tiles][units][8]: d loss / d cell state; the state before the first step, 0. */
  readonly carry: number;
  readonly zero: number;
  /** [units][8]: intermediate values; -1. */
  readonly scratch: number;
  readonly minus: number;
}

export interface NormPlan {
  /** The normalised values, [tiles][units][8]. */
  readonly normal: number;
  /** [units] each. */
  readonly mean: number;
  readonly variance: number;
  /** Four tables [units] that the kernels read. */
  readonly table: number;
  /** Index of the mean in the vector of moving statistics; the variance follows. */
  readonly stateAt: number;
}

export interface MemoryPlan {
  readonly bytes: number;
  readonly parameters: number;
  readonly gradients: number;
  /** Inputs: [timesteps][tiles][features][8]. */
  readonly x: number;
  /** Lane masks: all 8 lanes of a tile; the lanes of the last tile that hold a sample. */
  readonly fullMask: number;
  readonly lastMask: number;
  readonly layers: readonly LayerPlan[];
}

/** Three buffers in rotation: a gradient is needed by the layer, the previous layer, and a skip over two. */
export const GRADIENT_BUFFERS = 3;

/** Room for batches of up to `rows` samples. */
export function planMemory({ layout, features, timesteps, config }: EngineRequest, rows: number): MemoryPlan {
  const tiles = tilesOf(rows);
  const place = new Allotment();
  const reserve = (bytes: number): number => place.reserve(bytes);
  const fullMask = reserve(TILE * FLOAT_BYTES);
  const lastMask = reserve(TILE * FLOAT_BYTES);
  const parameters = reserve(layout.parameterCount * FLOAT_BYTES);
  const gradients = reserve(layout.parameterCount * FLOAT_BYTES);
  const x = reserve(timesteps * tiles * features * ROW_BYTES);
  const stepsOf = ({ kind }: LayerInfo): number => (isRecurrent(kind) || isConv(kind) ? timesteps : 1);
  const bufferBytes = (layer: LayerInfo): number => stepsOf(layer) * tiles * layer.units * ROW_BYTES;
  const largest = Math.max(...layout.layers.map(bufferBytes));
  const turns = Array.from({ length: GRADIENT_BUFFERS }, () => reserve(largest));
  let stateAt = 0;

  const layers = layout.layers.map((layer, index): LayerPlan => {
    const buffer = (): number => reserve(bufferBytes(layer));
    const unitTable = (): number => reserve(layer.units * FLOAT_BYTES);
    const offset = (kind: ParameterKind): number => {
      const found = layout.parameters.find((p) => p.layer === index && p.kind === kind);
      return found === undefined ? -1 : found.offset * FLOAT_BYTES;
    };
    const offsets = Object.fromEntries(KINDS.map((kind) => [kind, offset(kind)])) as Record<ParameterKind, number>;
    const isOutput = index === layout.layers.length - 1;
    const { gates } = CELLS[layer.kind];
    const affine = reserve(gates * bufferBytes(layer));
    const gated = isGated(layer.kind) ? gatedPlan(layer, { bytes: bufferBytes(layer), tiles, reserve }) : null;
    const dropped = config.dropout > 0 && !isRecurrent(layer.kind) && !isOutput;
    const pre = layer.batchNorm === 'before' || gated !== null ? buffer() : affine;
    const post = isOutput || (layer.activation === 'linear' && gated === null) ? pre : buffer();
    const norm = layer.batchNorm === 'none' ? null : normPlan(layer.units, buffer, reserve, stateAt);
    if (norm !== null) stateAt += 2 * layer.units;
    return {
      layer,
      steps: stepsOf(layer),
      image: layer.image ?? null,
      pooled: poolsBelow(layout, index) ? reserve(tiles * layer.inputs * ROW_BYTES) : null,
      gates,
      gated,
      parameter: (kind) => parameters + offsets[kind],
      gradient: (kind) => gradients + offsets[kind],
      affine,
      pre,
      post,
      out: layer.batchNorm === 'after' || layer.skipFrom !== null || dropped ? buffer() : post,
      d: turns[index % GRADIENT_BUFFERS]!,
      norm,
      mask: dropped ? buffer() : null,
      slopes: layer.slope === undefined ? null : { alpha: unitTable(), unused: unitTable() },
      branches: layout.layers.some(({ skipFrom }) => skipFrom === index),
    };
  });
  return { bytes: place.bytes, parameters, gradients, x, fullMask, lastMask, layers };
}

/** Whether the layer reads the means of a convolution. */
export const poolsBelow = ({ layers }: NetworkLayout, index: number): boolean =>
  layers[index]?.image === undefined && layers[index - 1]?.image !== undefined;

const KINDS: readonly ParameterKind[] = ['kernel', 'recurrentKernel', 'bias', 'gamma', 'beta', 'alpha'];

interface Room {
  /** Of the layer's state at all time steps. */
  readonly bytes: number;
  readonly tiles: number;
  readonly reserve: (bytes: number) => number;
}

function gatedPlan({ kind, units }: LayerInfo, { bytes, tiles, reserve }: Room): GatedPlan {
  const { gates } = CELLS[kind];
  const two = kind === 'gru';
  const dInput = reserve(gates * bytes);
  const rows = units * ROW_BYTES;
  return {
    gates,
    back: two ? reserve(gates * bytes) : 0,
    active: reserve(gates * bytes),
    dInput,
    dBack: two ? reserve(gates * bytes) : dInput,
    inner: reserve(bytes),
    carry: reserve(tiles * rows),
    zero: reserve(tiles * rows),
    scratch: reserve(rows),
    minus: reserve(rows),
  };
}

function normPlan(units: number, buffer: () => number, reserve: (size: number) => number, stateAt: number): NormPlan {
  const table = (count: number): number => reserve(count * units * FLOAT_BYTES);
  return { normal: buffer(), mean: table(1), variance: table(1), table: table(4), stateAt };
}
