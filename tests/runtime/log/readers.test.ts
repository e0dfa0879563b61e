// The table of log readers: every row is complete, each log finds its reader, and all sources give the same events.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeLog } from '../../../src/runtime/journal.js';
import type { GradtopEvent } from '../../../src/core/run/events.js';
import type { Clock } from '../../../src/runtime/log/clock.js';
import { locate } from '../../../src/runtime/log/locate.js';
import { isLog, openLog } from '../../../src/runtime/log/openLog.js';
import { READERS, sniff } from '../../../src/runtime/log/readers.js';
import type { LogReader, Sureness } from '../../../src/runtime/log/reader.js';
import { fileSource, sourceNamed } from '../../../src/runtime/log/source.js';

const RELU = new URL('../../fixtures/logs/relu.jsonl', import.meta.url).pathname;
const RNN = new URL('../../fixtures/logs/exploding-rnn.jsonl', import.meta.url).pathname;
const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-readers-'));
const written = (name: string, content: string): string => {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
};
const step = (n: number, more = ''): string => `{"type":"step","step":${n},"loss":${1 / n}${more}}\n`;

/** A log of each format. */
const sample = (name: string): string => new URL(`../../fixtures/watch-samples/${name}`, import.meta.url).pathname;
const SAMPLES: Readonly<Record<string, string>> = {
  gradtop: RELU,
  tensorboard: sample('tensorboard-torch/run1/events.out.tfevents.1795893264.host.21495.0'),
  dvclive: sample('dvclive/dvclive'),
  mlflow: sample('mlflow/exp/run'),
  'trainer-state': sample('hf-trainer/checkpoint-20/trainer_state.json'),
  jsonl: sample('plain/plain.jsonl'),
  csv: sample('lightning/csv/version_0/metrics.csv'),
  text: sample('plain/nanogpt-style.log'),
};
/** A clock without delay. */
const NO_WAIT: Clock = { now: () => 0, sleep: () => new Promise((resolve) => setImmediate(resolve)) };
const FORMATS = new URL('../../../src/runtime/log/formats/', import.meta.url).pathname;

describe('the table of readers', () => {
  it('has a row for each file, and a sample for each row', () => {
    const names = READERS.map(({ name }) => name);
    expect(Object.keys(SAMPLES).sort()).toEqual([...names].sort());
    // Some files are only parts of a reader. A file that exports a reader has a row.
    const files = readdirSync(FORMATS, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    const exported = files.flatMap((file) => [
      ...readFileSync(path.join(FORMATS, file), 'utf8').matchAll(
        /^export const \w+: LogReader\b[^]*?\bname: '([^']+)'/gm,
      ),
    ]);
    expect(exported.map(([, name]) => name).sort()).toEqual([...names].sort());
  });

  it.each(Object.entries(SAMPLES))('the sample of %s belongs to its reader alone', (name, sample) => {
    const sure = READERS.filter((reader) => sniff(sourceNamed(sample), [reader])?.sure === 'certain');
    expect(sure.map((reader) => reader.name)).toEqual([name]);
  });

  it.each(Object.entries(SAMPLES))('%s: follow reports the events that read does', async (name, sample) => {
    const reader = READERS.find((one) => one.name === name) as LogReader;
    const stop = new AbortController();
    const followed: GradtopEvent[] = [];
    for await (const one of reader.follow(sourceNamed(sample), { clock: NO_WAIT, signal: stop.signal }))
      if (one.type === 'events') followed.push(...one.events);
      else stop.abort(expect(one).toEqual({ type: 'caughtUp' }));
    expect(followed).toEqual([...reader.read(sourceNamed(sample))]);
    expect(followed.length).toBeGreaterThan(0);
  });

  it.each(READERS.map((reader) => [reader.name, reader] as const))('%s is complete', (name, reader) => {
    expect(name).toMatch(/^[a-z][a-z0-9-]*$/);
    expect(reader.title).toMatch(/\S/);
    for (const part of ['sniff', 'read', 'follow'] as const) expect(typeof reader[part]).toBe('function');
    // An empty file may have any format, and binary noise has none.
    expect(reader.sniff(fileSource('x'), Buffer.alloc(0))).toBe('possible');
    expect(reader.sniff(fileSource('x'), Buffer.from([0, 1, 2, 255, 10]))).toBe('no');
  });

  it('stands in the table of docs/watch.md', () => {
    const page = readFileSync(new URL('../../../docs/watch.md', import.meta.url), 'utf8');
    const rows = [...page.matchAll(/^\| `([a-z][a-z0-9-]*)` \|/gm)].map(([, name]) => name);
    expect(rows).toEqual(expect.arrayContaining(READERS.map(({ name }) => name)));
  });

  it('has names that differ', () => {
    expect(new Set(READERS.map(({ name }) => name)).size).toBe(READERS.length);
  });

  it('takes the surest reader, and of equals the first', () => {
    const of = (name: string, sure: Sureness): LogReader => ({ ...(READERS[0] as LogReader), name, sniff: () => sure });
    const chosen = (...readers: LogReader[]): string | undefined => sniff(fileSource(RELU), readers)?.reader.name;
    expect(chosen(of('a', 'possible'), of('b', 'certain'), of('c', 'certain'))).toBe('b');
    expect(chosen(of('a', 'no'), of('b', 'possible'), of('c', 'possible'))).toBe('b');
    expect(chosen(of('a', 'no'))).toBeUndefined();
  });
});

