// Growing logs as the dashboard sees them: the state after the watcher's actions.
import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { updateReplay } from '../../../src/core/app/replay.js';
import { gradtopReader } from '../../../src/runtime/log/formats/gradtop.js';
import { atOnce } from '../../../src/runtime/log/gradual.js';
import { fileSource, sourceNamed } from '../../../src/runtime/log/source.js';
import { endOf, isLarge } from '../../../src/runtime/watch/followedLog.js';
import { placeNamed } from '../../../src/runtime/watch/place.js';
import { streamSource } from '../../helpers/logs.js';
import { Screen } from './screen.js';

const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-watch-'));
let files = 0;
const newFile = (): string => path.join(folder, `${(files += 1)}.jsonl`);
const run = (name: string): string => `{"type":"run","name":"${name}"}\n`;
const step = (n: number, loss = 1 / n): string => `{"type":"step","step":${n},"loss":${loss}}\n`;
const steps = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, i) => step(from + i)).join('');

let screen: Screen | null = null;
afterEach(async () => {
  await screen?.watcher.close();
  screen = null;
});
const watch = (...words: string[]): Screen => (screen = new Screen(words.map(placeNamed)));
const see = (s: Screen, runs: readonly string[]): Promise<void> => expect.poll(() => s.runs).toEqual(runs);

describe('one growing log', () => {
  it('may be missing, then have only its header, then grow', async () => {
    const file = newFile();
    const s = watch(file);
    await expect.poll(() => s.said).toEqual([expect.stringContaining(file)]);
    expect(s.state.ui.message?.text).toBe(s.said[0]);
    writeFileSync(file, '');
    await expect.poll(() => s.said).toHaveLength(2);
    writeFileSync(file, run('late'));
    await see(s, ['run: 0']);
    expect(s.state.ui.message).toBeNull();
    appendFileSync(file, steps(1, 3));
    await see(s, ['run: 3']);
    expect(s.state.runs.get('run')?.status).toBe('running');
    appendFileSync(file, '{"type":"end","step":3,"reason":"completed"}\n');
    await expect.poll(() => s.state.runs.get('run')?.status).toBe('ended');
  });

  it('begins again when another file takes its name', async () => {
    const file = newFile();
    writeFileSync(file, run('a') + steps(1, 9));
    const s = watch(file);
    await see(s, ['run: 9']);
    writeFileSync(`${file}.new`, run('b') + steps(1, 2));
    renameSync(`${file}.new`, file);
    await see(s, ['run: 2']);
    expect(s.state.runs.get('run')?.run?.name).toBe('b');
    expect(s.state.focus).toBe('run');
  });

  it('keeps its runs after the file is deleted', async () => {
    const file = newFile();
    writeFileSync(file, steps(1, 4));
    const s = watch(file);
    await see(s, ['run: 4']);
    rmSync(file);
    await expect.poll(() => s.said).toEqual([expect.stringContaining('the file was deleted; its runs stay')]);
    expect(s.runs).toEqual(['run: 4']);
  });

  it('skips a damaged record and counts it once', async () => {
    const file = newFile();
    writeFileSync(file, `${step(1)}noise\n${step(2)}`);
    const s = watch(file);
    await see(s, ['run: 2']);
    appendFileSync(file, step(3));
    await see(s, ['run: 3']);
    expect(s.said).toEqual([expect.stringContaining(`${path.basename(file)}:2`)]);
  });

  it('waits while the view is paused, and catches up', async () => {
    const file = newFile();
    writeFileSync(file, steps(1, 2));
    const s = watch(file);
    await see(s, ['run: 2']);
    s.key('space');
    expect(s.state.ui.paused).toBe(true);
    appendFileSync(file, steps(3, 5));
    const other = watch2(file);
    await see(other, ['run: 5']);
    await other.watcher.close();
    expect(s.runs).toEqual(['run: 2']);
    s.key('space');
    await see(s, ['run: 5']);
  });

  it('counts the silence of its file from its last change', async () => {
    const file = newFile();
    writeFileSync(file, steps(1, 4));
    utimesSync(file, 1000, 1000);
    const s = (screen = new Screen([placeNamed(file)], () => 1090e3));
    await see(s, ['run: 4']);
    await expect
      .poll(() => {
        s.state = updateReplay(s.state, { type: 'tick', now: 5000 }).state;
        return s.state.runs.get('run')?.silentSeconds;
      })
      .toBe(90);
  });

  it('disables keys that have no meaning for a run that trains elsewhere', async () => {
    const file = newFile();
    writeFileSync(file, steps(1, 2));
    const s = watch(file);
    await see(s, ['run: 2']);
    for (const key of ['s', 'f', '[', 'a', '-', 'R']) {
      const before = s.state;
      s.key(key);
      expect(s.state.runs, key).toBe(before.runs);
      expect(s.state.ui.message?.level, key).toBe('warning');
    }
  });

  const watch2 = (file: string): Screen => new Screen([placeNamed(file)]);
});

