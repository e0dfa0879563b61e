// The third axis: a map for each of its values, in one log, dealt to shards and merged like one map.
import { describe, expect, it } from 'vitest';
import { bestLines } from '../../../src/core/sweep/best.js';
import { cellCommand, cellPlace } from '../../../src/core/sweep/cellWords.js';
import { cellCosts, runCost } from '../../../src/core/sweep/cost.js';
import { sweepCsv } from '../../../src/core/sweep/export.js';
import { updateExplore } from '../../../src/core/sweep/explore.js';
import { initialExplore } from '../../../src/core/sweep/exploreState.js';
import { mapLayout } from '../../../src/core/sweep/frame.js';
import { headerFrom } from '../../../src/core/sweep/header.js';
import { encodeCell, encodePlan, encodeZoomed, identity, resumeSweep } from '../../../src/core/sweep/log.js';
import { cellKey, checkPlan, planOrder, rowCount, valuesAt, type SweepPlan } from '../../../src/core/sweep/map.js';
import { dealCells, shardCells } from '../../../src/core/sweep/shard.js';
import { sliceMaps, slicePlans, sliceWords } from '../../../src/core/sweep/slices.js';
import { sweepCommandLine } from '../../../src/core/sweep/sweepCommand.js';
import { sweepSentences } from '../../../src/core/sweep/words.js';
import { zoomedPlan, ZoomedMaps } from '../../../src/core/sweep/zoom.js';
import { BASE, depths, gains, mapOf, planOf } from '../../helpers/sweepMaps.js';
import { mergeParts } from '../../helpers/sweepParts.js';

const plan: SweepPlan = { ...planOf(depths(5), gains(4)), z: { field: 'width', values: [4, 8, 16] } };
const map = mapOf(plan);
const lineAt = (key: number): string => {
  const cell = map.cells.get(key);
  return cell === undefined ? '' : encodeCell(cell);
};

describe('a plan with a third axis', () => {
  it('has every cell of every map once, coarse to fine in all of them', () => {
    const order = planOrder(plan);
    expect([order.length, rowCount(plan), map.total]).toEqual([60, 12, 60]);
    expect(new Set(order.map((cell) => cellKey(plan, cell))).size).toBe(60);
    expect(order.slice(0, 3).map((cell) => valuesAt(plan, cell).z)).toEqual([4, 8, 16]);
    expect(valuesAt(plan, { column: 2, row: 5 })).toEqual({ x: 3, y: gains(4).values[1], z: 8 });
  });

  it('is another sweep than one without it, is in the log, and names another field', () => {
    expect(identity(plan)).not.toBe(identity(planOf(depths(5), gains(4))));
    expect(headerFrom(encodePlan(plan, 'loss'), 'f').plan).toEqual(plan);
    expect(() => checkPlan({ ...plan, z: depths(2) })).toThrow(/--z names a field of --x or --y/);
    expect(() => headerFrom(encodePlan(plan, 'loss').replace('"field":"width"', '"field":"hue"'), 'f')).toThrow(
      /axis z/,
    );
  });

  it('has the cost of each value', () => {
    const costs = cellCosts(plan);
    for (const cell of [
      { column: 1, row: 2 },
      { column: 4, row: 11 },
      { column: 0, row: 7 },
    ]) {
      const { x: depth, z: width = NaN } = valuesAt(plan, cell);
      expect(costs[cellKey(plan, cell)]).toBe(runCost({ ...BASE, depth, width }));
    }
  });
});

it('the log is read back; shards hold every cell once and merge to the bytes of one process, in any order', () => {
  const whole = [encodePlan(plan, 'loss'), ...map.order.map((cell) => lineAt(cellKey(plan, cell)))];
  const text = `${whole.join('\n')}\n`;
  expect([...resumeSweep(text, plan, 'f').map.cells.values()]).toEqual([...map.cells.values()]);
  expect(() => resumeSweep(text.replace('"row":11', '"row":12'), plan, 'f')).toThrow(/is not a cell/);
  const parts = [1, 2, 3].map((index) => {
    const lines = shardCells(plan, { index, of: 3 }).map((cell) => lineAt(cellKey(plan, cell)));
    return { name: `p${index}`, text: `${[encodePlan(plan, 'loss', { index, of: 3 }), ...lines].join('\n')}\n` };
  });
  expect([...dealCells(plan, 3)].filter((shard) => shard === 2)).toHaveLength(20);
  const merged = mergeParts([parts[2]!, parts[0]!, parts[1]!]);
  expect([merged.head, ...merged.lines]).toEqual(whole);
});

