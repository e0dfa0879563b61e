// Sampled events: decision boundary, kernels and probe, from forward passes on the current parameters.
import type { BoundaryEvent, ProbeEvent, WeightsEvent } from '../core/run/events.js';
import type { NetworkLayout } from '../core/network/layout.js';
import type { Dataset } from '../core/data/dataset.js';
import { planeOf, type DataPlane } from '../data/index.js';
import type { Batch, GradientEngine } from './engine.js';
import { jacobianValues } from './jacobian.js';
import { kernelsOf, probeStatistics } from './statistics.js';

/** Samples of the fixed probe set: the first of the training set. */
const PROBE_SAMPLES = 256;
const GRID = { columns: 48, rows: 24 } as const;
/** Maximum total number of kernel values in `weights`; the first layer's kernel is always included. */
const MOST_WEIGHTS = 8192;

/** Rows from the start of a data set as one batch, without a copy. */
export const firstRows = (dataset: Dataset, size: number): Batch => ({
  size: Math.min(size, dataset.samples),
  x: dataset.x,
  y: dataset.y,
});

export const probeBatch = (dataset: Dataset): Batch => firstRows(dataset, PROBE_SAMPLES);

export interface Network {
  readonly runId: string;
  readonly layout: NetworkLayout;
  readonly engine: GradientEngine;
  readonly dataset: Dataset;
  readonly initial: Float32Array;
  readonly parameters: Float32Array;
  readonly state: Float32Array;
  /** Whether a probe holds the singular values of the Jacobian; asked once for each probe. */
  readonly jacobian?: ((step: number) => boolean) | null;
}

export function probeEvent(network: Network, step: number): ProbeEvent {
  const { runId, layout, engine, dataset, initial, parameters, state } = network;
  const batch = probeBatch(dataset);
  const { layers } = engine.forward(parameters, state, batch, true);
  const throughTime = engine.throughTime?.(parameters, batch);
  const jacobian =
    network.jacobian?.(step) === true && layers !== undefined ? jacobianValues(layout, parameters, layers) : undefined;
  return {
    type: 'probe',
    runId,
    step,
    layers: probeStatistics(layout, initial, parameters, layers ?? []),
    ...(throughTime === undefined ? {} : { throughTime }),
    ...jacobian,
  };
}

export function weightsEvent({ runId, layout, parameters }: Network, step: number): WeightsEvent {
  let room = MOST_WEIGHTS;
  const kernels = kernelsOf(layout).filter((kernel) => kernel.layer === 0 || (room -= kernel.size) >= 0);
  return {
    type: 'weights',
    runId,
    step,
    parameters: kernels.map(({ name, layer, shape, offset, size }) => ({
      name,
      layer,
      shape,
      values: parameters.slice(offset, offset + size),
    })),
  };
}

/** The model's output on a grid over the plane of the points, their range plus a tenth; null for data without a plane. */
export function boundaryEvent(network: Network, step: number): BoundaryEvent | null {
  const { dataset, engine, parameters, state, runId } = network;
  const plane = planeOfData(dataset);
  if (plane === null) return null;
  const { place, xRange, yRange } = plane;
  const { columns, rows } = GRID;
  const size = columns * rows;
  const x = new Float32Array(size * dataset.features);
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1) {
      const across = xRange[0] + ((column + 0.5) / columns) * (xRange[1] - xRange[0]);
      const up = yRange[0] + ((row + 0.5) / rows) * (yRange[1] - yRange[0]);
      place(across, up, x, (row * columns + column) * dataset.features);
    }
  const { output } = engine.forward(parameters, state, { size, x, y: new Float32Array(size * dataset.outputs) }, false);
  const values = dataset.outputs === 1 ? output : largest(output, dataset.outputs);
  return { type: 'boundary', runId, step, xRange, yRange, columns, rows, values };
}

type Range = readonly [number, number];
interface RangedPlane extends Pick<DataPlane, 'place'> {
  readonly xRange: Range;
  readonly yRange: Range;
}
const planes = new WeakMap<Dataset, RangedPlane>();

/** Cached for each data set. */
function planeOfData(dataset: Dataset): RangedPlane | null {
  const known = planes.get(dataset);
  if (known !== undefined) return known;
  const plane = planeOf(dataset);
  if (plane === null) return null;
  const { place, points } = plane;
  const { x, features } = dataset;
  const [xRange, yRange] =
    features === 2 ? [rangeOf(x, 0, 2), rangeOf(x, 1, 2)] : [rangeOf(points.x, 0, 1), rangeOf(points.y, 0, 1)];
  const ranged = { place, xRange, yRange };
  planes.set(dataset, ranged);
  return ranged;
}

export const GRID_SIZE = GRID.columns * GRID.rows;

function largest(output: Float32Array, outputs: number): Float32Array {
  return Float32Array.from({ length: output.length / outputs }, (_, i) => {
    const row = output.subarray(i * outputs, (i + 1) * outputs);
    return row.indexOf(Math.max(...row));
  });
}

/** Range of every `stride`-th value from index `from` on, extended by a tenth on either side. */
function rangeOf(values: Float32Array, from: number, stride: number): Range {
  let low = Infinity;
  let high = -Infinity;
  for (let i = from; i < values.length; i += stride) {
    low = Math.min(low, values[i]!);
    high = Math.max(high, values[i]!);
  }
  const pad = 0.1 * (high - low || 1);
  return [low - pad, high + pad];
}
