// Tables of many rows: estimates, words that first lines do not show, and a load that several runs share.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { parseConfig } from '../../src/core/config/presets.js';
import type { Config } from '../../src/core/config/schema.js';
import { readSplit } from '../../src/table/cache.js';
import { likelyDistinct } from '../../src/table/distinct.js';
import { readReport } from '../../src/table/index.js';

const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-large-'));
const config = (data: string, fields: Partial<Config> = {}): Config =>
  parseConfig({ dataset: 'csv', data, ...fields }, 'test');
const IRIS = path.join(import.meta.dirname, '..', 'fixtures', 'tables', 'iris.csv');

it.each([
  [10_000, 10_000, 1e6, 1e6],
  // 1000 values, each drawn ten times: all are seen.
  [1000, 10_000, 1e6, 1000],
  // 10,000 draws from 10,000 values show 1 - 1/e of them.
  [6321, 10_000, 1e6, 10_000],
])('%i different values among %i of %i rows: about %i', (seen, some, filled, expected) => {
  const found = likelyDistinct(seen, some, filled);
  expect(Math.abs(found - expected) / expected).toBeLessThan(0.01);
});

it('runs share a load, and the end of one leaves it to the others', async () => {
  const leave = new AbortController();
  const words: string[] = [];
  const tell = (text: string): void => void words.push(text);
  const first = readSplit(config(IRIS), { tell, signal: leave.signal });
  const second = readSplit(config(IRIS), { tell, signal: null });
  leave.abort();
  await expect(first).rejects.toThrow('before its table was read');
  const split = await second;
  expect(await readSplit(config(IRIS))).toBe(split);
  expect(words.join('\n')).toContain('150 rows');
});

it('another table ends a load that no run waits for', async () => {
  const leave = new AbortController();
  const first = readSplit(config(IRIS, { dataSeed: 1 }), { tell: () => undefined, signal: leave.signal });
  leave.abort();
  await expect(first).rejects.toThrow();
  expect((await readSplit(config(IRIS, { dataSeed: 2 }))).train.samples).toBe(150);
});

it(
  'many rows: every feature has its own values, also those of a column that is read in two parts',
  { tags: ['long'] },
  async () => {
    const [rows, words] = [300_100, 15];
    const file = path.join(folder, 'words.csv');
    const lines = Array.from(
      { length: rows },
      (_, i) => `${i % 11 === 0 ? '' : i % 13},w${i % words},${(i * 0.37) % 7},${i % 2}`,
    );
    writeFileSync(file, `a,word,b,label\n${lines.join('\n')}\n`);
    const { train } = await readSplit(config(file, { maxCategories: words }));
    const used = Array.from({ length: rows }, (_, i) => i).filter((i) => i % 11 !== 0);
    expect(train.featureNames).toEqual(['a', ...Array.from({ length: words }, (_, i) => `word=w${i}`), 'b']);
    expect(train.samples).toBe(used.length);
    const [a, b] = [train.featureScales![0]!, train.featureScales!.at(-1)!];
    for (let at = 0; at < used.length; at += 97) {
      const row = used[at]!;
      const x = train.x.subarray(at * (words + 2), (at + 1) * (words + 2));
      expect(x[0]).toBeCloseTo(((row % 13) - a.mean) / a.deviation, 5);
      expect([...x.subarray(1, -1)]).toEqual(Array.from({ length: words }, (_, i) => (row % words === i ? 1 : 0)));
      expect(x.at(-1)).toBeCloseTo((((row * 0.37) % 7) - b.mean) / b.deviation, 5);
      expect(train.y[at]).toBe(row % 2);
    }
  },
);

it('many rows: counts of few values are exact, late words are missing', { tags: ['long'] }, async () => {
  const rows = 300_100;
  const file = path.join(folder, 'many.csv');
  const lines = Array.from({ length: rows }, (_, i) => {
    const late = i === rows - 1;
    return `${i},${late ? 'NaN' : (i * 0.37) % 7},${late ? 'n/a' : i % 1000},${i % 7 === 0 ? 'a' : 'b'}`;
  });
  writeFileSync(file, `id,x,k,label\n${lines.join('\n')}\n`);
  const { columns, target } = await readReport(config(file));
  expect(columns.map(({ name, type, role, missing }) => [name, type, role, missing])).toEqual([
    ['id', 'number', 'dropped', 0],
    ['x', 'number', 'feature', 1],
    ['k', 'number', 'feature', 1],
    ['label', 'text', 'target', 0],
  ]);
  expect(columns[2]?.distinct).toBe(1000);
  expect(target.classes).toEqual([
    { name: 'a', count: 42_872 },
    { name: 'b', count: 257_228, used: 257_227 },
  ]);
});

it(
  'a table that needs more memory than is free is refused before it is read; a sample is not',
  { tags: ['long'] },
  async () => {
    const file = path.join(folder, 'wide.csv');
    const limit = vi.spyOn(process, 'constrainedMemory').mockImplementation(() => process.memoryUsage.rss() + 1e8);
    onTestFinished(() => limit.mockRestore());
    writeFileSync(file, `a,b,c,d,y\n${'1.5,2.5,3.5,4.5,0\n1,2,3,4,1\n'.repeat(1_900_000)}`);
    await expect(readReport(config(file))).rejects.toThrow(
      /wide\.csv: needs about 0\.\d GB of memory, 0\.1 GB are free; --samples 100000 reads a sample$/,
    );
    expect((await readReport(config(file, { rows: 100 }))).rows).toBe(100);
  },
);
