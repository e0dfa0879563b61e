// The pool of a sweep's children: a child that dies, a cell that kills, a stop; with a stand-in child that trains nothing.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { parseConfig } from '../../src/core/config/presets.js';
import { runSweepPool, SweepFailure, type SweepJob } from '../../src/worker/sweepPool.js';

const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-pool-'));
/** `depth` says what the child does with a job: 1 answers, 2 dies the first time, 3 dies, 4 fails, 5 never answers. */
const entry = path.join(folder, 'child.mjs');
writeFileSync(
  entry,
  `import { existsSync, writeFileSync } from 'node:fs';
process.on('disconnect', () => process.exit(0));
process.on('message', ({ id, configs }) => {
  const mark = ${JSON.stringify(folder)} + '/' + configs[0].name + id;
  const [{ depth }] = configs;
  if (depth === 3 || (depth === 2 && !existsSync(mark))) {
    writeFileSync(mark, '');
    process.kill(process.pid, 'SIGKILL');
  } else if (depth === 4) process.send({ type: 'failed', id, message: 'no such data', usage: true });
  else if (depth !== 5) setTimeout(() => process.send({ type: 'done', id, results: [] }), 5);
});
`,
);
const jobs = (name: string, behaviour: readonly number[]): SweepJob[] =>
  behaviour.map((depth, id) => ({ id, backend: 'auto', configs: [parseConfig({ name, depth }, 'test')] }));

function run(name: string, behaviour: readonly number[], size = 2) {
  const results: number[] = [];
  const deaths: string[] = [];
  const pool = runSweepPool(jobs(name, behaviour), {
    size,
    entry,
    onResult: (id) => results.push(id),
    onDeath: (how) => deaths.push(how),
  });
  return { pool, results, deaths };
}

it('does every job once, with no more children than asked for', async () => {
  const { pool, results } = run('all', new Array<number>(20).fill(1), 3);
  expect(pool.pids).toHaveLength(3);
  expect(await pool.finished).toBe(true);
  expect([...results].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i));
});

it.each([1, 2])('gives the job of a child that died to another, %i at a time', async (size) => {
  const { pool, results, deaths } = run(`deaths${size}`, [1, 2, 1, 2], size);
  expect(await pool.finished).toBe(true);
  expect([...results].sort()).toEqual([0, 1, 2, 3]);
  expect(deaths).toEqual(['signal SIGKILL', 'signal SIGKILL']);
});

it('gives up on a job that ends its child every time', async () => {
  const { pool } = run('killer', [1, 3, 1]);
  await expect(pool.finished).rejects.toThrow(/ended its training process 3 times \(signal SIGKILL\)/);
});

it("tells the person's mistake as one", async () => {
  const { pool } = run('usage', [4, 1]);
  const error: unknown = await pool.finished.catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(SweepFailure);
  expect(error).toMatchObject({ message: 'no such data', usage: true });
});

it('stops at once, and nothing is left running', async () => {
  const { pool } = run('stop', [5, 5, 5]);
  const { pids } = pool;
  pool.stop();
  expect(await pool.finished).toBe(false);
  await expect
    .poll(() =>
      pids.filter((pid) => {
        try {
          return process.kill(pid, 0);
        } catch {
          return false;
        }
      }),
    )
    .toEqual([]);
});

it('has nothing to do for no jobs', async () => {
  expect(await run('none', []).pool.finished).toBe(true);
});
