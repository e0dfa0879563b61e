// Shards as processes: ended by SIGKILL, resumed and merged they give the log of one process byte for byte.
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { gradtop } from '../helpers/cli.js';
import { fc } from '../helpers/property.js';
import { cellsOf } from '../helpers/sweepCells.js';
import { until } from '../helpers/waiting.js';

const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-shards-'));
const at = (name: string): string => path.join(folder, name);
const MAP = [
  'sweep',
  'tanh',
  '--x',
  'depth=1..6',
  '--y',
  'initializer-gain=0.5..2',
  '--points',
  '6x5',
  '--epochs',
  '60',
];
const N = 3;
const names = Array.from({ length: N }, (_, k) => `part-${k + 1}.jsonl`);
const linesOf = (file: string): number => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0);
const shard = (k: number, during?: Parameters<typeof gradtop>[1], env: NodeJS.ProcessEnv = {}) =>
  gradtop([...MAP, '--workers', '1', '--shard', `auto/${N}`, '--log', at(names[k] ?? '')], during, {
    PARALLEL_SEQ: String(k + 1),
    ...env,
  });
const merge = (parts: readonly string[]) =>
  gradtop(['sweep', 'merge', ...parts, '--log', 'all.jsonl'], undefined, {}, 'pipe', folder);

describe('a map of 6 x 5 in three shards', () => {
  beforeAll(async () => {
    const one = await gradtop([...MAP, '--backend', 'compiled', '--workers', '1', '--log', at('one.jsonl')]);
    expect(one.code).toBe(0);
    // Each shard is killed after a random number of its ten cells, goes on, and may be killed again.
    const kills = fc.sample(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 5, max: 9 })), N);
    await Promise.all(
      kills.map(async (after, k) => {
        const file = at(names[k] ?? '');
        for (const cells of after)
          await shard(k, (child) => void until(() => linesOf(file) > cells).then(() => child.kill('SIGKILL')));
      }),
    );
  });

  it('holds, per shard, whole lines and no cell twice after two kills', () => {
    for (const name of names) {
      const text = readFileSync(at(name), 'utf8');
      const cells = text.split('\n').slice(1, -1);
      expect(cells.length).toBeGreaterThanOrEqual(5);
      expect(new Set(cells).size).toBe(cells.length);
    }
  });

  it('tells what is missing with the command that trains it', async () => {
    const first = readFileSync(at('part-2.jsonl'), 'utf8').split('\n').slice(0, 4).join('\n');
    writeFileSync(at('part-2.jsonl'), `${first}\n`);
    const { code, stderr } = await merge(['part-2.jsonl', 'part-1.jsonl']);
    expect(code).toBe(1);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(/7 of shard 2\/3 \(part-2\.jsonl\), 10 of shard 3\/3 \(no part\)/);
    expect(stderr).toMatch(
      /do gradtop sweep tanh --epochs 60 --x depth=1\.\.6 --y initializer-gain=0\.5\.\.2 --points 6x5/,
    );
    expect(existsSync(at('all.jsonl'))).toBe(false);
  });

  it('merges to the log of one process byte for byte, which the same command then opens', async () => {
    for (const k of names.keys()) expect((await shard(k)).code).toBe(0);
    expect((await merge(['part-3.jsonl', 'part-1.jsonl', 'part-2.jsonl'])).code).toBe(0);
    expect(readFileSync(at('all.jsonl')).equals(readFileSync(at('one.jsonl')))).toBe(true);
    const again = await gradtop([...MAP, '--backend', 'compiled', '--log', at('all.jsonl')]);
    expect([again.code, again.stderr]).toEqual([0, 'gradtop: 30 of 30 cells are in the log\n']);
    expect(cellsOf(at('all.jsonl'))).toHaveLength(30);
  });

  it('is merged again over an earlier result, and over no other file', async () => {
    expect((await merge([...names, 'part-1.jsonl'])).stderr).toMatch(/overlap: 10 cells stand in both/);
    writeFileSync(at('notes.txt'), 'mine\n');
    for (const target of ['notes.txt', 'part-1.jsonl']) {
      const before = readFileSync(at(target), 'utf8');
      const { code } = await gradtop(['sweep', 'merge', ...names, '--log', target], undefined, {}, 'pipe', folder);
      expect(code).toBe(2);
      expect(readFileSync(at(target), 'utf8')).toBe(before);
    }
  });
});

it.each([
  [['--shard', '1/2'], /--log FILE is missing/],
  [['--shard', '3/2', '--log', at('a.jsonl')], /"3\/2" is not allowed/],
  [['--workers', '0'], /--workers: 0 is not allowed/],
  [['extra.jsonl'], /unknown word "extra\.jsonl"/],
])('%j is refused in one line', async (flags, line) => {
  const { code, stderr } = await gradtop([...MAP, ...flags]);
  expect([code, stderr.trim().split('\n').length]).toEqual([2, 1]);
  expect(stderr).toMatch(line);
});

it.each([
  [['sweep', 'merge', '--log', at('b.jsonl')], /no part is given/],
  [['sweep', 'merge', at('one.jsonl')], /--log is missing/],
  [['sweep', 'merge', at('none.jsonl'), '--log', at('b.jsonl')], /none\.jsonl: cannot be read: no such file/],
  [['sweep', 'merge', folder, '--log', at('b.jsonl')], /cannot be read: it is a folder/],
])('%j is refused in one line', async (args, line) => {
  const { code, stderr } = await gradtop(args);
  expect([code, stderr.trim().split('\n').length]).toEqual([2, 1]);
  expect(stderr).toMatch(line);
});
