// A training that dies and is started again writes into the same file: which run is shown, and which is over.
import { appendFileSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { GradtopEvent } from '../../../src/core/run/events.js';
import { Filling } from '../../../src/runtime/watch/filling.js';
import type { Log, LogListener } from '../../../src/runtime/watch/followedLog.js';
import { placeNamed } from '../../../src/runtime/watch/place.js';
import { Successions } from '../../../src/runtime/watch/succession.js';
import { Screen } from './screen.js';

const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-restarts-'));
let files = 0;
const begin = (runId: string, more = ''): string => `{"type":"run","runId":"${runId}","name":"mine"${more}}\n`;
const steps = (runId: string, from: number, to: number): string =>
  Array.from(
    { length: to - from + 1 },
    (_, i) => `{"type":"step","runId":"${runId}","step":${from + i},"loss":1}\n`,
  ).join('');

let screen: Screen | null = null;
afterEach(async () => {
  await screen?.watcher.close();
  screen = null;
});

/** A screen that has read `text`, and its file. */
async function watching(text: string, ids: readonly string[]): Promise<{ s: Screen; file: string }> {
  const file = path.join(folder, `${(files += 1)}.jsonl`);
  writeFileSync(file, text);
  const s = (screen = new Screen([placeNamed(file)]));
  await expect.poll(() => s.state.order).toEqual(ids);
  return { s, file };
}
const status = (s: Screen): string[] => s.state.order.map((id) => `${id}: ${s.state.runs.get(id)?.status}`);

describe('a training that was killed', () => {
  it('is over when the next one steps, and the focus follows', async () => {
    const { s, file } = await watching(begin('a') + steps('a', 1, 3), ['a']);
    expect([s.state.focus, ...status(s)]).toEqual(['a', 'a: running']);
    appendFileSync(file, begin('b'));
    await expect.poll(() => status(s)).toEqual(['a: running', 'b: running']);
    appendFileSync(file, steps('b', 1, 1));
    await expect.poll(() => status(s)).toEqual(['a: ended', 'b: running']);
    expect(s.state.focus).toBe('b');
  });

  it('is over when the file is opened later', async () => {
    const all = ['a', 'b', 'c'].map((id) => begin(id) + steps(id, 1, 2)).join('');
    const { s } = await watching(all, ['a', 'b', 'c']);
    await expect.poll(() => status(s)).toEqual(['a: ended', 'b: ended', 'c: running']);
    expect(s.state.focus).toBe('c');
  });

  it('keeps the focus that the user has given it', async () => {
    const two = begin('a') + steps('a', 1, 3) + begin('b') + steps('b', 1, 1);
    const { s, file } = await watching(two, ['a', 'b']);
    await expect.poll(() => s.state.focus).toBe('b');
    s.key('1');
    expect(s.state.focus).toBe('a');
    appendFileSync(file, begin('c') + steps('c', 1, 1));
    await expect.poll(() => status(s)).toEqual(['a: ended', 'b: ended', 'c: running']);
    expect(s.state.focus).toBe('a');
  });

  it('runs again if it was only slow', async () => {
    const { s, file } = await watching(begin('a') + steps('a', 1, 3) + begin('b') + steps('b', 1, 1), ['a', 'b']);
    await expect.poll(() => status(s)).toEqual(['a: ended', 'b: running']);
    appendFileSync(file, steps('a', 4, 4));
    await expect.poll(() => status(s)).toEqual(['a: running', 'b: running']);
    expect(s.state.focus).toBe('a');
    // Later steps leave the focus alone.
    appendFileSync(file, steps('b', 2, 3) + steps('a', 5, 5));
    await expect.poll(() => s.state.runs.get('a')?.step).toBe(5);
    expect(s.state.focus).toBe('a');
  });

  it('leaves the focus with the next one that the user has chosen', async () => {
    const { s, file } = await watching(begin('a') + steps('a', 1, 3) + begin('b') + steps('b', 1, 1), ['a', 'b']);
    await expect.poll(() => s.state.focus).toBe('b');
    s.key('2');
    appendFileSync(file, steps('a', 4, 4));
    await expect.poll(() => status(s)).toEqual(['a: running', 'b: running']);
    expect(s.state.focus).toBe('b');
  });

  it('gives its place to a run that shares its id', async () => {
    const { s, file } = await watching(begin('a') + steps('a', 1, 9), ['a']);
    appendFileSync(file, begin('a', ',"layers":[{"name":"other"}]') + steps('a', 1, 2));
    await expect.poll(() => status(s)).toEqual(['a (2): running']);
    expect(s.state.focus).toBe('a (2)');
  });
});

describe('while the past of a large log is read', () => {
  const log = { name: 'large' } as Log;
  const one = (runId: string): GradtopEvent => ({ type: 'step', runId, step: 1, loss: 1 });
  function filled(): { told: unknown[]; filling: Filling } {
    const told: unknown[] = [];
    const tell = (what: string) => (_log: Log, value: unknown) => void told.push([what, value]);
    const shown = new Proxy({} as LogListener, { get: (_, name) => tell(String(name)) });
    return { told, filling: new Filling(shown, new Successions()) };
  }

  it('a run that begins follows when it has been read', () => {
    const { told, filling } = filled();
    filling.events(log, [one('a'), one('b')]);
    expect(told).toEqual([['filling', undefined]]);
    filling.caughtUp(log, 5);
    expect(told.slice(-2)).toEqual([
      ['succeeded', { runIds: ['a'], by: 'b' }],
      ['caughtUp', 5],
    ]);
  });

  it('a run that goes on beside the next one is not over', () => {
    const { told, filling } = filled();
    filling.events(log, [one('a'), one('b'), one('c')]);
    filling.events(log, [one('b'), one('c')]);
    filling.caughtUp(log, 5);
    expect(told.slice(-3)).toEqual([
      ['succeeded', { runIds: ['a'], by: 'b' }],
      ['succeeded', { runIds: ['a'], by: 'c' }],
      ['caughtUp', 5],
    ]);
  });
});

it('a run that resumes goes on as one', async () => {
  const { s, file } = await watching(begin('a') + steps('a', 1, 9), ['a']);
  appendFileSync(file, begin('a', ',"resumes":5') + steps('a', 6, 7));
  await expect.poll(() => s.state.runs.get('a')?.step).toBe(7);
  expect(status(s)).toEqual(['a: running']);
});

it('runs of other files keep the focus', async () => {
  const { s } = await watching(begin('a') + steps('a', 1, 3), ['a']);
  await s.watcher.close();
  const [one, two] = [1, 2].map((n) => path.join(folder, `other${n}.jsonl`));
  writeFileSync(one!, begin('a') + steps('a', 1, 3));
  const board = (screen = new Screen([placeNamed(one!), placeNamed(two!)]));
  await expect.poll(() => board.state.order).toEqual(['a']);
  writeFileSync(two!, begin('b') + steps('b', 1, 3));
  await expect.poll(() => status(board)).toEqual(['a: running', 'b: running']);
  expect(board.state.focus).toBe('a');
});
