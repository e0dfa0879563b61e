// What `compare` races.
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { runnersOf } from '../../src/cli/commands/dashboard.js';
import { decodeLog } from '../../src/runtime/journal.js';
import { gradtop } from '../helpers/cli.js';

const seedsOf = (names: readonly string[], args = {}) =>
  new Set(runnersOf(names, args).map(({ config }) => config.seed));

it('races the cures from one seed, or from that of --seed', () => {
  expect(runnersOf(['cures'], {})).toHaveLength(6);
  expect(seedsOf(['cures'])).toEqual(new Set([13]));
  expect(seedsOf(['cures'], { seed: '4' })).toEqual(new Set([4]));
});

it('keeps the seeds of presets that are not a race', () => {
  expect(runnersOf(['relu', 'batch-norm'], {}).map(({ config }) => config.seed)).toEqual([0, 13]);
});

it('without a terminal trains the runs one after another and prints their results', { tags: ['long'] }, async () => {
  const log = path.join(mkdtempSync(path.join(tmpdir(), 'gradtop-compare-')), 'race.jsonl');
  const { code, stdout, stderr } = await gradtop(['compare', 'vanishing-sigmoid', 'relu', '--log', log]);
  expect(code).toBe(0);
  expect(stderr).toMatch(/^gradtop: no terminal, so the runs are trained one after another$/m);
  const table = stdout.split('\n');
  expect(table[0]).toMatch(/^run +steps +loss +accuracy +slope$/);
  expect(stdout).toMatch(
    /^vanishing-sigmoid +800 +0\.69\d\d +50\.0 % +0\.5\d\n {2}7 × 10 sigmoid.*\n {2}gradient vanishes/m,
  );
  expect(stdout).toMatch(/^relu +800 +\d\.\d\de-[45] +100 % +-?0\.0\d\n {2}7 × 10 relu.*\n {2}solved/m);
  const runs = decodeLog(readFileSync(log, 'utf8'), log).flatMap((event) => (event.type === 'run' ? event : []));
  expect(runs.map(({ name }) => name)).toEqual(['vanishing-sigmoid', 'relu']);
  // Both runs share one choice of engine, because its timing is measured once.
  expect(runs[1]?.engine).toEqual(runs[0]?.engine);
});

it('names the run that could not be trained', async () => {
  const { code, stdout, stderr } = await gradtop(['compare', 'relu', 'tanh', '--data', '/nowhere.csv']);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^gradtop: relu: \/nowhere.csv: cannot be read/m);
  expect(stdout).toBe('');
});
