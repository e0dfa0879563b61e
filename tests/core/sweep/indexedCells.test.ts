// Cells by the places of their lines: the same cells as a parsed log, in bounded memory.
import { describe, expect, it } from 'vitest';
import { IndexedCells, keyInLine } from '../../../src/core/sweep/indexedCells.js';
import { encodeCell, encodePlan, encodeZoomed } from '../../../src/core/sweep/log.js';
import { cellKey } from '../../../src/core/sweep/map.js';
import { depths, gains, mapOf, planOf } from '../../helpers/sweepMaps.js';

const plan = planOf(depths(12), gains(9), 2);
const map = mapOf(plan);
const keyOf = (line: string): number | null => {
  const bytes = Buffer.from(`xx${line}\n`);
  return keyInLine(bytes, 2, bytes.length - 1, plan);
};

describe('keyInLine', () => {
  it('finds the key of every cell', () => {
    for (const cell of map.cells.values()) expect(keyOf(encodeCell(cell))).toBe(cellKey(plan, cell));
  });

  const [cell] = map.cells.values();
  it.each([
    ['the plan', encodePlan(plan, 'loss')],
    ['a zoomed cell', cell === undefined ? '' : encodeZoomed(cell)],
    ['a column beyond the map', '{"type":"cell","column":12,"row":0,"x":1}'],
    ['a row beyond the map', '{"type":"cell","column":0,"row":9,"x":1}'],
    ['no column', '{"type":"cell","column":,"row":0,"x":1}'],
    ['a negative column', '{"type":"cell","column":-1,"row":0,"x":1}'],
    ['another order of fields', '{"type":"cell","row":0,"column":0,"x":1}'],
    ['a torn line', '{"type":"cell","column":1,"row":0,"x":'],
    ['nothing', ''],
  ])('leaves %s to the parser', (_, line) => {
    expect(keyOf(line)).toBeNull();
  });
});

describe('IndexedCells', () => {
  const lines = [...map.cells.values()].map(encodeCell);
  const filled = (read = (_: number, offset: number): string => lines[offset] ?? ''): IndexedCells => {
    const cells = new IndexedCells(plan, read);
    [...map.cells.keys()].forEach((key, at) => cells.place(key, 0, at));
    return cells;
  };

  it('gives the cells of the parsed log', () => {
    const cells = filled();
    expect(cells.size).toBe(map.cells.size);
    for (const [key, cell] of map.cells) expect(cells.get(key)).toEqual(cell);
    const inOrder = [...map.cells].sort(([a], [b]) => a - b).map(([, cell]) => cell);
    expect([...cells.values()]).toEqual(inOrder);
  });

  it('reads a line once while its cell is in use, and the first line of a cell', () => {
    let reads = 0;
    const cells = filled((_, offset) => {
      reads += 1;
      return lines[offset] ?? '';
    });
    const first = cells.get(0);
    cells.place(0, 0, 5);
    expect(cells.get(0)).toBe(first);
    expect(reads).toBe(1);
  });

  it('keeps new cells, and has no cell for a line that is damaged or of another cell', () => {
    const cells = new IndexedCells(plan, () => lines[3] ?? '');
    cells.place(0, 0, 0);
    expect(cells.get(0)).toBeUndefined();
    const [cell] = map.cells.values();
    if (cell === undefined) throw new Error('no cell');
    cells.set(5, cell);
    expect([cells.has(5), cells.get(5), cells.size]).toEqual([true, cell, 2]);
    expect(cells.get(7)).toBeUndefined();
  });
});
