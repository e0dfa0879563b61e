// The log of a map of very many cells: it keeps them from its first line on.
import { appendFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { openSweepLog } from '../../src/cli/sweepLog.js';
import { IndexedCells } from '../../src/core/sweep/indexedCells.js';
import { encodeCell, encodeZoomed } from '../../src/core/sweep/log.js';
import { cellKey } from '../../src/core/sweep/map.js';
import { ZoomedMaps } from '../../src/core/sweep/zoom.js';
import { gains, mapOf, planOf, rates } from '../helpers/sweepMaps.js';

const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-log-'));
const plan = planOf(rates(400), gains(260));
const cells = [...mapOf(plan, 300).cells.values()];

it('gives back what was appended, before and after it is opened again, and drops a torn line', () => {
  const file = path.join(folder, 'many.jsonl');
  const [early, late] = [cells.slice(0, 100), cells.slice(100)];
  const first = openSweepLog(file, plan, 'loss', null);
  expect(first.map.cells).toBeInstanceOf(IndexedCells);
  const maps = new ZoomedMaps(first.map);
  for (const cell of early) {
    first.append(encodeCell(cell));
    maps.add(cell);
  }
  expect(first.map.cells.size).toBe(100);
  for (const cell of early) expect(first.map.cells.get(cellKey(plan, cell))).toEqual(cell);
  first.close();
  const before = readFileSync(file, 'utf8');
  appendFileSync(file, '{"type":"cell","column":29');
  const second = openSweepLog(file, plan, 'loss', null);
  expect(readFileSync(file, 'utf8')).toBe(before);
  const between = { ...cells[0]!, column: -1, row: -1, x: 0.123456789 };
  second.append(encodeZoomed(between));
  for (const cell of late) second.append(encodeCell(cell));
  expect([...second.map.cells.values()]).toEqual([...cells].sort((a, b) => a.row - b.row || a.column - b.column));
  second.close();
  const third = openSweepLog(file, plan, 'loss', null);
  expect([third.map.cells.size, third.map.zoomed.size]).toEqual([300, 1]);
  third.close();
});

it("leaves the user's own file as it is", () => {
  const file = path.join(folder, 'own.txt');
  for (const text of ['my notes', 'my notes\n']) {
    writeFileSync(file, text);
    expect(() => openSweepLog(file, plan, 'loss', null)).toThrow(/is not a sweep log/);
    expect(readFileSync(file, 'utf8')).toBe(text);
  }
});
