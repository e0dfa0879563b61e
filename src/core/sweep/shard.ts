// A shard: the part of a map that one machine trains. Its cells follow from the plan alone, so machines need not communicate.
import { cellCosts } from './cost.js';
import { cellKey, planOrder, rowCount, type SweepPlan } from './map.js';
import type { SweepCell } from './order.js';

/** The first shard is 1. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

export const MOST_SHARDS = 100_000;

/** `3/8`. */
export const shardText = ({ index, of }: Shard): string => `${index}/${of}`;

/** Null for any other text, and for a shard outside its total. */
export function parseShard(text: string): Shard | null {
  const match = /^(\d{1,6})\/(\d{1,6})$/.exec(text);
  const [index, of] = [Number(match?.[1]), Number(match?.[2])];
  return match !== null && index >= 1 && index <= of && of <= MOST_SHARDS ? { index, of } : null;
}

/**
 * Deals the cells to `of` shards like cards, the dearest first, in turns from left to right and from right to left: the shards
 * then differ by the dearest cell at most. Among cells of one cost the coarse ones come first, so each shard has its part of them.
 * @returns the shard of each cell in row-major order (`cellKey`), from 1.
 */
export function dealCells(plan: SweepPlan, of: number): Int32Array {
  if (of === 1) return new Int32Array(plan.x.values.length * rowCount(plan)).fill(1);
  const costs = cellCosts(plan);
  const keys = planOrder(plan).map((cell) => cellKey(plan, cell));
  const cost = (key: number): number => costs[key] ?? 0;
  // Sorting is stable: the order remains among equal costs.
  keys.sort((a, b) => cost(b) - cost(a));
  const shards = new Int32Array(keys.length);
  keys.forEach((key, at) => {
    const place = at % of;
    shards[key] = 1 + (Math.floor(at / of) % 2 === 0 ? place : of - 1 - place);
  });
  return shards;
}

/** The cells of a shard, coarse to fine. */
export function shardCells(plan: SweepPlan, { index, of }: Shard): SweepCell[] {
  const shards = dealCells(plan, of);
  return planOrder(plan).filter((cell) => shards[cellKey(plan, cell)] === index);
}
