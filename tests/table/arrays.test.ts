// The arrays of a table are the numbers in its cells, whatever the column and wherever cells are missing.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { parseConfig } from '../../src/core/config/presets.js';
import type { Config, PresetFile } from '../../src/core/config/schema.js';
import { createRng } from '../../src/core/random/rng.js';
import { readSplit } from '../../src/table/index.js';

const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-arrays-'));
const write = (name: string, text: string): string => {
  writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
};
const config = (data: string, fields: PresetFile = {}): Config =>
  parseConfig({ dataset: 'csv', data, standardize: 'none', ...fields }, 'test');

type Cells = Readonly<Record<'a' | 'b' | 'word' | 'y', string | null>>;

/** Longer words do not fit into the place that DuckDB has for short ones. */
const WORDS = ['u', 'a much longer word', 'ü,"x"', 'last'];

function cells(rows: number, seed: number): Cells[] {
  const random = createRng(seed, 'arrays');
  const maybe = (cell: string): string | null => (random.uniform() < 0.05 ? null : cell);
  return Array.from({ length: rows }, (_, i) => ({
    a: maybe(String(random.normal() * 10 ** (i % 9))),
    b: maybe(String(i)),
    // Each word occurs, in this order.
    word: i < WORDS.length ? WORDS[i]! : maybe(WORDS[Math.floor(random.uniform() * WORDS.length)]!),
    y: String(i < WORDS.length ? i + 0.5 : random.normal()),
  }));
}

const quoted = (cell: string | null): string => (cell === null ? '' : `"${cell.replaceAll('"', '""')}"`);
const csv = (rows: readonly Cells[]): string =>
  ['a,b,word,y', ...rows.map(({ a, b, word, y }) => [a ?? '', b ?? '', quoted(word), y].join(','))].join('\n');
const german = (rows: readonly Cells[]): string =>
  [
    'a;b;word;y',
    ...rows.map(({ a, b, word, y }) => [a ?? '', b ?? '', quoted(word), y].join(';').replace(/(\d)\.(\d)/g, '$1,$2')),
  ].join('\r\n');
const numbersOrNull = (cell: string | null): number | null => (cell === null ? null : Number(cell));
const jsonl = (rows: readonly Cells[]): string =>
  rows
    .map(({ a, b, word, y }) => JSON.stringify({ a: numbersOrNull(a), b: numbersOrNull(b), word, y: numbersOrNull(y) }))
    .join('\n');

// DuckDB hands out 2048 rows at a time.
it.each([
  [40, 1],
  [2048, 2],
  [2049, 3],
  [6150, 4],
])('%i rows as CSV, with decimal commas, and as JSON Lines', async (count, seed) => {
  const rows = cells(count, seed);
  const used = rows.filter(({ a, b, word }) => a !== null && b !== null && word !== null);
  const x = used.flatMap(({ a, b, word }) => [Number(a), Number(b), ...WORDS.map((one) => Number(one === word))]);
  for (const file of [write('t.csv', csv(rows)), write('g.csv', german(rows)), write('t.jsonl', jsonl(rows))]) {
    const { train } = await readSplit(config(file));
    expect(train.featureNames).toEqual(['a', 'b', ...WORDS.map((word) => `word=${word}`)]);
    expect(train.x).toEqual(new Float32Array(x));
    expect(train.y).toEqual(new Float32Array(used.map(({ y }) => Number(y))));
    expect(train.dropped).toBe(count - used.length);
  }
});

it('a missing word becomes the most frequent one, even if it has not half of the rows', async () => {
  const file = write('m.csv', `word,y\n${['a', 'b', 'b', 'c', '', 'd'].map((word, i) => `${word},${i}.5`).join('\n')}`);
  for (const missing of ['most-frequent', 'mean'] as const) {
    const { train } = await readSplit(config(file, { missing }));
    expect([...train.x.subarray(4 * 4, 5 * 4)]).toEqual([0, 1, 0, 0]);
  }
});
