// What is refused of a table, in one line a problem that names file, line and column, and the flags that solve it.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/core/config/presets.js';
import type { PresetFile } from '../../src/core/config/schema.js';
import { UserError } from '../../src/core/userError.js';
import { readReport } from '../../src/table/index.js';

const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-mistakes-'));
const place = (name: string, content: string | Buffer): string => {
  writeFileSync(path.join(folder, name), content);
  return path.join(folder, name);
};
const linesOf = async (file: string, fields: PresetFile = {}): Promise<string[]> => {
  const error = await readReport(parseConfig({ dataset: 'csv', data: file, ...fields }, 'test')).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UserError);
  return (error as UserError).lines.map((line) => line.replaceAll(folder + path.sep, ''));
};
const rows = (values: readonly unknown[], name = 'y'): string =>
  [`a,${name}`, ...values.map((value, i) => `${i % 7},${String(value)}`)].join('\n');

describe('text', () => {
  it.each<[string, string, RegExp, PresetFile?]>([
    ['an empty file', '', /^own\.csv: the file is empty/],
    ['blanks alone', ' \n\n', /^own\.csv: the file is empty/],
    ['a header alone', 'a,y\n', /^own\.csv: /],
    ['three rows', 'a,y\n1,u\n2,v\n3,u\n', /^own\.csv: 3 complete rows; at least 4/],
    ['nothing but gaps', 'a,y\n,1\n2,\n,3\nNA,4\n5,', /0 complete rows \(5 of 5 have missing values\).*--missing mean/],
    ['one column', 'y\n1\n2\n3\n4', /only one column, y/],
    [
      'no such target',
      'Age,Label\n1,2\n2,3\n3,3\n4,4',
      /no column "label" \(did you mean Label\?\).*Age, Label/,
      { target: 'label' },
    ],
    [
      'no such column',
      'Age,Label\n1,2\n2,3\n3,3\n4,4',
      /--drop: no column "age" \(did you mean Age\?\)/,
      { drop: 'age' },
    ],
    [
      'words as a number',
      rows(['u', 'v', 'u', 'v', 'w', 'w']),
      /^own\.csv: target y holds words; --task regression needs numbers$/,
      { task: 'regression' },
    ],
    ['one value in the target', rows([1, 1, '1.0', 1]), /target y: it has only one value/, { target: 'y' }],
    [
      'a word among numbers, its line counted with dropped rows and the flags that help',
      'a,y\n,0\nNA,1\n3,1\n4,0\nfoo,1\n5,0\n6,1',
      /column a, data row 5: "foo" is not a number \(line 6\), of 7 rows; --na "foo".*--drop "a"/,
    ],
    [
      'a line counted through quoted line ends and empty lines',
      'a,"n\nn",y\n1,2,0\n2,"3",1\n\n4,2,1\n5,5,0\n0x1F,5,0',
      /column a, data row 5: "0x1F" is not a number \(line 8\)/,
    ],
    [
      'a word that looks like a flag',
      rows([...Array.from({ length: 30 }, (_, i) => i / 7), '-x']),
      /"-x" is not a number \(line 32\), of 31 rows; --na="-x" counts it/,
    ],
    [
      'too large for float32',
      'a,y\n1,0\n1e39,1\n2,0\n3,1',
      /column a, data row 2: "1e39" is too large \(allowed: up to 3\.4e38\) \(line 3\)/,
    ],
    [
      'a number with wrong commas, which --na would take apart',
      'a,y\n"1,00,000",0\n"1,00,00",1\n2,0\n3,1\n4,1\n5,0',
      /"1,00,00" is not a number \(line 3\), of 6 rows; --drop "a" leaves the column out$/,
    ],
    ['infinity', 'a,y\n1,0\nInfinity,1\n2,0\n3,1\n4,1\n5,0', /"Infinity" is not a number/],
    [
      'one typing mistake in a target of numbers',
      rows([...Array.from({ length: 30 }, (_, i) => i / 7), '12x']),
      /column y, data row 31: "12x" is not a number \(line 32\), of 31 rows; --na "12x"/,
    ],
    [
      'a line above 4 MB',
      `a,y\n1,0\n2,${'x'.repeat(5e6)}\n3,1\n4,5\n`,
      /^own\.csv: line 3: longer than 4 MB; allowed: lines up to 4 MB$/,
    ],
    ['too few cells', 'a,y\n1,0\n2\n3,1\n4,5\n', /^own\.csv: line 3: 1 value, but the table has 2 columns$/],
    ['too many cells', 'a,y\n1,0\n2,1,5\n3,1\n4,5\n', /line 3: 3 values, but the table has 2 columns$/],
    [
      'rows of different widths',
      'a,b,y\n1,2\n3,4,x,9\n"un,4,5\n',
      /^own\.csv: line 2: 2 values, but the table has 3 columns$/,
    ],
    ['a header without rows', 'a,b\n', /^own\.csv: no data rows below the header$/],
    ['a quote left open', 'a,y\n1,0\n2,1\n1,"0\n2,1\n', /line 4: a quote that does not end its value; allowed: /],
    ['text after a quote', 'a,y\n1,0\n"2"x,1\n3,4\n', /^own\.csv: line 3: a quote that does not end its value/],
    ['a list of numbers', '[1, 2, 3]', /allowed: a list of objects/],
    ['damaged JSON', '{"a": [1, 2\n', /^own\.csv: cannot be read as JSON/],
    [
      'too many words',
      rows(Array.from({ length: 202 }, (_, i) => `w${i % 101}`)),
      /target y: it has 101 different words/,
      { target: 'y' },
    ],
    [
      'dates as a target',
      rows(['2020-01-01', '2020-01-02', '2020-01-03', '2020-01-04']),
      /target y: it holds dates/,
      { target: 'y' },
    ],
  ])('%s', async (_, text, expected, fields) => {
    const lines = await linesOf(place('own.csv', text), fields);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(expected);
  });

  it('every column with a problem has its line', async () => {
    const text = `a,b,c,y\n${Array.from({ length: 12 }, (_, i) => `${i === 4 ? 'x' : i},${i === 7 ? 'z' : i * 3},${i},${i % 2}`).join('\n')}\n`;
    const lines = await linesOf(place('own.csv', text));
    expect(lines.map((line) => /column (\w).*\(line (\d+)\)/.exec(line)?.slice(1))).toEqual([
      ['a', '6'],
      ['b', '9'],
    ]);
  });

  it('escape codes in names and cells are not live', async () => {
    const lines = await linesOf(place('own.csv', 'a\u001b[31m,y\n1,0\n2,1\n3\u001b[2Jx,0\n4,1\n5,1\n6,0\n'));
    expect(lines.join()).not.toMatch(/[\u0000-\u001f]/);
  });
});

