// The recorder: whole lines on disk at once, one message for a refusal, no error in the training.
import { execFileSync, fork } from 'node:child_process';
import {
  closeSync,
  constants,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { GradtopEvent } from '../../src/core/run/events.js';
import { UserError } from '../../src/core/userError.js';
import { decodeLog } from '../../src/runtime/journal.js';
import { openRecorder as open, type Recorder } from '../../src/runtime/recorder.js';

const HOLDER = path.join(import.meta.dirname, '../helpers/lockHolder.mjs');
const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-recorder-'));
const steps = (from: number, count: number): GradtopEvent[] =>
  Array.from({ length: count }, (_, i) => ({
    type: 'step',
    runId: 'a',
    step: from + i,
    epoch: 1,
    loss: 1 / (from + i),
  }));

const openRecorder = (file: string): Recorder => {
  const recorder = open(file);
  if (recorder === null) throw new Error('a pipe without a reader');
  return recorder;
};
/** The file of a test of its own. */
const fresh = (name: string): string => path.join(mkdtempSync(path.join(folder, 'own-')), name);
const logged = (file: string): GradtopEvent[] => decodeLog(readFileSync(file, 'utf8'), file);

describe('recorder', () => {
  it('has every line on disk when write returns, and appends', () => {
    const file = fresh('a.jsonl');
    const recorder = openRecorder(file);
    recorder.write(steps(1, 3));
    expect(decodeLog(readFileSync(file, 'utf8'), file)).toEqual(steps(1, 3));
    recorder.write(steps(4, 2));
    expect(decodeLog(readFileSync(file, 'utf8'), file)).toEqual([...steps(1, 3), ...steps(4, 2)]);
    expect(recorder.lines).toBe(5);
    expect(recorder.takeError()).toBeNull();
    void recorder.close();
    void recorder.close();
    recorder.write(steps(6, 1));
    expect(recorder.lines).toBe(5);
  });

  it('replaces an earlier log with its first event, and not before', () => {
    const file = fresh('earlier.jsonl');
    const first = openRecorder(file);
    first.write(steps(1, 9));
    void first.close();
    void openRecorder(file).close();
    expect(decodeLog(readFileSync(file, 'utf8'), file)).toEqual(steps(1, 9));
    const second = openRecorder(file);
    second.write(steps(1, 2));
    void second.close();
    expect(decodeLog(readFileSync(file, 'utf8'), file)).toEqual(steps(1, 2));
  });

  it('leaves no empty file of a run that never began', () => {
    const file = fresh('never.jsonl');
    const recorder = openRecorder(file);
    recorder.write([]);
    void recorder.close();
    expect(existsSync(file)).toBe(false);
  });

  it('reports in one line why a file cannot be opened', () => {
    writeFileSync(path.join(folder, 'file'), '');
    const cases = [
      [path.join(folder, 'no', 'such', 'folder.jsonl'), 'no such folder'],
      [folder, 'it is a folder'],
      [path.join(folder, 'file', 'b.jsonl'), 'part of the path is not a folder'],
    ] as const;
    for (const [file, why] of cases)
      expect(() => openRecorder(file)).toThrow(new UserError(`log ${file}: cannot be written: ${why}`));
  });

  it.runIf(existsSync('/dev/full'))('reports a full disk once, and training continues', () => {
    const recorder = openRecorder('/dev/full');
    recorder.write(steps(1, 2));
    expect(recorder.takeError()).toBe(
      'log /dev/full: the disk is full; recording stopped after 0 lines; training continues',
    );
    recorder.write(steps(3, 2));
    expect(recorder.takeError()).toBeNull();
    expect(recorder.active).toBe(false);
    expect(recorder.loss).toMatchObject({ file: '/dev/full', why: 'the disk is full' });
    void recorder.close();
  });

  it('has one writer: a second one is refused until the first has closed', async () => {
    const file = fresh('locked.jsonl');
    const holder = fork(HOLDER, [`${realpathSync(path.dirname(file))}/locked.jsonl.lock`]);
    try {
      await new Promise((resolve) => holder.once('message', resolve));
      writeFileSync(file, 'kept\n');
      expect(() => openRecorder(file)).toThrow(new RegExp(`process ${holder.pid} on \\S+ is writing it`));
      expect(readFileSync(file, 'utf8')).toBe('kept\n');
    } finally {
      await new Promise((resolve) => {
        holder.once('close', resolve);
        holder.kill('SIGKILL');
      });
    }
    const next = openRecorder(file);
    next.write(steps(1, 1));
    await next.close();
    expect(logged(file)).toEqual(steps(1, 1));
    expect(existsSync(`${file}.lock`)).toBe(false);
  });
});

describe('a log that another program', () => {
  const run: GradtopEvent = { type: 'run', runId: 'a', name: 'mine' };
  const begun = (): { file: string; recorder: ReturnType<typeof openRecorder> } => {
    const file = fresh('log.jsonl');
    const recorder = openRecorder(file);
    recorder.write([run, ...steps(1, 3)]);
    return { file, recorder };
  };

  it.each([0, 30])('cuts to %i bytes continues in a second file, and the first stays unchanged', async (bytes) => {
    const { file, recorder } = begun();
    truncateSync(file, bytes);
    const cut = readFileSync(file);
    recorder.write(steps(4, 2));
    const second = file.replace('log.', 'log-2.');
    expect([recorder.path, recorder.active]).toEqual([second, true]);
    expect(recorder.takeError()).toContain(second);
    expect(recorder.loss).toMatchObject({ file, why: 'cut by another program' });
    recorder.write(steps(6, 1));
    await recorder.close();
    expect(readFileSync(file).equals(cut)).toBe(true);
    const [first, ...rest] = logged(second);
    expect([first?.type, rest]).toEqual(['run', steps(4, 3)]);
    expect(readdirSync(path.dirname(file)).sort()).toEqual(['log-2.jsonl', 'log.jsonl']);
  });

  it('deletes is written again completely', async () => {
    const { file, recorder } = begun();
    rmSync(file);
    recorder.write(steps(4, 2));
    await recorder.close();
    expect(logged(file).slice(1)).toEqual(steps(1, 5));
    expect(recorder.loss).toMatchObject({ file, why: 'deleted by another program' });
    expect(recorder.takeError()).toContain('4 lines');
  });

  it('replaces by its own is written again beside it', async () => {
    const { file, recorder } = begun();
    rmSync(file);
    writeFileSync(file, 'theirs');
    recorder.write(steps(4, 2));
    await recorder.close();
    expect(readFileSync(file, 'utf8')).toBe('theirs');
    expect(logged(file.replace('log.', 'log-2.')).slice(1)).toEqual(steps(1, 5));
  });

  it('deletes with its folder ends the recording, with the number of lines', () => {
    const { file, recorder } = begun();
    rmSync(path.dirname(file), { recursive: true });
    recorder.write(steps(4, 2));
    expect([recorder.active, recorder.lines]).toEqual([false, 4]);
    expect(recorder.takeError()).toMatch(/deleted by another program.*no such folder.*after 4 lines/);
    void recorder.close();
  });

  it('moves is followed, and nothing is lost', async () => {
    const { file, recorder } = begun();
    const moved = `${file}.1`;
    renameSync(file, moved);
    recorder.write(steps(4, 1));
    expect(recorder.takeError()).toContain('moved');
    recorder.write(steps(5, 1));
    expect([recorder.takeError(), recorder.loss]).toEqual([null, null]);
    await recorder.close();
    expect(logged(moved).slice(1)).toEqual(steps(1, 5));
  });

  it('deletes before the first event is simply created', async () => {
    const file = fresh('log.jsonl');
    const recorder = openRecorder(file);
    rmSync(file);
    recorder.write(steps(1, 2));
    await recorder.close();
    expect([logged(file), recorder.loss]).toEqual([steps(1, 2), null]);
  });
});

describe.runIf(process.platform !== 'win32')('a named pipe as a log', () => {
  const pipe = (): string => {
    const file = fresh('pipe');
    execFileSync('mkfifo', [file]);
    return file;
  };

  it('without a reader is not opened, and blocks nothing', () => {
    expect(open(pipe())).toBeNull();
  });

  it('passes on everything, even to a late reader', async () => {
    const file = pipe();
    const descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const recorder = openRecorder(file);
    // Writes more than the pipe's capacity.
    for (let i = 0; i < 40; i += 1) recorder.write(steps(1 + 100 * i, 100));
    const closed = recorder.close();
    const reader = new Socket({ fd: descriptor, readable: true, writable: false });
    let text = '';
    reader.setEncoding('utf8').on('data', (piece: string) => (text += piece));
    await new Promise((resolve) => reader.once('end', resolve));
    await closed;
    expect(decodeLog(text, file)).toHaveLength(4000);
    expect(recorder.loss).toBeNull();
  });

  it('loses its lines when its reader closes it', async () => {
    const file = pipe();
    const descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const recorder = openRecorder(file);
    closeSync(descriptor);
    recorder.write(steps(1, 1));
    await recorder.close();
    expect(recorder.loss?.why).toBe('its reader is gone');
  });
});
