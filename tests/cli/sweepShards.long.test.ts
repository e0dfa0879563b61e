// Shards as processes: ended by SIGKILL, resumed and merged they give the log of one process byte for byte.
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodePlan } from '../../src/core/sweep/log.js';
import { gradtop } from '../helpers/cli.js';
import { fc } from '../helpers/property.js';
import { PtySession } from '../helpers/pty.js';
import { cellsOf } from '../helpers/sweepCells.js';
import { planOf } from '../helpers/sweepMaps.js';
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

writeFileSync(at('notes.txt'), 'mine\n');

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

  it('says of a shard without a cell why it trains none', async () => {
    const log = ['--shard', '31/31', '--log', at('none-of-31.jsonl')];
    const { code, stderr } = await gradtop([...MAP, ...log]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/fewer cells than shards/);
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
    expect((await merge([...names, 'part-1.jsonl'])).stderr).toMatch(
      /overlap: 10 cells stand in both[^]*replaced the earlier merge all\.jsonl/,
    );
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

describe('sweep watch', () => {
  const file = at('slow-1.jsonl');
  const slow = ['--epochs', '4000', '--workers', '1', '--shard', '1/2', '--log', file];

  it('shows the map of a shard while it grows, keeps it on the normal screen, and ends with 0', async () => {
    const child = gradtop([...MAP, ...slow], (running) => {
      void until(() => linesOf(file) > 2).then(async () => {
        const s = new PtySession(['sweep', 'watch', file], { columns: 110, rows: 30 });
        await s.see(/loss of tanh {2}\d+ of 30 {2}running.*no log: 2\/2/);
        s.send(' ');
        await s.see('nothing to pause');
        const cells = linesOf(file);
        await s.until(() => Number(/tanh {2}(\d+) of 30/.exec(s.screen.text)?.[1] ?? 0) > cells, 'no more cells');
        s.send('q');
        code = await s.exit;
        last = s.screen.text;
        running.kill('SIGKILL');
      });
    });
    let code: number | null = null;
    let last = '';
    await child;
    expect(code).toBe(0);
    expect(last).toMatch(/1\/2: \d+ of 15 cells, (running|done)/);
    expect(last).toContain('2/2: no log');
    // Without keys, after the shard has stopped.
    const plain = await gradtop(['sweep', 'watch', file, '--plain']);
    expect(plain.code).toBe(0);
    expect(plain.stdout).toMatch(/loss of tanh {2}\d+ of 30\n/);
    expect(plain.stdout).toMatch(/1\/2: \d+ of 15 cells, (stopped|done)\n2\/2: no log\n$/);
  });

  writeFileSync(at('p.jsonl'), `${encodePlan(planOf(), 'loss')}\n`);
  writeFileSync(at('q.jsonl'), `${encodePlan({ ...planOf(), seeds: 2 }, 'loss')}\n`);

  it('takes back what it has said of a part, once the part is there', async () => {
    const late = at('late.jsonl');
    const s = new PtySession(['sweep', 'watch', at('p.jsonl'), late], { columns: 110, rows: 30 });
    await s.see('late.jsonl: cannot be read');
    writeFileSync(late, `${encodePlan(planOf(), 'loss')}\n`);
    await s.until(() => !s.screen.text.includes('cannot be read'), 'the note stays');
    s.send('q');
    expect(await s.exit).toBe(0);
  });

  it.each([
    [[at('none.jsonl')], /cannot be read: no such file/],
    [[at('notes.txt')], /is not a sweep log/],
    [[], /no part is given/],
    [[at('p.jsonl'), at('q.jsonl')], /q\.jsonl: belongs to another sweep/],
  ])('refuses %j in one line', async (parts, line) => {
    const { code, stderr } = await gradtop(['sweep', 'watch', ...parts, '--plain']);
    expect([code, stderr.trim().split('\n').length]).toEqual([2, 1]);
    expect(stderr).toMatch(line);
  });
});
