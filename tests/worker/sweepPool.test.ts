// The pool of a sweep's children: a child that dies, a cell that kills, a stop; with a stand-in child that trains nothing.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { parseConfig } from '../../src/core/config/presets.js';
import { EngineBook } from '../../src/core/run/engineBook.js';
import { UserError } from '../../src/core/userError.js';
import type { SweepJob } from '../../src/worker/sweepMessages.js';
import { runSweepPool } from '../../src/worker/sweepPool.js';
import { startSpare, type SpareChild } from '../../src/worker/childProcess.js';
import { alive } from '../helpers/processes.js';
import { until } from '../helpers/waiting.js';
import { some } from '../helpers/property.js';

const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-pool-'));
/** `depth` sets how the child treats a job: 1 answers, 2 dies the first time, 3 dies, 4 fails, 5 never answers. */
const entry = path.join(folder, 'child.mjs');
writeFileSync(
  entry,
  `import { existsSync, writeFileSync } from 'node:fs';
process.on('disconnect', () => process.exit(0));
process.on('message', ({ type, id, configs }) => {
  if (type !== 'job') return;
  const mark = ${JSON.stringify(folder)} + '/' + configs[0].name + id;
  const [{ depth }] = configs;
  if (depth === 3 || (depth === 2 && !existsSync(mark))) {
    writeFileSync(mark, '');
    process.kill(process.pid, 'SIGKILL');
  } else if (depth === 4) process.send({ type: 'failed', id, message: 'no such data', exitCode: 2 });
  else if (depth !== 5) process.send({ type: 'done', id, results: [] });
});
`,
);
const jobs = (name: string, behaviour: readonly number[], backend: SweepJob['backend'] = 'auto'): SweepJob[] =>
  behaviour.map((depth, id) => ({
    id,
    backend,
    measures: [],
    configs: [parseConfig({ name, depth }, 'test')],
  }));

function run(name: string, behaviour: readonly number[], size = 2, spares: readonly SpareChild[] = []) {
  const results: number[] = [];
  const deaths: string[] = [];
  const pool = runSweepPool(jobs(name, behaviour), {
    size,
    engines: new EngineBook(),
    ...{ entry, spares },
    onResult: (id) => results.push(id),
    onDeath: (how) => deaths.push(how),
  });
  return { pool, results, deaths };
}

it('takes a child that was started before as its first one, and reports its end like that of any other', async () => {
  const spare = startSpare(entry);
  const { pool, results, deaths } = run('spare', [2, 1, 1], 2, [spare]);
  expect(pool.pids).toHaveLength(2);
  expect(pool.pids[0]).toBe(spare.child.pid);
  expect(await pool.finished).toBe(true);
  expect([results.length, deaths]).toEqual([3, ['signal SIGKILL']]);
  await until(() => !alive(spare.child.pid ?? 0));
});

it('starts a child of its own in place of one that has ended', async () => {
  const spare = startSpare(entry);
  spare.child.kill('SIGKILL');
  await until(() => !spare.child.connected);
  const { pool, results, deaths } = run('late', [1, 1], 1, [spare]);
  expect(pool.pids[0]).not.toBe(spare.child.pid);
  expect(await pool.finished).toBe(true);
  expect([results.length, deaths]).toEqual([2, []]);
});

it('does every job once, with no more children than asked for', async () => {
  const { pool, results } = run('all', new Array<number>(20).fill(1), 3);
  expect(pool.pids).toHaveLength(3);
  expect(await pool.finished).toBe(true);
  expect([...results].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i));
});

it.each(some([1, 2], 1))('gives the job of a child that died to another, %i at a time', async (size) => {
  const { pool, results, deaths } = run(`deaths${size}`, [1, 2, 1, 2], size);
  expect(await pool.finished).toBe(true);
  expect([...results].sort()).toEqual([0, 1, 2, 3]);
  expect(deaths).toEqual(['signal SIGKILL', 'signal SIGKILL']);
});

it('gives up on a job that ends its child every time', async () => {
  const { pool } = run('killer', [1, 3, 1]);
  await expect(pool.finished).rejects.toThrow(/ended its training process 3 times \(signal SIGKILL\)/);
});

it.each([
  { size: 1, held: [0, 1] },
  { size: 2, held: [0, 1, 2] },
])('keeps the next job in a child, but not the last ones: $size at a time', async ({ size, held }) => {
  const pool = runSweepPool(jobs('ahead', [5, 5, 5, 5].slice(0, size + 2), 'compiled'), {
    ...{ size, entry, engines: new EngineBook() },
    onResult: () => undefined,
  });
  expect(pool.held).toEqual(held);
  pool.stop();
  expect(await pool.finished).toBe(false);
});

it('gives both jobs of a child that died to another, and counts the death against the one in hand', async () => {
  const results: number[] = [];
  const pool = runSweepPool(jobs('both', [1, 2, 2, 2, 1, 1], 'compiled'), {
    ...{ size: 1, entry, engines: new EngineBook() },
    onResult: (id) => results.push(id),
  });
  expect(await pool.finished).toBe(true);
  expect(results).toEqual([0, 1, 2, 3, 4, 5]);
});

