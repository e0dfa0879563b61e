// A lock file under contention: one process holds it, and the lock of a killed holder does not block.
import { fork, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lives, takeLock } from '../../src/runtime/lockFile.js';

const HOLDER = path.join(import.meta.dirname, '../helpers/lockHolder.mjs');
let file = '';
let children: ChildProcess[] = [];
beforeEach(() => {
  file = path.join(mkdtempSync(path.join(tmpdir(), 'gradtop-lock-')), 'log.lock');
});
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  children = [];
});

/** What a process of its own gets: `taken`, or the id of who holds it. */
function comer(): Promise<{ readonly child: ChildProcess; readonly got: string }> {
  const child = fork(HOLDER, [file]);
  children.push(child);
  return new Promise((resolve) => child.once('message', (got) => resolve({ child, got: got as string })));
}
const end = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    child.once('close', () => resolve());
    child.kill('SIGKILL');
  });

it('has one holder, which the others see, and is gone after the release', () => {
  const lock = takeLock(file);
  expect(lock).toHaveProperty('release');
  expect(readFileSync(file, 'utf8')).toContain(String(process.pid));
  if ('release' in lock) lock.release();
  expect(existsSync(file)).toBe(false);
});

it(
  'goes to exactly one of many that come at once, and to exactly one again when that one is killed',
  { tags: ['long'] },
  async () => {
    for (let round = 0; round < 3; round += 1) {
      const all = await Promise.all(Array.from({ length: 6 }, comer));
      const winners = all.filter(({ got }) => got === 'taken');
      expect(winners).toHaveLength(1);
      const [winner] = winners;
      for (const { got } of all) if (got !== 'taken') expect(got).toBe(String(winner?.child.pid));
      await Promise.all(all.map(({ child }) => end(child)));
    }
  },
);

it.each([
  ['nothing', ''],
  ['rubbish without an end', 'rubbish'],
  ['a process that is gone', '4194000 here 1'],
  // Only Linux tells when a process began.
  ...(process.platform === 'linux' ? [['an id that another process had', `${process.pid} ${hostname()} 1`]] : []),
])('passes over %s', (_what, text) => {
  writeFileSync(file, text.replace('here', hostname()));
  expect(takeLock(file)).toHaveProperty('release');
});

it('counts a process on another machine as alive', () => {
  writeFileSync(file, '4194000 elsewhere -\n');
  expect(takeLock(file)).toMatchObject({ pid: 4194000, host: 'elsewhere' });
  expect(lives({ pid: 4194000, host: hostname(), began: '-' })).toBe(false);
});
