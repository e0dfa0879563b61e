// Amounts of money as accounts write them, dates that no calendar has, and titles above the header.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/core/config/presets.js';
import type { Config } from '../../src/core/config/schema.js';
import { readReport, readSplit } from '../../src/table/index.js';

const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-amounts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function table(text: string, fields: Partial<Config> = {}): Config {
  const file = path.join(folder, 'own.csv');
  writeFileSync(file, text);
  return parseConfig({ dataset: 'csv', data: file, ...fields }, 'test');
}

const ROWS = 12;
const column = (cells: readonly string[], separator = ';'): string =>
  `amount${separator}y\n${Array.from({ length: ROWS }, (_, i) => `${cells[i % cells.length]}${separator}${i % 2}\n`).join('')}`;

describe('amounts', () => {
  it.each([
    [
      ['5.50', '(5.50)', '1,200.25'],
      [5.5, -5.5, 1200.25],
    ],
    [
      ['$5.50', '($5.50)', '$(1,200.25)'],
      [5.5, -5.5, -1200.25],
    ],
    [
      ['5,50', '(5,50)', '1.200,25'],
      [5.5, -5.5, 1200.25],
    ],
    [
      ['5.50', '5.50-', '7.25'],
      [5.5, -5.5, 7.25],
    ],
    [
      ['1.200,50-', '1.200,50', '3,25-'],
      [-1200.5, 1200.5, -3.25],
    ],
    [
      ['-5.50', '(5.50)', '6'],
      [-5.5, -5.5, 6],
    ],
    [
      ['1,00,000', '12,34,567.5', '999'],
      [100000, 1234567.5, 999],
    ],
    [
      ['\u20b91,00,000', '\u20b92,50,000', '-\u20b91,000'],
      [100000, 250000, -1000],
    ],
  ])('%j: numbers, with a warning', async (cells, expected) => {
    const config = table(column(cells), { standardize: 'none', target: 'y' });
    const { warnings, columns } = await readReport(config);
    expect(columns[0]).toMatchObject({ type: 'number', missing: 0 });
    expect(warnings).toEqual([expect.stringMatching(/^amount: ".*" is read as -?[\d.]+/)]);
    expect([...(await readSplit(config)).train.x.subarray(0, 3)]).toEqual(expected);
  });

  it.each([
    [['\u20a95,000,000', '\u20a96,500,000'], []],
    [['$5', '$6.25'], []],
    [['$5', '6'], []],
  ])('%j: numbers without a warning', async (cells, warned) => {
    const { warnings, columns } = await readReport(table(column(cells), { target: 'y' }));
    expect(columns[0]!.type).toBe('number');
    expect(warnings).toEqual(warned);
  });

  it.each([
    [['$5', '\u20ac6', '7'], 'amount: mixed units (4 with $, 4 with \u20ac), which are read as text'],
    [['$5', '6%'], 'amount: mixed units (6 with $, 6 with %), which are read as text'],
  ])('%j: text, with a warning', async (cells, warning) => {
    const { warnings, columns } = await readReport(table(column(cells), { target: 'y' }));
    expect(columns[0]!.type).toBe('text');
    expect(warnings).toEqual([warning]);
  });

  it.each([
    ['(1)', 'brackets around all numbers'],
    ['5.50 CR', 'a word'],
  ])('%s, %s: text, with a warning', async (cell) => {
    const cells = Array.from({ length: ROWS }, (_, i) => cell.replace(/\d/, String(i)));
    const text = `amount;x;y\n${cells.map((one, i) => `${one};${i % 5};${i % 2}\n`).join('')}`;
    const { warnings, columns } = await readReport(table(text, { target: 'y' }));
    expect(columns[0]!.type).toBe('text');
    expect(warnings).toEqual([expect.stringMatching(/^amount: numbers such as ".*" are read as text$/)]);
  });
});

describe('dates', () => {
  const days = (odd: Readonly<Record<number, string>>): string =>
    `day,x,y\n${Array.from({ length: 40 }, (_, i) => `${odd[i] ?? `2024-02-${String((i % 28) + 1).padStart(2, '0')}`},${i % 7},${i % 2}\n`).join('')}`;

  it('an impossible one counts as missing, with a warning', async () => {
    const { columns, warnings, dropped } = await readReport(table(days({ 7: '2024-02-31' })));
    expect(columns[0]).toMatchObject({ type: 'date', role: 'feature', missing: 1 });
    expect(dropped).toEqual({ rows: 1, byColumn: { day: 1 } });
    expect(warnings).toEqual(['day: "2024-02-31" (data row 8, line 9) is not a date and counts as missing']);
  });

  it('so do a few words', async () => {
    const { columns, warnings } = await readReport(table(days({ 3: 'soon', 9: '2024-02-31', 11: 'soon' })));
    expect(columns[0]).toMatchObject({ type: 'date', missing: 3 });
    expect(warnings).toEqual(['day: "soon" (data row 4, line 5) and 2 more are not dates and count as missing']);
  });

  it('many different words make it text', async () => {
    const words = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [i, `word ${i}`]));
    expect((await readReport(table(days(words)))).columns[0]!.type).toBe('text');
  });
});

describe('titles', () => {
  const rows = Array.from({ length: 12 }, (_, i) => `${'ab'[i % 2]},${i * 3},${i % 5}\n`).join('');

  it.each([
    ['of one value, padded', 'Sales 2024,,\n'],
    ['with an empty row', 'Sales 2024,,\n,,\n'],
    ['with commas of a sentence', 'Sales, by shop, of all years\n'],
    ['with a year', 'Sales,2024,final\n'],
    ['of another width', 'Sales, 2024\n'],
    ['of another width, without numbers', 'Sales, of all years\n'],
  ])('%s', async (_, title) => {
    const { columns, rows: count } = await readReport(table(`${title}shop,amount,n\n${rows}`));
    expect(columns.map(({ name }) => name)).toEqual(['shop', 'amount', 'n']);
    expect(count).toBe(12);
  });

  it('units below the names are no names', async () => {
    await expect(readReport(table(`shop,amount,n\n-,kg,cm\n${rows}`))).rejects.toThrow(
      'column amount, data row 1: "kg"',
    );
  });

  it('names with an empty one stay names', async () => {
    const { columns } = await readReport(table(`,amount,n\n${rows}`));
    expect(columns.map(({ name }) => name)).toEqual(['column 1', 'amount', 'n']);
  });
});
