// Lines above the rows, and lines that begin with `#`: a comment does not have the values of a row, and a row is never left out.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { parseConfig } from '../../src/core/config/presets.js';
import { readReport } from '../../src/table/index.js';

const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-comments-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const read = (content: string) => {
  const file = path.join(folder, 'own.csv');
  writeFileSync(file, content);
  return readReport(parseConfig({ dataset: 'csv', data: file, target: 'y' }, 'test'));
};

const rows = (count: number, row: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => `${row(i)}\n`).join('');
const plain = (i: number): string => `${(i * 7) % 10},${i % 3},${i % 2 === 0 ? 'u' : 'v'}`;
const DATA = rows(20, plain);
const LONG = rows(30_000, plain);
const color = (i: number): string => `#${i % 3}f0,${(i * 7) % 10},${i % 2}`;

it.each<[string, string, { rows: number; features: number; names?: string; left?: number }]>([
  ['above the header', `# made by x\n# at noon, or so\na,b,y\n${DATA}`, { rows: 20, features: 2 }],
  ['between rows', `a,b,y\n${DATA}# more\n${DATA}# the, end\n`, { rows: 40, features: 2, left: 2 }],
  ['far below', `a,b,y\n${LONG}# more\n${DATA}`, { rows: 30_020, features: 2, left: 1 }],
  ['far below with odd quotes', `a,b,y\n${LONG}# the "end\n${DATA}`, { rows: 30_020, features: 2, left: 1 }],
  [
    'between blanks',
    `# c\na b y\n${DATA.replaceAll(/,(?=\d)/g, ' ').replaceAll(/,./g, ' 1')}4 2 0\n# one two three four\n`,
    {
      rows: 21,
      features: 2,
      left: 1,
    },
  ],
  ['above with the values of a row', `# x\n# 1,2,3\na,b,y\n${DATA}`, { rows: 20, features: 2, left: 1 }],
  ['a header', `#a,b,y\n${DATA}`, { rows: 20, features: 2, names: '#a,b,y' }],
  ['a header, and missing cells', `#a,b,y\n${DATA}#N/A,1,u\n`, { rows: 21, features: 2, names: '#a,b,y' }],
  ['missing cells', `a,b,y\n#N/A,1,u\n${DATA}#NA,1,v\n`, { rows: 22, features: 2 }],
  ['missing cells far below', `a,b,y\n${LONG}#N/A,1,v\n`, { rows: 30_001, features: 2 }],
  ['colors', `color,b,y\n${rows(30, color)}`, { rows: 30, features: 4 }],
  ['colors and a comment', `# c\ncolor,b,y\n${rows(30, color)}# end\n`, { rows: 30, features: 4, left: 1 }],
  [
    'within quotes',
    `a,b,y\n${rows(9, (i) => `${i % 5},"x\n# ${i % 2}\n\n",${i % 2}`)}# c\n`,
    {
      rows: 9,
      features: 3,
      left: 1,
    },
  ],
])('%s', async (_, content, { rows: count, features, names, left = 0 }) => {
  const report = await read(content);
  expect([report.rows, report.features]).toEqual([count, features]);
  if (names !== undefined) expect(report.columns.map(({ name }) => name).join()).toBe(names);
  const lines = left === 1 ? 'line that begins' : 'lines that begin';
  expect(report.warnings).toEqual(left === 0 ? [] : [`${left} ${lines} with # left out as comments`]);
});

it('a row that begins with # among numbers is named', async () => {
  await expect(read(`a,b,y\n${DATA}#5,1,u\n`)).rejects.toThrow('column a, data row 21: "#5" is not a number (line 22)');
});

it('a separator at the end of the header alone adds no column', async () => {
  const report = await read(`a,b,y,\n${DATA}`);
  expect([report.rows, report.columns.map(({ name }) => name).join()]).toEqual([20, 'a,b,y']);
});
