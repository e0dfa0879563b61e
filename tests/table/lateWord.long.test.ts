// A word after millions of numbers: DuckDB's stream then ends early without an error, and the rows that follow must not be lost.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { gradtop } from '../helpers/cli.js';

const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-late-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const ROWS = 3_000_000;

it('the word is named with its line, and no row is lost', async () => {
  const file = path.join(folder, 'late.csv');
  const lines = Array.from({ length: ROWS }, (_, i) => (i === ROWS - 1000 ? `x,${i % 7}` : `${(i % 10) / 8},${i % 7}`));
  writeFileSync(file, `a,b\n${lines.join('\n')}\n`);
  const { code, stderr } = await gradtop(['data', file, '--target', 'b', '--task', 'regression']);
  expect([code, stderr]).toEqual([
    2,
    expect.stringContaining(`"x" is not a number (line ${ROWS - 998}), of ${ROWS} rows`),
  ]);
});