describe('other files are named, with the line that converts them', () => {
  it.each<[string, Buffer, RegExp]>([
    [
      'book.xlsx',
      Buffer.concat([Buffer.from('504b0304', 'hex'), Buffer.from('..[Content_Types].xml..xl/workbook')]),
      /Excel.*read_excel/,
    ],
    ['arrays.npz', Buffer.concat([Buffer.from('504b0304', 'hex'), Buffer.from('....x.npy')]), /NumPy.*savetxt/],
    ['array.npy', Buffer.concat([Buffer.from('934e554d5059', 'hex'), Buffer.from('...')]), /NumPy.*savetxt/],
    ['t.arrow', Buffer.from('ARROW1\0\0'), /Arrow.*to_parquet/],
    ['t.csv.zst', Buffer.from('28b52ffd0011', 'hex'), /zstd -d/],
    ['t.db', Buffer.from('SQLite format 3\0'), /sqlite3 -header -csv/],
    ['t.bin', Buffer.from([1, 2, 0, 4]), /is not text: .*; allowed: CSV/],
    ['late.csv', Buffer.from(`a,y\n${'1,2\n'.repeat(50_000)}\0`), /NUL characters; allowed: CSV/],
    ['torn.csv.gz', Buffer.from('1f8b0800000000000003', 'hex'), /gzip data are damaged/],
    ['t.parquet', Buffer.from('PAR1....'), /cannot be read as Parquet/],
  ])('%s', async (name, bytes, expected) => {
    const lines = await linesOf(place(name, bytes));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(expected);
    expect(lines[0]).toContain(name);
  });
});

it('a file that is missing, or a folder', async () => {
  mkdirSync(path.join(folder, 'sub'));
  expect(await linesOf(path.join(folder, 'none.csv'))).toEqual(['none.csv: cannot be read: no such file']);
  expect(await linesOf(path.join(folder, 'sub'))).toEqual(['sub: cannot be read: it is a folder']);
});