describe('its maps', () => {
  it('share the cells, with the setting in their configuration', () => {
    const maps = sliceMaps(map);
    expect(slicePlans(plan)).toBe(slicePlans(plan));
    expect(maps.map((own) => [own.plan.config.width, own.cells.size, own.total])).toEqual(
      [4, 8, 16].map((w) => [w, 20, 20]),
    );
    expect(maps[1]?.cells.get(7)).toBe(map.cells.get(27));
    expect(sliceWords(plan, 2)).toBe('width 16');
    expect(sweepSentences(map)).toHaveLength(3);
    expect(sweepSentences(map)[2]).toMatch(/^width 16: \d+ of 20 cells train/);
  });

  it('name the value in places, command lines, tables and the command of the sweep', () => {
    const cell = { column: 4, row: 11 };
    expect(cellPlace(map, cell)).toMatch(/^depth 5, initializer-gain 4, width 16: /);
    expect(cellCommand(plan, cell, BASE)).toContain('--width 16');
    expect(bestLines(map, 'loss', 2, BASE)[0]).toMatch(/depth +initializer-gain +width +command/);
    const [head, first] = [...sweepCsv(map, BASE)].join('').split('\r\n');
    expect(head).toMatch(/^column,row,depth,initializer-gain,width,seeds,/);
    expect(first).toMatch(/^0,0,1,0\.5,4,1,/);
    expect(sweepCommandLine(plan, BASE)).toContain('--z width=4,8,16');
  });

  it('stand side by side where there is room, else the one of the cursor stands alone', () => {
    const wide = mapLayout(plan, 120, 30);
    expect(wide.tiles.map(({ slice }) => slice)).toEqual([0, 1, 2]);
    expect(new Set(wide.tiles.map(({ x, y }) => `${x},${y}`)).size).toBe(3);
    const high = mapLayout(plan, 40, 60);
    expect(new Set(high.tiles.map(({ x }) => x)).size).toBeLessThan(3);
    for (const { tiles, height } of [wide, high])
      for (const { y, frame } of tiles)
        expect(y + frame.rows.count * frame.cellHeight + 2).toBeLessThanOrEqual(height - 2);
    expect(mapLayout(plan, 14, 7, { slice: 2 }).tiles.map(({ slice }) => slice)).toEqual([2]);
  });
});

describe('the cursor', () => {
  const size = { columns: 120, rows: 40 };
  const begun = initialExplore({ plan, base: BASE, size, metric: 'loss', theme: 'dark', themes: ['dark'] });
  const after = (...keys: string[]) =>
    keys.reduce((state, key) => updateExplore(state, { type: 'key', key }).state, begun);

  it('stays on its map, and goes to the same cell of the next and previous one', () => {
    expect(after('up', 'up', 'up', 'up', 'up').cursor.row).toBe(3);
    expect(after('up', 'n').cursor.row).toBe(5);
    expect(after('up', 'n', 'down', 'down').cursor.row).toBe(4);
    expect(after('up', 'N').cursor.row).toBe(9);
    expect(after('up', 'n', 'n', 'n').cursor.row).toBe(1);
    const flat = initialExplore({ plan: planOf(), base: BASE, size, metric: 'loss', theme: 'dark', themes: ['dark'] });
    expect(updateExplore(flat, { type: 'key', key: 'n' }).state.message).toBe('there is one map');
  });

  it('zooms all maps around its cell, and stays on the value', () => {
    const zoomed = zoomedPlan(plan, { column: 2, row: 9 });
    expect(zoomed?.plan.z).toBe(plan.z);
    if (zoomed === null) return;
    expect(valuesAt(zoomed.plan, zoomed.cell)).toEqual(valuesAt(plan, { column: 2, row: 9 }));
    const maps = new ZoomedMaps(mapOf(plan));
    const before = maps.at(zoomed.plan).cells.size;
    expect(before).toBeGreaterThan(0);
    const [missing] = maps
      .at(zoomed.plan)
      .order.filter((cell) => !maps.at(zoomed.plan).cells.has(cellKey(zoomed.plan, cell)));
    const [some] = map.cells.values();
    if (missing === undefined || some === undefined) throw new Error('no cell');
    const result = { ...some, ...missing, ...valuesAt(zoomed.plan, missing) };
    maps.add(result);
    expect(maps.at(zoomed.plan).cells.size).toBe(before + 1);
    const text = `${encodePlan(plan, 'loss')}\n${encodeZoomed(result)}\n`;
    expect([...resumeSweep(text, plan, 'f').map.zoomed.values()]).toEqual([{ ...result, column: -1, row: -1 }]);
  });
});
