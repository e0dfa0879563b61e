// Where an odd cell stands in the file does not change what is understood: DuckDB's casts accept words that `words.ts` does not.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/core/config/presets.js';
import { UserError } from '../../src/core/userError.js';
import { readReport } from '../../src/table/index.js';
import { spread } from '../helpers/property.js';

const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-position-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What is understood of column `a`, or the problem without its place. */
async function understood(cell: string, at: number, rows: number, plain: (i: number) => string): Promise<unknown> {
  const file = path.join(folder, 'own.csv');
  const lines = Array.from({ length: rows }, (_, i) => `"${i === at ? cell : plain(i)}",${i % 2}\n`);
  writeFileSync(file, `a,y\n${lines.join('')}`);
  try {
    const { columns, warnings, dropped } = await readReport(
      parseConfig({ dataset: 'csv', data: file, target: 'y' }, 'test'),
    );
    const { type, missing, role, why } = columns[0]!;
    return { type, missing, role, why, warnings, dropped };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.lines.join().replace(/data row \d+|line \d+/g, '');
  }
}

const NUMBERS = [
  '1.',
  '.5',
  '+.5',
  '+5',
  '-5',
  '1e5',
  '1E+05',
  '1e0005',
  '007',
  ' 3 ',
  '\t4',
  '\u00a05',
  '6\u00a0',
  '7\v',
  '1e-400',
  '1e308',
];
const OTHERS = [
  '1_000',
  '1_2',
  '1__2',
  '1e1_0',
  '0x10',
  '0b11',
  'inf',
  '-inf',
  '+inf',
  'Infinity',
  '1e39',
  '1e400',
  '-1e400',
  '2e308',
  '--5',
  '1e',
  '5d',
];
const WORDS = [
  'TRUE',
  'true',
  '٣',
  '1 000',
  '1,000',
  '3,5',
  '0,123',
  '1.234,5',
  '1.000.000',
  '$5',
  '5 %',
  '3,5 €',
  '#N/A',
  '#5',
  '(5)',
  '12 km',
];
const GONE = ['', ' ', 'NA', 'nan', 'NaN', '-nan', '+nan', 'Null', 'none', '-', '.', '?'];
const PLAIN: Readonly<Record<string, (i: number) => string>> = {
  'whole numbers': (i) => String((i * 7) % 31),
  fractions: (i) => ((i * 7) / 32).toFixed(1),
  'three decimals': (i) => `${(i % 9) + 1}.${String((i * 7) % 1000).padStart(3, '0')}`,
};
const ALL = [...NUMBERS, ...OTHERS, ...WORDS, ...GONE];
const cases = Object.entries(PLAIN).flatMap(([name, plain]) => ALL.map((cell) => ({ name, cell, plain })));

describe('the first row, row 50 and beyond the first 400', () => {
  it.each(spread(cases, 8))('$cell among $name', async ({ cell, plain }) => {
    const first = await understood(cell, 0, 460, plain);
    expect(await understood(cell, 49, 460, plain)).toEqual(first);
    expect(await understood(cell, 455, 460, plain)).toEqual(first);
  });
});

describe('row 50,000', { tags: ['long'] }, () => {
  it.each(ALL)('%j', async (cell) => {
    const plain = PLAIN['fractions']!;
    expect(await understood(cell, 50_000, 50_010, plain)).toEqual(await understood(cell, 0, 50_010, plain));
  });
});

it.each(NUMBERS.filter((cell) => cell !== '1e308'))('%j is a number', async (cell) => {
  expect(await understood(cell, 9, 20, PLAIN['fractions']!)).toMatchObject({ type: 'number', missing: 0 });
});

it.each(OTHERS.filter((cell) => !/^-?\de\d\d/.test(cell)))('%j is none', async (cell) => {
  expect(await understood(cell, 9, 20, PLAIN['fractions']!)).toContain(`"${cell}" is not a number`);
});

it.each(['1e39', '1e308', '1e400', '-1e400'])('%j is too large', async (cell) => {
  expect(await understood(cell, 9, 20, PLAIN['fractions']!)).toContain(`"${cell}" is too large`);
});
