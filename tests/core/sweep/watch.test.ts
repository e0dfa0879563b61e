// The growing parts of a sweep: progress, rates, and parts that are silent, stopped or missing.
import { describe, expect, it } from 'vitest';
import { encodeCell, encodePlan } from '../../../src/core/sweep/log.js';
import { cellKey } from '../../../src/core/sweep/map.js';
import { shardCells } from '../../../src/core/sweep/shard.js';
import { movesOf, statusWords, WatchedSweep } from '../../../src/core/sweep/watch.js';
import { depths, gains, mapOf, planOf } from '../../helpers/sweepMaps.js';

const plan = planOf(depths(6), gains(6));
const full = mapOf(plan);
const head = (index: number, of: number): string => encodePlan(plan, 'loss', { index, of });
const lines = (index: number, of: number): string[] =>
  shardCells(plan, { index, of }).flatMap((cell) => {
    const found = full.cells.get(cellKey(plan, cell));
    return found === undefined ? [] : [encodeCell(found)];
  });
const yes = (): boolean => true;

/** Part 1 of 3 with a cell each second from second 1, part 2 of 3 whole. */
function watched(cells = 6): WatchedSweep {
  const sweep = new WatchedSweep(head(1, 3), 'a');
  sweep.begin('a', head(1, 3), 0);
  sweep.begin('b', head(2, 3), 0);
  for (const line of lines(2, 3)) sweep.cell('b', line, 0, false);
  lines(1, 3)
    .slice(0, cells)
    .forEach((line, i) => sweep.cell('a', line, 1000 * (i + 1), true));
  return sweep;
}

describe('watched parts', () => {
  it('fill one map, with the rate and the end of the part that runs', () => {
    const sweep = watched();
    const status = sweep.status(6000, yes);
    expect(sweep.map.cells.size).toBe(18);
    expect(status.parts.map(({ name, done, all, progress }) => [name, done, all, progress])).toEqual([
      ['a', 6, 12, 'running'],
      ['b', 12, 12, 'done'],
    ]);
    expect(status.cellsPerSecond).toBeCloseTo(1, 5);
    // The cheap cells of little depth are not the first ones, so six cells need not take six seconds.
    expect(status.leftMs).toBeGreaterThan(3000);
    expect(status.leftMs).toBeLessThan(12000);
    expect(status.absent).toEqual([{ index: 3, of: 3 }]);
    expect(statusWords(status)).toMatch(/^1\.0 cells\/s, \d+(\.\d)? s left, no log: 3\/3$/);
  });

  it.each([
    [35_000, true, 'running'],
    [36_001, true, 'silent'],
    [6000, false, 'stopped'],
  ] as const)('at %i ms, written: %s, are %s', (now, writes, progress) => {
    const [part] = watched().status(now, () => writes).parts;
    expect(part?.progress).toBe(progress);
    expect(part?.leftMs === null).toBe(progress !== 'running');
    expect(movesOf(watched().status(now, () => writes))).toBe(progress);
  });

  it('wait ten times the longest gap before they call a slow part silent', () => {
    const sweep = watched(0);
    const [one = '', two = ''] = lines(1, 3);
    sweep.cell('a', one, 0, true);
    sweep.cell('a', two, 60_000, true);
    expect(sweep.status(600_000, yes).parts[0]?.progress).toBe('running');
    expect(sweep.status(660_001, yes).parts[0]?.progress).toBe('silent');
    expect(statusWords(sweep.status(660_001, yes))).toBe('silent: 1/3 for 10m 00s, no log: 3/3');
  });

  it('begin once more after their file was replaced, and keep the cells on the map', () => {
    const sweep = watched();
    sweep.begin('a', head(1, 3), 7000);
    for (const line of lines(1, 3)) expect(sweep.cell('a', line, 8000, true)).toBe(true);
    sweep.begin('c', head(3, 3), 9000);
    for (const line of lines(3, 3)) sweep.cell('c', line, 9000, true);
    expect([sweep.whole, sweep.map.cells.size]).toEqual([true, 36]);
    const status = sweep.status(9000, () => false);
    expect(status.parts.map(({ progress }) => progress)).toEqual(['done', 'done', 'done']);
    expect(statusWords(status)).toBe('');
  });

  it('are of one sweep, and a line that is no cell is recognised', () => {
    const sweep = watched();
    expect(() => sweep.begin('d', encodePlan({ ...plan, seeds: 2 }, 'loss'), 0)).toThrow(/log d: belongs to another/);
    expect(() => new WatchedSweep('{"type":"run"}', 'd')).toThrow(/log d: is not a sweep log/);
    expect(sweep.cell('a', '{"type":"cell"}', 0, true)).toBe(false);
  });
});
