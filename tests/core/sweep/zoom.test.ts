// Zooming: every second value is kept bit by bit, to a depth of 2^40; cells are shared between maps, in memory and in the log.
import { describe, expect, it } from 'vitest';
import type { SweepAxis } from '../../../src/core/sweep/axis.js';
import { cellCommand, cellPlace } from '../../../src/core/sweep/cellWords.js';
import { updateExplore } from '../../../src/core/sweep/explore.js';
import { initialExplore, type ExploreState } from '../../../src/core/sweep/exploreState.js';
import { axisLabels } from '../../../src/core/sweep/label.js';
import { encodeCell, encodePlan, encodeZoomed, resumeSweep } from '../../../src/core/sweep/log.js';
import { createSweepMap, pendingCells, type SweepPlan } from '../../../src/core/sweep/map.js';
import { DEEPEST_ZOOM, isFinerThanFloat32, ZoomedMaps, zoomedPlan } from '../../../src/core/sweep/zoom.js';
import { BASE, depths, gains, mapOf, planOf, rates } from '../../helpers/sweepMaps.js';
import { fc } from '../../helpers/property.js';
import { mergeParts } from '../../helpers/sweepParts.js';

const decades: SweepAxis = { field: 'learningRate', values: [0.001, 0.01, 0.1, 1] };
const zoomed = (plan: SweepPlan, column: number, row: number) => {
  const found = zoomedPlan(plan, { column, row });
  if (found === null) throw new Error('nothing between');
  return found;
};

describe('a step', () => {
  it('halves both axes around the cell, which stays in the map', () => {
    const plan = planOf(rates(10), gains(8));
    const { plan: inner, cell } = zoomed(plan, 4, 3);
    for (const [axis, outer, count] of [
      [inner.x, plan.x, 10],
      [inner.y, plan.y, 8],
    ] as const) {
      expect(axis.values).toHaveLength(count);
      const [step, before] = [axis.values, outer.values].map((values) => (values[1] ?? 0) - (values[0] ?? 0));
      expect((before ?? NaN) / (step ?? NaN)).toBeCloseTo(2, 9);
    }
    expect(inner.x.values[cell.column]).toBe(plan.x.values[4]);
    expect(inner.y.values[cell.row]).toBe(plan.y.values[3]);
  });

  it('puts values of a logarithmic axis in the ratio between', () => {
    const { plan } = zoomed(planOf(decades, gains(4)), 1, 1);
    const ratios = plan.x.values.slice(1).map((value, at) => value / (plan.x.values[at] ?? NaN));
    for (const ratio of ratios) expect(ratio).toBeCloseTo(Math.sqrt(10), 9);
  });

  it('keeps whole numbers whole, and ends where none lies between', () => {
    const { plan } = zoomed(planOf({ field: 'depth', values: [1, 3, 5] }, { field: 'width', values: [2, 8] }), 1, 0);
    expect(plan.x.values).toEqual([2, 3, 4]);
    expect(plan.y.values).toEqual([2, 5]);
    expect(zoomedPlan(planOf(depths(4), { field: 'width', values: [2, 3] }), { column: 0, row: 0 })).toBeNull();
  });

  it('keeps every second value of the map before, to the deepest zoom, with labels that differ', () => {
    const place = fc.record({ column: fc.integer({ min: 0, max: 9 }), row: fc.integer({ min: 0, max: 7 }) });
    fc.assert(
      fc.property(fc.array(place, { minLength: DEEPEST_ZOOM, maxLength: DEEPEST_ZOOM }), (places) => {
        let plan = planOf(rates(10), gains(8));
        for (const { column, row } of places) {
          const { plan: inner } = zoomed(plan, column, row);
          const known = new Set(plan.x.values);
          expect(inner.x.values.filter((value) => known.has(value)).length).toBeGreaterThanOrEqual(5);
          plan = inner;
        }
        for (const { values } of [plan.x, plan.y]) {
          expect(new Set(values).size).toBe(values.length);
          expect(new Set(axisLabels(values)).size).toBe(values.length);
        }
        expect(isFinerThanFloat32(plan.x)).toBe(true);
      }),
      { numRuns: 20 },
    );
    expect(isFinerThanFloat32(rates(10))).toBe(false);
  });

  it('names a cell and its command with all digits', () => {
    let plan = planOf(rates(10), gains(8));
    for (let depth = 0; depth < DEEPEST_ZOOM; depth += 1) ({ plan } = zoomed(plan, 4, 3));
    const cell = { column: 5, row: 4 };
    const value = plan.x.values[5] ?? NaN;
    expect(Number(/--learning-rate (\S+)/.exec(cellCommand(plan, cell, BASE))?.[1])).toBe(value);
    const words = [4, 5].map((column) => cellPlace(createSweepMap(plan), { column, row: 4 }));
    expect(words[0]).not.toBe(words[1]);
  });
});

