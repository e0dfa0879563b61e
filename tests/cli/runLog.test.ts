// The run log of the real program without a screen: what ends a run early, or harms its log, is in the exit code and in the log.
import { some } from '../helpers/property.js';
import { execFile, execFileSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeLog } from '../../src/runtime/journal.js';
import { alive, childrenOf } from '../helpers/processes.js';
import { gradtop } from '../helpers/cli.js';
import { until } from '../helpers/waiting.js';

const LONG = ['relu', '--epochs', '100000'];
const folder = mkdtempSync(path.join(os.tmpdir(), 'gradtop-runlog-'));
const at = (name: string): string => path.join(folder, name);
const lastOf = (file: string) => decodeLog(readFileSync(file, 'utf8'), file).at(-1);
const written = (file: string, bytes = 1): Promise<unknown> =>
  until(() => (statSync(file, { throwIfNoEntry: false })?.size ?? 0) >= bytes);

describe.runIf(existsSync('/dev/full'))('a log on a full disk', () => {
  it.each(
    some(
      [
        ['train', ['train', 'xor-shallow', '--epochs', '3']],
        ['compare', ['compare', 'xor-shallow', 'relu', '--epochs', '3']],
      ],
      1,
    ),
  )('fails %s, which trains to its end and says so last', async (_name, args) => {
    const { code, stdout, stderr } = await gradtop([...args, '--log', '/dev/full']);
    expect(code).toBe(1);
    expect(stdout).toContain('xor-shallow');
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/recording failed: .*\/dev\/full: the disk is full/);
  });
});

it('is written by one program at a time', { tags: ['long'] }, async () => {
  const file = at('one.jsonl');
  let second: Awaited<ReturnType<typeof gradtop>> | undefined;
  const first = await gradtop(['train', ...LONG, '--log', file], (child) => {
    void written(file).then(async () => {
      second = await gradtop(['train', 'relu', '--epochs', '1', '--log', file]);
      child.kill('SIGTERM');
    });
  });
  expect([second?.code, second?.stdout]).toEqual([2, '']);
  expect(second?.stderr).toMatch(/^gradtop: log \S+: process \d+ on \S+ is writing it; [^\n]+\n$/);
  expect(first.code).toBe(143);
  expect(lastOf(file)).toMatchObject({ type: 'end', reason: 'stopped' });
  expect(existsSync(`${file}.lock`)).toBe(false);
});

it('is complete again after another program deleted it, and the exit code is 1', { tags: ['long'] }, async () => {
  const file = at('deleted.jsonl');
  const { code, stderr } = await gradtop(['train', ...LONG, '--log', file], (child) => {
    void written(file)
      .then(() => rmSync(file))
      .then(() => written(file))
      .then(() => child.kill('SIGINT'));
  });
  const events = decodeLog(readFileSync(file, 'utf8'), file);
  const steps = events.flatMap((event) => (event.type === 'step' ? [event.step] : []));
  expect(steps).toEqual(steps.map((_, i) => i + 1));
  expect(events[0]?.type).toBe('run');
  expect(stderr).toMatch(/recording failed: .*deleted by another program/);
  // Ctrl+C keeps its own code.
  expect(code).toBe(130);
});

/** The hang-up of a terminal reaches the whole group: the program and its child. */
it.each(some(['SIGHUP', 'SIGINT', 'SIGTERM'] as const, 1))(
  'ends as stopped, whole, when %s reaches the group',
  async (signal) => {
    const file = at(`${signal}.jsonl`);
    const { code, stderr } = await gradtop(['train', ...LONG, '--log', file], (child) => {
      void written(file).then(() => {
        for (const pid of childrenOf(child.pid ?? 0)) process.kill(pid, signal);
        child.kill(signal);
      });
    });
    // A hang-up ends the program by the signal itself.
    const expected = signal === 'SIGHUP' ? null : 128 + os.constants.signals[signal];
    expect([code, stderr]).toEqual([expected, expect.not.stringContaining('gradtop:')]);
    const weightChange = expect.arrayContaining([expect.objectContaining({ name: 'output/kernel' })]) as unknown;
    expect(lastOf(file)).toMatchObject({ type: 'end', reason: 'stopped', weightChange });
  },
);

describe.runIf(process.platform === 'linux')('a training process that does not answer', () => {
  const stopped = async (child: ChildProcess, file: string): Promise<number> => {
    await written(file);
    const [pid = 0] = childrenOf(child.pid ?? 0);
    process.kill(pid, 'SIGSTOP');
    return pid;
  };

  it.each(
    some(
      [
        ['train', ['train', ...LONG]],
        ['compare', ['compare', ...LONG]],
      ],
      1,
    ),
  )('%s ends at the first signal, and its log has its end', { tags: ['long'] }, async (name, args) => {
    const file = at(`stopped-${name}.jsonl`);
    let pid = 0;
    const { code } = await gradtop([...args, '--log', file], (child) => {
      void stopped(child, file).then((id) => {
        pid = id;
        child.kill('SIGTERM');
      });
    });
    expect([code, alive(pid)]).toEqual([143, false]);
    expect(lastOf(file)).toMatchObject({ type: 'end', reason: 'stopped', weightChange: [] });
  });

  it('is gone with its parent, also when stopped', { tags: ['long'] }, async () => {
    const file = at('killed.jsonl');
    const pids: number[] = [];
    await gradtop(['train', ...LONG, '--log', file], (child) => {
      void stopped(child, file).then((pid) => {
        pids.push(pid);
        child.kill('SIGKILL');
      });
    });
    expect(pids).toHaveLength(1);
    await until(() => !pids.some(alive));
  });
});

describe.runIf(process.platform !== 'win32')('a named pipe as a log', () => {
  it('waits for its reader, and says so', { tags: ['long'] }, async () => {
    const pipe = at('pipe');
    execFileSync('mkfifo', [pipe]);
    let read = '';
    const { code } = await gradtop(['train', 'xor-shallow', '--epochs', '2', '--log', pipe], (child) => {
      child.stderr?.once('data', (text: string) => {
        expect(text).toContain(`waiting for a reader of ${pipe}`);
        execFile('cat', [pipe], { encoding: 'utf8' }, (_error, all) => (read = all));
      });
    });
    expect(code).toBe(0);
    await until(() => read !== '');
    expect(decodeLog(read, pipe).at(-1)).toMatchObject({ type: 'end', reason: 'completed' });
  });

  it('quits at once at Ctrl+C while it waits for a reader', async () => {
    const pipe = at('lonely');
    execFileSync('mkfifo', [pipe]);
    const { code } = await gradtop(['train', 'relu', '--log', pipe], (child) => {
      child.stderr?.once('data', () => child.kill('SIGINT'));
    });
    expect(code).toBe(130);
    expect(readdirSync(folder)).not.toContain('lonely.lock');
  });
});

it(
  'compare without a screen writes the end of a crashed run, and exits with 2 if data are not available',
  { tags: ['long'] },
  async () => {
    const file = at('crash.jsonl');
    const crashed = await gradtop(['compare', ...LONG, '--log', file], (child) => {
      void written(file).then(() => {
        for (const pid of childrenOf(child.pid ?? 0)) process.kill(pid, 'SIGKILL');
      });
    });
    expect(crashed.code).toBe(1);
    expect(lastOf(file)).toMatchObject({ type: 'end', reason: 'crashed' });
    const missing = await gradtop(['compare', 'relu', '--data', at('none.csv')]);
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('none.csv')]);
  },
);
