// A growing folder with a file per metric: steps in order, files that appear later, metrics that begin again.
import { appendFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { dvcliveReader } from '../../../src/runtime/log/formats/dvclive.js';
import type { Followed } from '../../../src/runtime/log/reader.js';
import { folderSource } from '../../../src/runtime/log/source.js';
import { fastClock } from '../../helpers/fastClock.js';

let stop = new AbortController();
afterEach(() => stop.abort());

function growing(): { readonly news: Followed[]; readonly write: (tag: string, from: number, to: number) => void } {
  const root = mkdtempSync(path.join(tmpdir(), 'gradtop-figures-'));
  const metrics = path.join(root, 'plots', 'metrics');
  mkdirSync(metrics, { recursive: true });
  const write = (tag: string, from: number, to: number): void => {
    const file = path.join(metrics, `${tag}.tsv`);
    if (from === 0) writeFileSync(file, `step\t${tag}\n`);
    appendFileSync(file, Array.from({ length: to - from }, (_, i) => `${from + i}\t${from + i + 0.5}\n`).join(''));
  };
  const news: Followed[] = [];
  stop = new AbortController();
  const { signal } = stop;
  void (async () => {
    for await (const one of dvcliveReader.follow(folderSource(root), { clock: fastClock, signal })) news.push(one);
  })();
  return { news, write };
}

const steps = (news: readonly Followed[]): number[] =>
  news
    .flatMap((one) => (one.type === 'events' ? one.events : []))
    .flatMap((one) => (one.type === 'step' ? one.step : []));

it('keeps the order of steps if one file is read earlier than another', { tags: ['long'] }, async () => {
  const { news, write } = growing();
  await expect.poll(() => news).toHaveLength(1);
  write('long_name_of_a_figure', 0, 9000);
  write('loss', 0, 30_000);
  await expect.poll(() => steps(news).at(-1), { timeout: 10_000 }).toBe(29_999);
  const all = steps(news);
  expect(all).toEqual(all.toSorted((a, b) => a - b));
  expect(new Set(all).size).toBe(30_000);
});

it('includes a file that appears later, and restarts if a figure does', async () => {
  const { news, write } = growing();
  write('loss', 0, 3);
  await expect.poll(() => steps(news)).toEqual([0, 1, 2]);
  write('accuracy', 0, 4);
  await expect.poll(() => steps(news).at(-1)).toBe(3);
  write('loss', 0, 1);
  await expect.poll(() => news.some(({ type }) => type === 'restarted')).toBe(true);
  await expect.poll(() => steps(news.slice(news.findIndex(({ type }) => type === 'restarted'))).at(-1)).toBe(3);
});