describe('a large log', () => {
  it('shows its end first, then its past, then new steps', async () => {
    const file = newFile();
    writeFileSync(file, run('large') + steps(1, 5000));
    const s = (screen = new Screen([placeNamed(file)], undefined, 1000));
    await expect
      .poll(() => {
        const one = s.state.runs.get('run');
        return [one?.step, one?.sampledTo, one?.loss.total];
      })
      .toEqual([5000, null, 5000]);
    expect(s.said[0]).toContain(file);
    appendFileSync(file, steps(5001, 5002));
    await expect.poll(() => s.state.runs.get('run')?.loss.total).toBe(5002);
    expect(s.state.order).toEqual(['run']);
  });

  it('shows samples of its past until the past is read', () => {
    const file = newFile();
    writeFileSync(file, run('large') + steps(1, 5000));
    const source = fileSource(file);
    const end = atOnce(endOf({ source, reader: gradtopReader, name: file }, {}));
    expect([end?.step, end?.run?.name]).toEqual([5000, 'large']);
    expect(end?.sampledTo).toBeGreaterThan(4000);
    expect(end?.loss.total).toBeLessThan(1500);
    expect(isLarge({ source, reader: gradtopReader, name: file })).toBe(false);
    expect(isLarge({ source, reader: gradtopReader, name: file }, 1000)).toBe(true);
  });
});

describe('several logs', () => {
  it('separate runs that share an id', async () => {
    const [a, b] = [newFile(), newFile()];
    writeFileSync(a, run('a') + steps(1, 2));
    writeFileSync(b, run('b') + steps(1, 5));
    const s = watch(a, b);
    await expect.poll(() => s.runs.map((text) => text.split(': ')[1]).sort()).toEqual(['2', '5']);
    appendFileSync(a, step(3));
    appendFileSync(b, step(6));
    await expect.poll(() => s.runs.map((text) => text.split(': ')[1]).sort()).toEqual(['3', '6']);
    writeFileSync(`${b}.new`, run('c'));
    renameSync(`${b}.new`, b);
    await expect.poll(() => [...s.state.runs.values()].map((one) => one.run?.name).sort()).toEqual(['a', 'c']);
  });

  it('of a folder appear when they are created, and other files do not', async () => {
    const place = path.join(folder, 'runs');
    mkdirSync(place);
    const s = watch(place);
    await expect.poll(() => s.said.length).toBe(1);
    writeFileSync(path.join(place, 'notes.jsonl'), 'dear diary\n');
    writeFileSync(path.join(place, 'a.jsonl'), run('a') + steps(1, 2));
    await expect.poll(() => s.state.order.length).toBe(1);
    expect(s.state.ui.message).toBeNull();
    writeFileSync(path.join(place, 'b.jsonl'), run('b') + steps(1, 3));
    await expect.poll(() => s.runs.map((text) => text.split(': ')[1])).toEqual(['2', '3']);
    rmSync(place, { recursive: true });
    await expect.poll(() => s.said.length).toBeGreaterThanOrEqual(3);
    expect(s.runs.map((text) => text.split(': ')[1])).toEqual(['2', '3']);
  });
});

describe.skipIf(process.platform === 'win32')('a named pipe', () => {
  it('waits for a writer without blocking the process, and for the next writer', async () => {
    const pipe = path.join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const s = watch(pipe);
    await expect.poll(() => s.said.length).toBe(1);
    writeFileSync(pipe, steps(1, 2));
    await see(s, ['run: 2']);
    writeFileSync(pipe, steps(3, 4));
    await see(s, ['run: 4']);
    await s.watcher.close();
  });

  it('stops at once, even without a writer', () => {
    const pipe = path.join(folder, 'lonely');
    execFileSync('mkfifo', [pipe]);
    const source = sourceNamed(pipe);
    if (source.kind === 'stream') source.readable().destroy();
    expect(source.kind).toBe('stream');
  });
});

describe('a stream', () => {
  it('is recognised after its first line, and is read while the view is paused', async () => {
    const stream = new PassThrough({ highWaterMark: 1000 });
    const source = streamSource(stream);
    const s = (screen = new Screen([{ kind: 'source', name: source.name, source }]));
    stream.write(step(1).slice(0, 9));
    await expect.poll(() => s.said.length).toBeGreaterThan(0);
    expect(s.runs).toEqual([]);
    stream.write(step(1).slice(9) + step(2));
    await see(s, ['run: 2']);
    s.key('space');
    stream.write(steps(3, 400));
    // All bytes are read, so the writer continues.
    await expect.poll(() => stream.readableLength + stream.writableLength).toBe(0);
    expect(s.runs).toEqual(['run: 2']);
    s.key('space');
    await see(s, ['run: 400']);
    stream.end(step(401));
    await see(s, ['run: 401']);
    await expect.poll(() => s.said.at(-1)).toBe('standard input: ended');
    expect([...s.state.runs.values()].map(({ status, end }) => [status, end])).toEqual([['ended', null]]);
  });
});
