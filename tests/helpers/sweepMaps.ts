// Maps with synthetic results, so that tests can compare their pictures and texts.
import { parseConfig } from '../../src/core/config/presets.js';
import type { SweepAxis } from '../../src/core/sweep/axis.js';
import {
  cellKey,
  createSweepMap,
  planOrder,
  summarizeCell,
  valuesAt,
  type SweepMap,
  type SweepPlan,
} from '../../src/core/sweep/map.js';
import type { CellResult, SeedResult } from '../../src/core/sweep/results.js';

export const BASE = parseConfig({ name: 'tanh', activation: 'tanh' }, 'test');
const range = (low: number, high: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => Number((low + ((high - low) * i) / (count - 1)).toPrecision(6)));

export const depths = (count: number): SweepAxis => ({ field: 'depth', values: range(1, count, count) });
export const rates = (count: number): SweepAxis => ({ field: 'learningRate', values: range(0.01, 1, count) });
export const gains = (count: number): SweepAxis => ({ field: 'initializerGain', values: range(0.5, 4, count) });

export const planOf = (x: SweepAxis = depths(10), y: SweepAxis = gains(8), seeds = 1): SweepPlan => ({
  preset: 'tanh',
  config: BASE,
  x,
  y,
  seeds,
  backend: 'auto',
});

/** Small gains vanish with depth, large ones diverge; those between train. */
function result(depth: number, gain: number, seed: number): SeedResult {
  const R = gain ** (2 * depth);
  const lost = Math.abs(Math.log10(R)) / 8;
  const diverged = gain * depth > 24;
  return {
    seed,
    steps: 800,
    loss: diverged ? NaN : Math.min(0.6931, 0.01 + 0.6 * lost),
    accuracy: diverged ? 0.5 : Math.max(0.5, 1 - lost / 2),
    R: depth < 3 || diverged ? null : R,
    slope: depth < 3 || diverged ? null : -2 * Math.log10(gain),
    initialR: depth < 3 ? null : R,
    diverged,
    labelEntropy: 0.6931,
    classes: 2,
  };
}

export interface FilledMap extends SweepMap {
  readonly cells: Map<number, CellResult>;
}

export const emptyMap = (plan: SweepPlan): FilledMap => ({
  ...createSweepMap(plan),
  cells: new Map<number, CellResult>(),
});

/** The first `done` cells in the order of a sweep. */
export function mapOf(plan: SweepPlan, done = Infinity): FilledMap {
  const map = emptyMap(plan);
  for (const cell of planOrder(plan).slice(0, done)) {
    const { x, y } = valuesAt(plan, cell);
    const depth = plan.x.field === 'depth' ? x : plan.y.field === 'depth' ? y : 4;
    const gain = plan.x.field === 'initializerGain' ? x : plan.y.field === 'initializerGain' ? y : 1;
    const seeds = Array.from({ length: plan.seeds }, (_, k) => result(depth, gain * (1 + k / 10), k));
    map.cells.set(cellKey(plan, cell), summarizeCell(plan, cell, seeds));
  }
  return map;
}
