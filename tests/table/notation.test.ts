// Decimal comma or decimal point: each column decides for itself, and a value never changes by a factor of 1000 silently.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/core/config/presets.js';
import { readReport, readSplit } from '../../src/table/index.js';

const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-notation-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const LABELS = ['u', 'v'];

/** A table of columns x1, x2, ... and a target of words; each cell in quotes. */
function table(columns: readonly (readonly string[])[], separator: string): string {
  const file = path.join(folder, 'own.csv');
  const names = columns.map((_, i) => `x${i + 1}`);
  const lines = columns[0]!.map((_, row) => [...columns.map((cells) => `"${cells[row]}"`), LABELS[row % 2]]);
  writeFileSync(file, [[...names, 'y'], ...lines].map((cells) => `${cells.join(separator)}\n`).join(''));
  return file;
}
const configOf = (file: string) => parseConfig({ dataset: 'csv', data: file, standardize: 'none' }, 'test');

async function read(columns: readonly (readonly string[])[], separator: string) {
  const config = configOf(table(columns, separator));
  const { train } = await readSplit(config);
  const { warnings } = await readReport(config);
  const first = columns.map((_, i) => train.x[i]!);
  return { first, warned: warnings.map((warning) => warning.split(':')[0]) };
}

const many = (cell: string, count = 12): string[] =>
  Array.from({ length: count }, (_, i) => cell.replace(/\d(?=\D*$)/, String(i % 9)));
const ints = Array.from({ length: 12 }, (_, i) => String(i % 5));
const late = (cells: readonly string[], cell: string): string[] => [...cells.slice(0, -1), cell];

describe.each([',', ';', '\t', '|'])('separated by %j', (separator) => {
  const semicolon = separator === ';';
  const comma = separator === ',';
  it.each<[string, string[][], number[], string[]]>([
    [
      'one decimal comma leaves other columns alone',
      [many('1.234'), late(ints, '3,5')],
      [1.23, 0],
      comma ? [] : ['x1'],
    ],
    ['decimal points', [many('1.234'), many('0.51')], [1.23, 0.5], []],
    [
      'decimal commas in a whole column',
      [many('1.234'), many('3,51')],
      [comma ? 1.23 : 1230, 3.5],
      comma ? [] : ['x1'],
    ],
    [
      'a comma before three digits beside decimal commas',
      [many('1,234'), many('3,51')],
      [comma ? 1230 : 1.23, 3.5],
      comma ? ['x1'] : [],
    ],
    ['a comma before three digits beside points', [many('1,234'), many('0.51')], [1230, 0.5], []],
    ['a comma before three digits alone', [many('1,234'), ints], [semicolon ? 1.23 : 1230, 0], comma ? [] : ['x1']],
    ['both marks', [many('1.234,56'), many('1,234.56')], [1234.5, 1234.5], []],
    ['a fraction with a comma', [many('0,123'), ints], [0.12, 0], []],
    ['money with spaces', [many('1 005,50 €'), many('2\u2009000.50')], [1005.5, 2000.5], []],
    ['money', [many('1,05 €'), many('$1,234.50')], [1, 1234.5], []],
  ])('%s', async (_, columns, first, warned) => {
    const found = await read(columns, separator);
    first.forEach((value, i) => expect(found.first[i]).toBeCloseTo(value, 3));
    expect(found.warned).toEqual(warned);
  });

  it('a decimal comma among single points is a mistake', async () => {
    const file = table([late(many('1.234'), '3,5'), ints], separator);
    await expect(readReport(configOf(file))).rejects.toThrow('column x1, data row 12: "3,5" is not a number (line 13)');
  });

  it('a decimal comma among commas before three digits is a mistake, except between semicolons', async () => {
    const columns = [late(many('1,234'), '3,5'), ints];
    if (semicolon) expect(await read(columns, separator)).toEqual({ first: [expect.closeTo(1.23), 0], warned: ['x1'] });
    else
      await expect(readReport(configOf(table(columns, separator)))).rejects.toThrow('"3,5" is not a number (line 13)');
  });
});

it.each(['(1.50)', '12 km', '1,00,00', '<5', '3.5e'])(
  'numbers such as %s are text, and gradtop says so',
  async (cell) => {
    const warned = (await readReport(configOf(table([many(cell, 9), many('1', 9)], ',')))).warnings;
    expect(warned).toEqual([expect.stringMatching(/^x1: numbers such as ".*" are read as text$/)]);
  },
);
it.each(['12 km2', 'r12', '10:30', '12 Elm Street 5', '1-2'])('%s is no such number', async (cell) => {
  expect((await readReport(configOf(table([many(cell, 9), many('1', 9)], ',')))).warnings).toEqual([]);
});

it('whole numbers of 19 digits are rounded, with a warning', async () => {
  const ids = Array.from({ length: 12 }, (_, i) => String(1_300_000_000_000_000_000n + 700n * BigInt(i)));
  expect((await read([ids, ints], ',')).warned).toEqual(['x1']);
});

it('a percent sign in some of the cells is warned about', async () => {
  expect((await read([late(ints, '5%'), ints.map((cell) => `${cell} %`)], ',')).warned).toEqual(['x1']);
});
