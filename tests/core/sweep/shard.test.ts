// Shards of a map: a partition for any number of them, balanced by cost, coarse to fine.
import { describe, expect, it } from 'vitest';
import { cellCosts, runCost } from '../../../src/core/sweep/cost.js';
import { cellKey, createSweepMap, pendingCells, type SweepPlan } from '../../../src/core/sweep/map.js';
import { sweepOrder } from '../../../src/core/sweep/order.js';
import { dealCells, parseShard, shardCells } from '../../../src/core/sweep/shard.js';
import { fc } from '../../helpers/property.js';
import { BASE, depths, gains, planOf, rates } from '../../helpers/sweepMaps.js';

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
/** Of each shard, from the first. */
const loads = (plan: SweepPlan, of: number): number[] => {
  const costs = cellCosts(plan);
  return Array.from({ length: of }, (_, k) =>
    sum(shardCells(plan, { index: k + 1, of }).map((cell) => costs[cellKey(plan, cell)] ?? NaN)),
  );
};

describe('shards', () => {
  it(
    'hold every cell once, in the order of filling, and differ by the dearest cell at most',
    { tags: ['long'] },
    () => {
      fc.assert(
        fc.property(
          fc.integer({ min: 2, max: 20 }),
          fc.integer({ min: 2, max: 20 }),
          fc.nat(40),
          (columns, rows, n) => {
            const plan = planOf(depths(columns), rates(rows));
            const of = n + 1;
            const order = sweepOrder(columns, rows).map((cell) => cellKey(plan, cell));
            const parts = Array.from({ length: of }, (_, k) => shardCells(plan, { index: k + 1, of }));
            const keys = parts.map((cells) => cells.map((cell) => cellKey(plan, cell)));
            expect(keys.flat().sort((a, b) => a - b)).toEqual(order.map((_, at) => at));
            for (const own of keys) expect(own).toEqual(order.filter((key) => own.includes(key)));
            const all = loads(plan, of);
            const dearest = Math.max(...cellCosts(plan));
            expect(Math.max(...all) - Math.min(...all)).toBeLessThanOrEqual(dearest * (1 + 1e-9));
          },
        ),
      );
    },
  );

  it('share the coarse cells of a map whose cells cost the same', () => {
    const plan = planOf(gains(16), rates(16));
    const coarse = sweepOrder(16, 16).slice(0, 16);
    const shards = dealCells(plan, 4);
    for (const shard of [1, 2, 3, 4])
      expect(coarse.filter((cell) => shards[cellKey(plan, cell)] === shard)).toHaveLength(4);
  });

  it('are what a map of theirs has to do', () => {
    const plan = planOf(depths(4), gains(3));
    const map = createSweepMap(plan, shardCells(plan, { index: 2, of: 3 }));
    expect(pendingCells(map)).toHaveLength(4);
  });

  it.each([
    ['3/8', { index: 3, of: 8 }],
    ['1/1', { index: 1, of: 1 }],
    ['0/8', null],
    ['9/8', null],
    ['3', null],
    ['3/8x', null],
    ['1/100001', null],
    ['-1/8', null],
  ])('%s is read as %j', (text, shard) => {
    expect(parseShard(text)).toEqual(shard);
  });
});

describe('the cost of a run', () => {
  it.each([
    ['depth', { depth: 20 }],
    ['width', { width: 64 }],
    ['epochs', { epochs: 1000 }],
    ['smaller batches', { batchSize: 8 }],
    ['recurrent layers', { cell: 'simpleRnn', sequenceLength: 50 }],
  ] as const)('grows with %s', (_what, change) => {
    const config = { ...BASE, depth: 4, width: 10, epochs: 100, batchSize: 32 };
    expect(runCost({ ...config, ...change })).toBeGreaterThan(1.2 * runCost(config));
  });

  it('does not depend on a learning rate', () => {
    expect(new Set(cellCosts(planOf(rates(5), gains(5)))).size).toBe(1);
  });
});
