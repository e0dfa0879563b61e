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
import { expect, it } from 'vitest';
import { listRuns } from '../../src/cli/runs.js';
import { runsFolder } from '../../src/runtime/paths.js';
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
  expect(runsFolder(environment, platform, '/home/a')).toBe(folder);
});

it('lists the newest first and prunes the rest, logs only', async () => {
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
  const pruned = await gradtop(['runs', '--prune', '1'], undefined, env);
  expect(pruned.stdout).toContain('relu.jsonl');
  expect(readdirSync(folder).sort()).toEqual(['notes.txt', 'vanishing-sigmoid.jsonl']);
  expect((await gradtop(['runs', '--prune', 'all'], undefined, env)).code).toBe(2);
});

it('leaves no log open: a folder may hold more than a process may have open', () => {
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
