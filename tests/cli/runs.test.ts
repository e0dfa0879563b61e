import { some } from '../helpers/property.js';
import { fork } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { listRuns } from '../../src/cli/runs.js';
import { dataFolder } from '../../src/runtime/paths.js';
import { gradtop } from '../helpers/cli.js';
import { usePty } from '../helpers/pty.js';

const start = usePty();

it.each([
  [{}, 'linux', '/home/a/.local/share/gradtop/runs'],
  [{ XDG_DATA_HOME: '/data' }, 'linux', '/data/gradtop/runs'],
  [{ XDG_DATA_HOME: 'relative' }, 'linux', '/home/a/.local/share/gradtop/runs'],
  [{}, 'darwin', '/home/a/Library/Application Support/gradtop/runs'],
  [{ LOCALAPPDATA: '/local' }, 'win32', '/local/gradtop/runs'],
] as const)('%j on %s: %s', (environment, platform, folder) => {
  expect(dataFolder('runs', environment, platform, '/home/a')).toBe(folder);
});

it('lists the latest first and prunes the rest, logs only', { tags: ['long'] }, async () => {
  const data = mkdtempSync(path.join(os.tmpdir(), 'gradtop-runs-'));
  const env = { XDG_DATA_HOME: data };
  const empty = await gradtop(['runs'], undefined, env);
  expect([empty.code, empty.stdout]).toEqual([0, expect.stringContaining('no recorded runs in')]);
  for (const command of [['replay'], ['export', '--txt=x'], ['record', '-o', path.join(data, 'a.cast')]]) {
    const none = await gradtop([...command, 'last'], undefined, env);
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('last: no recorded runs in')]);
  }
  const folder = path.join(data, 'gradtop', 'runs');
  mkdirSync(folder, { recursive: true });
  ['relu', 'vanishing-sigmoid'].forEach((name, i) => {
    const file = path.join(folder, `${name}.jsonl`);
    copyFileSync(new URL(`../fixtures/logs/${name}.jsonl`, import.meta.url), file);
    utimesSync(file, 1000 + i, 1000 + i);
  });
  writeFileSync(path.join(folder, 'notes.txt'), 'mine');
  const listed = (await gradtop(['runs'], undefined, env)).stdout.trimEnd().split('\n');
  expect(listed).toHaveLength(2);
  expect(listed[0]).toMatch(/^1970-01-01 00:16 +\d+ kB {2}vanishing-sigmoid/);
  // A pipe gets whole paths, a terminal lines that fit.
  expect(listed[0]?.endsWith(path.join(folder, 'vanishing-sigmoid.jsonl'))).toBe(true);
  const narrow = start(['runs'], { columns: 80, rows: 10, env });
  expect(await narrow.exit).toBe(0);
  const rows = narrow.screen.text.trimEnd().split('\n');
  expect(rows).toHaveLength(2);
  expect(rows[0]).toMatch(/vanishing-sigmoid {5}….*runs\/vanishing-sigmoid\.jsonl$/);
  const last = await gradtop(['replay', 'last'], undefined, env);
  expect([last.code, last.stdout]).toEqual([0, expect.stringContaining('gradient vanishes')]);
});

/** A data folder with three logs, the first the oldest. */
function kept(): { env: { XDG_DATA_HOME: string }; folder: string; names: () => string[] } {
  const data = mkdtempSync(path.join(os.tmpdir(), 'gradtop-prune-'));
  const folder = path.join(data, 'gradtop', 'runs');
  mkdirSync(folder, { recursive: true });
  ['a', 'b', 'c'].forEach((name, i) => {
    const file = path.join(folder, `${name}.jsonl`);
    copyFileSync(new URL('../fixtures/logs/relu.jsonl', import.meta.url), file);
    utimesSync(file, 1000 + i, 1000 + i);
  });
  writeFileSync(path.join(folder, 'notes.txt'), 'mine');
  return { env: { XDG_DATA_HOME: data }, folder, names: () => readdirSync(folder).sort() };
}

