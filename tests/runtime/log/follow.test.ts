// Following a log while it grows, is cut, replaced, deleted, damaged, and not there yet. Time is the test's own.
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
  closeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { fileSource, sourceNamed, type Source } from '../../../src/runtime/log/source.js';
import { streamSource } from '../../helpers/logs.js';
import { Following } from './following.js';

const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-follow-'));
let files = 0;
const newFile = (): string => path.join(folder, `${(files += 1)}.jsonl`);
const step = (n: number, more = ''): string => `{"type":"step","step":${n},"loss":1${more}}\n`;
const steps = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, i) => step(from + i)).join('');

let following: Following | null = null;
afterEach(async () => {
  await following?.end();
  following = null;
});
const follow = (source: Source | string, cost = 0): Following => {
  following = new Following(typeof source === 'string' ? fileSource(source) : source, cost);
  return following;
};

describe('a file that grows', () => {
  it('is read to its end, then as it grows', async () => {
    const file = newFile();
    writeFileSync(file, steps(1, 3));
    const f = follow(file);
    expect(await f.begin()).toEqual([1, 2, 3, 'caughtUp']);
    expect(await f.look()).toEqual([]);
    appendFileSync(file, steps(4, 5));
    expect(await f.look()).toEqual([4, 5, 'caughtUp']);
  });

  it('may write a line in pieces, and characters too', async () => {
    const file = newFile();
    const line = Buffer.from('{"type":"control","step":7,"action":"µ→∂"}\n');
    writeFileSync(file, line.subarray(0, 37));
    const f = follow(file);
    expect(await f.begin()).toEqual(['caughtUp']);
    appendFileSync(file, line.subarray(37, 39));
    expect(await f.look()).toEqual([]);
    appendFileSync(file, line.subarray(39));
    await f.look();
    expect(f.news[0]).toMatchObject({ type: 'events', events: [{ action: 'µ→∂' }] });
  });

  it('shows its last line before the newline is there, once', async () => {
    const file = newFile();
    writeFileSync(file, step(1) + step(2).trimEnd());
    const f = follow(file);
    expect(await f.begin()).toEqual([1, 2, 'caughtUp']);
    appendFileSync(file, `\n${step(3)}`);
    expect(await f.look()).toEqual([3, 'caughtUp']);
  });

  it('may be missing, or have only its header', async () => {
    const file = newFile();
    const f = follow(file);
    expect(await f.begin()).toEqual([expect.stringMatching(/^waiting: ./)]);
    expect(await f.look()).toEqual([]);
    writeFileSync(file, '{"type":"run","name":"late"}\n');
    expect(await f.look()).toEqual(['run', 'caughtUp']);
    appendFileSync(file, step(1));
    expect(await f.look()).toEqual([1, 'caughtUp']);
  });

  it('is read in beats: a long one brings its events in several messages, and sleeps between them', async () => {
    const file = newFile();
    writeFileSync(file, steps(1, 20_000));
    // Each reading of the clock takes a whole beat, so a beat reads one piece of 64 KiB.
    const f = follow(file, 10);
    await f.begin();
    const batches = f.news.flatMap((one) => (one.type === 'events' ? [one.events.length] : []));
    const pieces = Math.ceil(steps(1, 20_000).length / (1 << 16));
    expect(batches.reduce((a, b) => a + b)).toBe(20_000);
    expect(batches).toHaveLength(pieces);
    expect(f.clock.slept).toEqual([...Array.from({ length: pieces }, () => 0), 250]);
  });

  it('stops at once, even during a wait', async () => {
    const f = follow(newFile());
    await f.begin();
    expect(f.clock.asleep).not.toBeNull();
    await f.end();
  });
});

describe('a file that changes otherwise', () => {
  it('is read again after it was cut', async () => {
    const file = newFile();
    writeFileSync(file, steps(1, 9));
    const f = follow(file);
    await f.begin();
    writeFileSync(file, steps(1, 2));
    expect(await f.look()).toEqual(['truncated', 1, 2, 'caughtUp']);
    expect(f.news[0]).toMatchObject({ runIds: ['run'] });
  });

  it('is read again after it was overwritten, even with the same length', async () => {
    const file = newFile();
    writeFileSync(file, steps(1, 5));
    const f = follow(file);
    await f.begin();
    writeFileSync(file, steps(2, 8));
    expect(await f.look()).toEqual(['rewritten', 2, 3, 4, 5, 6, 7, 8, 'caughtUp']);
  });

  it('is followed by name: another one takes its place, after the rest of the old one', async () => {
    const file = newFile();
    writeFileSync(file, steps(1, 2));
    const f = follow(file);
    await f.begin();
    appendFileSync(file, step(3));
    writeFileSync(`${file}.new`, steps(1, 4));
    renameSync(`${file}.new`, file);
    expect(await f.look()).toEqual([3, 'replaced', 1, 2, 3, 4, 'caughtUp']);
  });

  it('may be deleted, and come back', async () => {
    const file = newFile();
    writeFileSync(file, steps(1, 2));
    const f = follow(file);
    await f.begin();
    rmSync(file);
    expect(await f.look()).toEqual(['deleted', 'caughtUp']);
    expect(await f.look()).toEqual([]);
    writeFileSync(file, steps(1, 1));
    expect(await f.look()).toEqual(['replaced', 1, 'caughtUp']);
  });

  it('has damaged lines, each reported once and skipped', async () => {
    const file = newFile();
    writeFileSync(file, `${step(1)}{"type":"step","step":-1}\nnoise\n${step(2)}`);
    const f = follow(file);
    const name = path.basename(file);
    expect(await f.begin()).toEqual([1, `damaged ${name}:2`, `damaged ${name}:3`, 2, 'caughtUp']);
    expect(await f.look()).toEqual([]);
  });
});