describe('the cells', () => {
  const plan = planOf(rates(4), gains(4));
  it('of the map before are known, and those of the inner map are found again', () => {
    const base = mapOf(plan);
    const maps = new ZoomedMaps(base);
    const { plan: inner } = zoomed(plan, 1, 1);
    const map = maps.at(inner);
    expect(map.cells.size).toBe(4);
    const [first] = pendingCells(map);
    if (first === undefined) throw new Error('no cell');
    const result = {
      ...[...base.cells.values()][0]!,
      ...first,
      x: inner.x.values[first.column]!,
      y: inner.y.values[first.row]!,
    };
    maps.add(result);
    expect(map.cells.size).toBe(5);
    expect(base.cells.size).toBe(16);
    expect(base.zoomed.size).toBe(1);
    maps.at(plan);
    expect(maps.at({ ...inner }).cells.size).toBe(5);
  });

  it('that lie on the whole map become its cells', () => {
    const base = mapOf(plan, 3);
    const maps = new ZoomedMaps(base);
    const known = mapOf(plan);
    const missing = pendingCells(base)[0]!;
    const result = [...known.cells.values()].find(
      ({ column, row }) => column === missing.column && row === missing.row,
    )!;
    maps.at(zoomed(plan, 1, 1).plan);
    maps.add({ ...result, column: 9, row: 9 });
    expect([base.cells.size, base.zoomed.size]).toEqual([4, 0]);
    expect([...base.cells.values()].at(-1)).toEqual(result);
  });

  it('read back from the log, and merge after those of the map', () => {
    const whole = mapOf(plan);
    const cells = [...whole.cells.values()];
    const extra = { ...cells[0]!, column: -1, row: -1, x: 0.1234567890123, y: 1.5 };
    const lines = [encodePlan(plan, 'loss'), ...cells.map(encodeCell), encodeZoomed(extra)];
    const text = `${lines.join('\n')}\n`;
    const { map } = resumeSweep(text, plan, 'f');
    expect([...map.zoomed.values()]).toEqual([extra]);
    expect(map.cells.size).toBe(16);
    const merged = mergeParts([
      { name: 'a', text },
      { name: 'b', text },
    ]);
    expect(merged.lines.at(-1)).toBe(encodeZoomed(extra));
    expect(merged.lines).toHaveLength(17);
  });
});

describe('on the screen', () => {
  const start = (watched = false): ExploreState =>
    initialExplore({
      ...{ plan: planOf(rates(10), gains(8)), base: BASE, size: { columns: 80, rows: 24 }, watched },
      ...{ metric: 'loss', theme: 'dark', themes: ['dark'] },
    });
  const press = (state: ExploreState, ...keys: readonly string[]) => {
    let next: ReturnType<typeof updateExplore> = { state, commands: [] };
    for (const key of keys) next = updateExplore(next.state, { type: 'key', key });
    return next;
  };

  it('+ aims at the inner map, - returns with cursor and scroll', () => {
    const before = press(start(), 'right', 'right', 'up').state;
    const inside = press(before, '+');
    expect(inside.commands).toEqual([{ type: 'aim', plan: inside.state.plan }]);
    expect(inside.state.outer).toHaveLength(1);
    const back = press(inside.state, 'right', '-');
    expect(back.state).toMatchObject({ plan: before.plan, cursor: before.cursor, outer: [] });
    expect(back.commands).toEqual([{ type: 'aim', plan: before.plan }]);
  });

  it('the wheel zooms at its cell', () => {
    const cell = { column: 7, row: 5 };
    const { state } = updateExplore(start(), { type: 'zoom', cell, turn: -1 });
    expect(state.plan.x.values[state.cursor.column]).toBe(start().plan.x.values[7]);
    expect(updateExplore(state, { type: 'zoom', cell, turn: 1 }).state.outer).toEqual([]);
  });

  it('ends at the deepest zoom, at the whole map, and where shards train', () => {
    const deepest = press(start(), ...Array<string>(DEEPEST_ZOOM + 1).fill('+'));
    expect(deepest.state.outer).toHaveLength(DEEPEST_ZOOM);
    expect([deepest.commands, deepest.state.message]).toEqual([[], expect.stringContaining('2^40')]);
    expect(press(start(), '-').state.message).toMatch(/whole map/);
    expect(press(start(true), '+').commands).toEqual([]);
  });
});