it("tells the person's mistake as one", async () => {
  const { pool } = run('usage', [4, 1]);
  const error: unknown = await pool.finished.catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(UserError);
  expect(error).toMatchObject({ message: 'no such data', exitCode: 2 });
});

it('stops at once, and nothing is left running', async () => {
  const { pool } = run('stop', [5, 5, 5]);
  const { pids } = pool;
  pool.stop();
  expect(await pool.finished).toBe(false);
  await until(() => !pids.some(alive));
});

it('begins nothing while it is paused, loses nothing, and goes on', { tags: ['long'] }, async () => {
  const results: number[] = [];
  const pool = runSweepPool(jobs('pause', new Array<number>(12).fill(1)), {
    size: 2,
    engines: new EngineBook(),
    entry,
    onResult: (id) => {
      results.push(id);
      if (results.length === 3) pool.pause();
    },
  });
  // The other child's job was under way, and such a child does not know how to stand still.
  await until(() => results.length === 4);
  // Meanwhile another pool does all of its jobs.
  expect(await run('meanwhile', new Array<number>(12).fill(1)).pool.finished).toBe(true);
  expect(results).toHaveLength(4);
  pool.resume();
  expect(await pool.finished).toBe(true);
  expect(new Set(results).size).toBe(12);
});

it('can be stopped while it is paused', async () => {
  const { pool } = run('pausestop', [1, 5, 1]);
  pool.pause();
  pool.stop();
  expect(await pool.finished).toBe(false);
});

it('replaces the waiting jobs, and not after its end', async () => {
  const { pool, results } = run('replaced', [5, 5, 1, 1, 1], 2);
  const other = jobs('replaced', [1]).map((job) => ({ ...job, id: 90 }));
  expect(pool.replace(other)).toBe(true);
  pool.stop();
  expect(await pool.finished).toBe(false);
  expect(pool.replace(other)).toBe(false);
  const next = run('replacing', [1, 1, 1, 1, 1], 1);
  expect(next.pool.replace(other)).toBe(true);
  expect(await next.pool.finished).toBe(true);
  expect(next.results).toEqual([0, 90]);
  expect(results).toEqual([]);
});

it('lets one job of each shape decide on the engine, and hands the name on', async () => {
  const child = path.join(folder, 'decides.mjs');
  writeFileSync(
    child,
    `import { appendFileSync } from 'node:fs';
process.on('disconnect', () => process.exit(0));
process.on('message', ({ id, decided, configs: [{ name }] }) => {
  appendFileSync(${JSON.stringify(folder)} + '/' + name, id + ' ' + (decided?.why ?? 'decides') + '\\n');
  if (decided === undefined) process.send({ type: 'engine', id, decision: { backend: 'wasm', why: 'job ' + id } });
  process.send({ type: 'done', id, results: [] });
});
`,
  );
  const engines = new EngineBook();
  // Two shapes, by turns.
  const shapes = Array.from({ length: 12 }, (_, id) => ({ id, depth: 1 + (id % 2) }));
  const pool = runSweepPool(
    shapes.map(({ id, depth }) => ({
      id,
      backend: 'auto',
      measures: [],
      configs: [parseConfig({ name: 'decided', depth }, 'test')],
    })),
    { size: 3, entry: child, engines, onResult: () => undefined },
  );
  expect(await pool.finished).toBe(true);
  const lines = readFileSync(path.join(folder, 'decided'), 'utf8').trim().split('\n').sort();
  const wanted = shapes.map(({ id, depth }) => `${id} ${id < 2 ? 'decides' : `job ${depth - 1}`}`).sort();
  expect(lines).toEqual(wanted);
  expect(engines.known(parseConfig({ depth: 2 }, 'test'))).toEqual({ backend: 'wasm', why: 'job 1' });
});

it('lets another job decide where the child of the first dies', async () => {
  const { pool, results } = run('decider', [2, 1, 1]);
  expect(await pool.finished).toBe(true);
  expect([...results].sort()).toEqual([0, 1, 2]);
});

it('has nothing to do for no jobs', async () => {
  expect(await run('none', []).pool.finished).toBe(true);
});

it('takes the jobs of a large map when their turn is near', async () => {
  let taken = 0;
  function* many(): Generator<SweepJob, undefined> {
    const [job] = jobs('many', [5], 'compiled');
    for (; taken < 1e6; taken += 1) yield { ...job!, id: taken };
  }
  const pool = runSweepPool(many(), { size: 2, entry, engines: new EngineBook(), onResult: () => undefined });
  expect(taken).toBeLessThan(200);
  expect(pool.held).toHaveLength(4);
  pool.stop();
  expect([await pool.finished, pool.held]).toEqual([false, []]);
});