describe('runs --prune', () => {
  it('without a terminal deletes with --yes alone, logs only', { tags: ['long'] }, async () => {
    const { env, names } = kept();
    const refused = await gradtop(['runs', '--prune', '1'], undefined, env);
    expect([refused.code, refused.stdout]).toEqual([2, '']);
    expect(refused.stderr).toMatch(/2 recorded runs.*--yes/);
    expect(names()).toHaveLength(4);
    expect((await gradtop(['runs', '--prune', 'all', '--yes'], undefined, env)).code).toBe(2);
    const pruned = await gradtop(['runs', '--prune', '1', '--yes'], undefined, env);
    expect([pruned.code, pruned.stdout.match(/deleted/g)]).toEqual([0, ['deleted', 'deleted']]);
    expect(names()).toEqual(['c.jsonl', 'notes.txt']);
    expect((await gradtop(['runs', '--prune', '1'], undefined, env)).code).toBe(0);
  });

  it.each([
    ['n\r', 4],
    ['\r', 4],
    ['\u0004', 4],
    ['y\r', 2],
  ])('asks on a terminal: %j leaves %i files', async (answer, left) => {
    const { env, names } = kept();
    const session = start(['runs', '--prune', '1'], { columns: 200, rows: 10, env });
    await session.see(/delete 2 recorded runs \(\d+ kB\) .*\[y\/N\]/);
    session.send(answer);
    expect(await session.exit).toBe(0);
    expect(names()).toHaveLength(left);
  });

  it('leaves a log that another process is writing, and says so', async () => {
    const { env, folder, names } = kept();
    const lock = path.join(folder, 'a.jsonl.lock');
    const holder = fork(path.join(import.meta.dirname, '../helpers/lockHolder.mjs'), [lock]);
    await new Promise((resolve) => holder.once('message', resolve));
    writeFileSync(path.join(folder, 'b.jsonl.lock'), '4194000 nowhere 1\n'.replace('nowhere', os.hostname()));
    const { code, stderr } = await gradtop(['runs', '--prune', '0', '--yes'], undefined, env);
    holder.kill('SIGKILL');
    expect(code).toBe(0);
    expect(stderr).toMatch(new RegExp(`a\\.jsonl: process ${holder.pid} is writing it`));
    expect(names()).toEqual(['a.jsonl', 'a.jsonl.lock', 'notes.txt']);
  });
});

describe('a data folder that cannot exist', () => {
  const data = mkdtempSync(path.join(os.tmpdir(), 'gradtop-nowhere-'));
  const file = path.join(data, 'file');
  writeFileSync(file, '');
  const home = process.platform === 'linux' ? [['HOME', { HOME: '', XDG_DATA_HOME: '' }, /HOME is ""/]] : [];
  const cases = [...home, ['XDG_DATA_HOME', { XDG_DATA_HOME: file }, /not a folder/]] as [string, object, RegExp][];

  it.each(some(cases, 1))('is one line for %s', async (_name, env, reason) => {
    for (const args of [['runs'], ['replay', 'last'], ['runs', '--prune', '1', '--yes']]) {
      const { code, stderr } = await gradtop(args, undefined, { ...env });
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
      expect([code, stderr]).toEqual([2, expect.stringMatching(reason)]);
    }
  });

  it.each(
    some(
      [
        ...cases,
        ...(process.platform === 'linux' ? [['/proc', { XDG_DATA_HOME: '/proc' }, /\/proc\/gradtop/] as const] : []),
      ],
      1,
    ),
  )('is said when R is pressed, and nothing is recorded: %s', { tags: ['long'] }, async (_name, env, reason) => {
    const session = start(['relu', '--pace', '2'], { columns: 200, env: { ...env } });
    await session.see(/step [1-9]/);
    session.send('R');
    await session.see(reason);
    expect(session.screen.text).not.toContain('REC');
    session.send('q');
    expect(await session.exit).toBe(0);
  });
});

it('closes each log: a folder may have more logs than a process may open', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gradtop-many-'));
  const log = new URL('../fixtures/logs/relu.jsonl', import.meta.url);
  for (let i = 0; i < 20; i += 1) copyFileSync(log, path.join(folder, `${i}.jsonl`));
  // The system gives the lowest number that is free.
  const free = (): number => {
    const descriptor = openSync(log, 'r');
    closeSync(descriptor);
    return descriptor;
  };
  const before = free();
  expect(listRuns(folder)).toHaveLength(20);
  expect(free()).toBe(before);
});