describe('zeros in a file', () => {
  const put = (file: string, text: string, position: number): void => {
    const descriptor = openSync(file, 'r+');
    writeSync(descriptor, text, position);
    closeSync(descriptor);
  };

  it('make the follower wait, as NFS fills them in later', async () => {
    const file = newFile();
    const all = steps(1, 6);
    const hole = step(1).length * 2 + 9;
    writeFileSync(file, all);
    put(file, '\0'.repeat(40), hole);
    const f = follow(file);
    expect(await f.begin()).toEqual([1, 2]);
    expect(await f.look()).toEqual([]);
    put(file, all.slice(hole, hole + 40), hole);
    expect(await f.look()).toEqual([3, 4, 5, 6, 'caughtUp']);
  });

  it('are damage after five seconds, reported once', async () => {
    const file = newFile();
    writeFileSync(file, steps(1, 6));
    put(file, '\0'.repeat(10), step(1).length * 2 + 9);
    const f = follow(file);
    expect(await f.begin()).toEqual([1, 2]);
    const news: (number | string)[] = [];
    for (let looks = 0; looks < 30; looks += 1) news.push(...(await f.look()));
    expect(news).toEqual([`damaged ${path.basename(file)}:3`, 4, 5, 6, 'caughtUp']);
    expect(f.clock.time).toBeGreaterThanOrEqual(5000);
  });

  it('at the end are space that the writer reserved', async () => {
    const file = newFile();
    writeFileSync(file, `${steps(1, 2)}${'\0'.repeat(5000)}`);
    const f = follow(file);
    expect(await f.begin()).toEqual([1, 2, 'caughtUp']);
    for (let looks = 0; looks < 30; looks += 1) expect(await f.look()).toEqual([]);
    put(file, steps(3, 4), steps(1, 2).length);
    expect(await f.look()).toEqual([3, 4, 'caughtUp']);
  });
});

describe('a folder', () => {
  it('includes logs that appear later, and separates two with one run id', async () => {
    const place = path.join(folder, 'runs');
    const f = follow({ ...sourceNamedFolder(place) });
    expect(await f.begin()).toEqual([expect.stringMatching(/^waiting: ./)]);
    writeFileSync(path.join(place, 'a.jsonl'), steps(1, 2));
    writeFileSync(path.join(place, 'notes.txt'), 'noise\n');
    expect(await f.look()).toEqual([1, 2, 'caughtUp']);
    writeFileSync(path.join(place, 'b.jsonl'), steps(1, 1));
    appendFileSync(path.join(place, 'a.jsonl'), step(3));
    expect(await f.look()).toEqual([3, 1, 'caughtUp']);
    const ids = f.news.flatMap((one) => (one.type === 'events' ? one.events.map((event) => event.runId) : []));
    expect(ids).toEqual(['run', 'run b.jsonl']);
    rmSync(path.join(place, 'a.jsonl'));
    expect(await f.look()).toEqual(['deleted', 'caughtUp']);
    appendFileSync(path.join(place, 'b.jsonl'), step(2));
    expect(await f.look()).toEqual([2, 'caughtUp']);
  });

  function sourceNamedFolder(place: string): Source {
    mkdirSync(place);
    return sourceNamed(place);
  }
});

describe('a stream', () => {
  it('is read as it comes, and ends', async () => {
    const stream = new PassThrough();
    const source = streamSource(stream);
    const f = follow(source);
    expect(await f.begin()).toEqual(['caughtUp']);
    stream.write(step(1) + step(2).slice(0, 10));
    expect(await f.look()).toEqual([1, 'caughtUp']);
    f.news.length = 0;
    stream.end(step(2).slice(10) + step(3).trimEnd());
    await f.finished();
    expect(f.short()).toEqual([2, 3, 'caughtUp', 'ended']);
  });
});
