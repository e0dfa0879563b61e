// Sweeps that end early: after Ctrl+C and after SIGKILL the same command goes on with nothing lost or done twice.
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { gradtop } from '../helpers/cli.js';
import { childrenOf } from '../helpers/processes.js';
import { cellsOf, numbers } from '../helpers/sweepCells.js';
import { until } from '../helpers/waiting.js';

const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-sweep-'));
const at = (name: string): string => path.join(folder, name);

const hasCells = (file: string, count: number): Promise<unknown> =>
  until(() => existsSync(file) && readFileSync(file, 'utf8').split('\n').length > count + 1);
const LONGER = ['sweep', 'tanh', '--x', 'depth=1..10', '--y', 'initializer-gain=0.5..2', '--epochs', '60'];

describe('a sweep of 10 x 10 that was ended', () => {
  const whole = at('whole.jsonl');
  beforeAll(async () => {
    expect((await gradtop([...LONGER, '--log', whole])).code).toBe(0);
  });

  it.each(['SIGKILL', 'SIGINT'] as const)('resumes after %s without losing or repeating a cell', async (signal) => {
    const file = at(`${signal}.jsonl`);
    const first = await gradtop([...LONGER, '--log', file], (child) => {
      void hasCells(file, 8).then(() => child.kill(signal));
    });
    const before = readFileSync(file, 'utf8');
    const done = before.split('\n').length - 2;
    expect(done).toBeGreaterThanOrEqual(8);
    // The sweep may have ended before a very late signal.
    if (done < 100) expect(first.code).toBe(signal === 'SIGINT' ? 130 : null);
    // The lock of a killed process does not block; a process that ends in order removes its lock.
    expect(existsSync(`${file}.lock`)).toBe(first.code === null);
    // The log ends in the middle of a line, as after a crash of the machine.
    const kept = before.slice(0, before.lastIndexOf('\n') + 1);
    if (signal === 'SIGKILL') writeFileSync(file, `${kept}{"type":"cell","column":3,"ro`);
    const second = await gradtop([...LONGER, '--log', file]);
    expect(second.stderr).toContain(`${done} of 100 cells are in the log`);
    expect(second.code).toBe(0);
    expect(existsSync(`${file}.lock`)).toBe(false);
    expect(readFileSync(file, 'utf8').startsWith(kept)).toBe(true);
    expect(cellsOf(file)).toHaveLength(100);
    expect(numbers(file).size).toBe(100);
    expect(numbers(file)).toEqual(numbers(whole));
  });

  it('trains every cell once though its training processes are killed', async () => {
    const file = at('workers.jsonl');
    const killed: number[] = [];
    const { code, stderr } = await gradtop([...LONGER, '--workers', '2', '--log', file], (child) => {
      const kill = (): void => {
        const [one] = childrenOf(child.pid ?? NaN).filter((pid) => !killed.includes(pid));
        if (one === undefined) return;
        killed.push(one);
        process.kill(one, 'SIGKILL');
      };
      for (const count of [3, 15, 40]) void hasCells(file, count).then(kill);
    });
    expect([code, killed.length]).toEqual([0, 3]);
    expect(stderr).toMatch(/a training process ended by signal SIGKILL; another process trains its cell/);
    expect(cellsOf(file)).toHaveLength(100);
    expect(numbers(file)).toEqual(numbers(whole));
  });

  it.each([
    ['SIGTERM', 143],
    // After a hang-up the program ends by the signal itself.
    ['SIGHUP', null],
  ] as const)('ends in order by %s with exit code %s', async (signal, expected) => {
    const file = at(`${signal}.jsonl`);
    const { code, stderr } = await gradtop([...LONGER, '--epochs', '3000', '--log', file], (child) => {
      void hasCells(file, 1).then(() => child.kill(signal));
    });
    expect(stderr).toMatch(/stopped after \d+ of 100 cells; run the same command to resume/);
    expect([code, existsSync(`${file}.lock`)]).toEqual([expected, false]);
  });

  it('refuses to resume with other settings', async () => {
    const { code, stderr } = await gradtop([...LONGER, '--learning-rate', '0.1', '--log', whole]);
    expect(stderr).toMatch(/belongs to another sweep/);
    expect(code).toBe(2);
  });
});

it('refuses a log that another sweep is writing, and names its process', async () => {
  const file = at('locked.jsonl');
  let pid: number | undefined;
  const first = gradtop([...LONGER, '--epochs', '3000', '--log', file], (child) => {
    pid = child.pid;
    void hasCells(file, 2).then(async () => {
      second = await gradtop([...LONGER, '--epochs', '3000', '--log', file]);
      child.kill('SIGINT');
    });
  });
  let second: Awaited<typeof first> | undefined;
  expect((await first).code).toBe(130);
  expect(second?.code).toBe(2);
  expect(second?.stdout).toBe('');
  expect(second?.stderr).toMatch(new RegExp(`^gradtop: log \\S+: process ${pid} on \\S+ is writing it; [^\\n]*\\n$`));
});