describe('recognising a log', () => {
  it.each([
    ['ours', readFileSync(RELU, 'utf8').slice(0, 2000), 'certain'],
    ['of another program', '{"loss": 1, "step": 1, "type": "step"}\n', 'certain'],
    ['with a byte order mark', `\uFEFF${step(1)}`, 'certain'],
    ['torn', '{"ty', 'possible'],
    ['empty', '', 'possible'],
    ['JSON Lines without types', '{"step":1,"loss":2}\n', 'certain'],
    ['a preset', '{"activation":"relu"}', 'possible'],
    ['text', 'dear diary\n', undefined],
    ['text with a loss', 'loss 1\n', 'likely'],
    ['a dictionary of Python', "{'loss': 2.0, 'epoch': 0.1}\n", 'certain'],
    ['settings as a dictionary', "{'lr': 0.1}\n", undefined],
    ['text after JSON', '{"lr": 0.1}\nstep 1 loss 2\n', 'certain'],
    ['JSON after text', 'loading\n{"step": 1, "loss": 2}\n', 'certain'],
    ['torn at its beginning', `{"ty\n${step(1)}`, 'certain'],
    ['text with steps', 'step 1 loss 1\n', 'certain'],
    ['a list', '[1]\n', undefined],
  ])('%s', (name, content, sure) => {
    const file = written(`${name}.txt`, content);
    expect(sniff(sourceNamed(file))?.sure).toBe(sure);
    expect(isLog(file)).toBe(sure === 'certain');
  });

  it('lists the formats and names the file if none is recognised', () => {
    expect(() => openLog(written('notes.txt', 'dear diary\n'))).toThrow(/notes\.txt: .*gradtop run log/);
    expect(() => openLog(written('empty.jsonl', ''))).toThrow(/empty\.jsonl: has no events/);
    expect(() => openLog(path.join(folder, 'nosuch.jsonl'))).toThrow(/nosuch\.jsonl: ./);
    expect(isLog(path.join(folder, 'nosuch.jsonl'))).toBe(false);
  });
});

describe('sources', () => {
  const whole = decodeLog(readFileSync(RELU, 'utf8'), RELU);

  it('reads a file repeatedly, and jumps in it', () => {
    const log = openLog(RELU);
    expect([...log.events()]).toEqual(whole);
    expect([...log.events()]).toEqual(whole);
    expect(log.jump(10_000)).toBeNull();
  });

  it('reads the logs of a folder one after the other, and keeps their runs apart', () => {
    const place = path.join(folder, 'runs');
    mkdirSync(place);
    expect(() => openLog(place)).toThrow(/runs: /);
    copyFileSync(RELU, path.join(place, 'a.jsonl'));
    copyFileSync(RELU, path.join(place, 'b.jsonl'));
    writeFileSync(path.join(place, 'notes.txt'), 'not a log');
    const events = [...openLog(place).events()];
    expect(events).toHaveLength(2 * whole.length);
    expect(events.slice(0, whole.length)).toEqual(whole);
    const { runId } = whole[0] as (typeof whole)[number];
    expect(new Set(events.map((event) => event.runId))).toEqual(new Set([runId, `${runId} (2)`]));
    expect(openLog(place).jump(10)).toBeNull();
  });

  it('leaves out files of results beside the logs of a folder', () => {
    const place = path.join(folder, 'results');
    mkdirSync(place);
    writeFileSync(path.join(place, 'metrics.json'), '{"loss": 0.5, "accuracy": 0.75}\n');
    writeFileSync(path.join(place, 'expected.json'), '{"test": {"loss": 0.5}}');
    writeFileSync(path.join(place, 'one.jsonl'), '{"step": 1, "loss": 0.5}\n');
    writeFileSync(path.join(place, 'two.jsonl'), '{"loss": 0.5}\n{"loss": 0.25}\n');
    expect(locate(place, null).map(({ name }) => name)).toEqual(['one', 'two']);
    expect(locate(path.join(place, 'metrics.json'), null).map(({ reader }) => reader.name)).toEqual(['jsonl']);
  });

  it.skipIf(process.platform === 'win32')('reads a named pipe again from the beginning', () => {
    const pipe = path.join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    // It runs in the background, because opening a pipe waits for the other side.
    execFileSync('sh', ['-c', 'cat "$1" > "$2" &', 'sh', RNN, pipe], { stdio: 'ignore' });
    const log = openLog(pipe);
    const events = decodeLog(readFileSync(RNN, 'utf8'), RNN);
    expect([...log.events()]).toEqual(events);
    expect([...openLog(pipe).events()]).toEqual(events);
    expect(log.jump(5)).toBeNull();
  });

  it('skips and reports damage with onDamage, and throws without', () => {
    const file = written('damaged.jsonl', `${step(1)}{"type":"step","step":-1}\nnoise\n${step(2)}{"type":"st`);
    const log = openLog(file);
    expect(() => [...log.events()]).toThrow(/damaged\.jsonl:2: step: field "step"/);
    const damages: string[] = [];
    const events = log.reader.read(log.source, { onDamage: ({ where }) => damages.push(where) });
    expect([...events].map((event) => 'step' in event && event.step)).toEqual([1, 2]);
    expect(damages).toEqual([`${file}:2`, `${file}:3`]);
  });
});
