// Rows keep the order of the file even if DuckDB reads it in parallel, because samples drawn by a seed must not depend on threads.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { parseConfig } from '../../src/core/config/presets.js';
import { readSplit } from '../../src/table/index.js';

const ROWS = 6000;
/** 18 MB: DuckDB hands out pieces of 8 MB. */
const FILLER = 3000;

it('a text column with missing words does not shuffle the rows', { tags: ['long'] }, async () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'gradtop-order-')), 'long.csv');
  const row = (i: number): string => `${i}.5,${i % 3 === 0 ? 'a' : 'b'}${' '.repeat(FILLER)},${2 * i}.5\n`;
  writeFileSync(file, `x,word,y\n${Array.from({ length: ROWS }, (_, i) => row(i)).join('')}`);
  const read = async (fields: object): Promise<number[]> => {
    const config = parseConfig({ dataset: 'csv', data: file, standardize: 'none', ...fields }, 'test');
    const { train } = await readSplit(config);
    expect(train.featureNames).toEqual(['x', 'word=a', 'word=b']);
    return Array.from({ length: train.samples }, (_, i) => train.x[3 * i]!);
  };
  expect(await read({})).toEqual(Array.from({ length: ROWS }, (_, i) => i + 0.5));
  const drawn = await read({ rows: 100 });
  expect([drawn.length, new Set(drawn).size]).toEqual([100, 100]);
  expect(drawn).toEqual([...drawn].sort((a, b) => a - b));
});
