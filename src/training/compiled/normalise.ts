// Batch normalization of one layer (Ioffe & Szegedy 2015): per-unit values here, per-sample work in the kernels.
import type { LayerPlan, MemoryPlan, NormPlan } from './plan.js';
import type { Machine } from './machine.js';
import { chunksOf } from './machine.js';
import { FLOAT_BYTES, ROW_BYTES, TILE } from '../simd/tile.js';

/** Keras' epsilon. */
const EPSILON = 1e-3;

/**
 * gamma (z - mean) / sqrt(variance + eps) + beta of the affine values or of the activations, by the batch's statistics or
 * by the moving ones in `state`.
 */
export function normaliseForward(
  machine: Machine,
  plan: MemoryPlan,
  l: LayerPlan & { readonly norm: NormPlan },
  n: number,
  state: Float32Array | null,
): void {
  const { kernels, floats } = machine;
  const tiles = l.steps * machine.tiles;
  // Each pixel ends with a tile that may have spare lanes.
  const places = n % TILE === 0 ? 1 : l.steps;
  const together = tiles / places;
  const values = n * l.steps;
  const { norm, parameter } = l;
  const { units, batchNorm } = l.layer;
  const from = batchNorm === 'before' ? l.affine : l.post;
  const to = batchNorm === 'before' ? l.pre : l.out;
  const mean = norm.mean / FLOAT_BYTES;
  const variance = norm.variance / FLOAT_BYTES;
  if (state === null) {
    const sums = (kernel: 'unitTotals' | 'unitSquares', out: number): void => {
      for (let place = 0; place < places; place += 1)
        for (const { first, count, accumulate } of chunksOf(together)) {
          const mask = first + count === together ? plan.lastMask : plan.fullMask;
          const at = from + (place * together + first) * units * ROW_BYTES;
          kernels[kernel](out, at, norm.mean, mask, count, units, place === 0 ? accumulate : 1);
        }
    };
    // unitTotals ignores the mean; unitSquares subtracts it first.
    sums('unitTotals', norm.mean);
    for (let j = 0; j < units; j += 1) floats[mean + j] = floats[mean + j]! / values;
    sums('unitSquares', norm.variance);
    for (let j = 0; j < units; j += 1) floats[variance + j] = floats[variance + j]! / values;
  } else {
    for (let j = 0; j < units; j += 1) {
      floats[mean + j] = state[norm.stateAt + j]!;
      floats[variance + j] = state[norm.stateAt + units + j]!;
    }
  }
  const table = norm.table / FLOAT_BYTES;
  const gamma = parameter('gamma') / FLOAT_BYTES;
  const beta = parameter('beta') / FLOAT_BYTES;
  for (let j = 0; j < units; j += 1) {
    floats[table + j] = floats[mean + j]!;
    floats[table + units + j] = 1 / Math.sqrt(floats[variance + j]! + EPSILON);
    floats[table + 2 * units + j] = floats[gamma + j]!;
    floats[table + 3 * units + j] = floats[beta + j]!;
  }
  kernels.normalise(to, norm.normal, from, norm.table, tiles, units);
}

/** d := gamma / sd × (d - mean(d) - x̂ mean(d x̂)). Also writes the gradients of gamma and beta. */
export function normaliseBackward(
  machine: Machine,
  plan: MemoryPlan,
  { layer: { units }, steps, norm, parameter, gradient, d }: LayerPlan & { readonly norm: NormPlan },
  n: number,
): void {
  const { kernels, floats } = machine;
  const tiles = steps * machine.tiles;
  for (const { first, count, accumulate } of chunksOf(tiles)) {
    const skip = first * units * ROW_BYTES;
    // Lanes without a sample hold d = 0, so no mask is needed.
    kernels.columnSums(gradient('beta'), d + skip, count, units, accumulate);
    kernels.unitProducts(gradient('gamma'), d + skip, norm.normal + skip, plan.fullMask, count, units, accumulate);
  }
  const at = (address: number): number => address / FLOAT_BYTES;
  const table = at(norm.table);
  for (let j = 0; j < units; j += 1) {
    floats[table + j] = floats[at(parameter('gamma')) + j]! / Math.sqrt(floats[at(norm.variance) + j]! + EPSILON);
    floats[table + units + j] = floats[at(gradient('beta')) + j]! / (n * steps);
    floats[table + 2 * units + j] = floats[at(gradient('gamma')) + j]! / (n * steps);
  }
  kernels.backNormalise(d, norm.normal, norm.table, tiles, units);
  for (let end = machine.tiles; end <= tiles; end += machine.tiles)
    kernels.maskTile(d + (end - 1) * units * ROW_BYTES, plan.lastMask, units);
}
