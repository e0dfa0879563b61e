// The user's own table: how it is read, and one clear line for each error.
import { stringify } from './stringify.js';
import { describe, expect, it } from 'vitest';
import { csvDataset } from '../../src/data/csv.js';
import { UserError } from '../../src/core/userError.js';
import { fc } from '../helpers/property.js';

const read = (text: string, target: string | null = null) => csvDataset(text, 'own.csv', target);
const failure = (text: string, target: string | null = null): string => {
  try {
    read(text, target);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as Error).message;
  }
  throw new Error('no error');
};
const column = (values: readonly unknown[], name = 'y'): string =>
  [`a,${name}`, ...values.map((value, i) => `${i},${String(value)}`)].join('\n');

describe('the target decides the task', () => {
  it.each<[string, readonly unknown[], string, readonly string[]]>([
    ['two words', ['no', 'yes', 'no', 'yes'], 'binary', ['no', 'yes']],
    ['two numbers, also with fractions', [0.5, 2.5, 0.5, 2.5], 'binary', ['0.5', '2.5']],
    ['0 and 1 in either spelling', ['0', '1.0', '1', '0.0'], 'binary', ['0', '1']],
    ['minus zero is zero', ['-0', '1', '0', '1'], 'binary', ['0', '1']],
    ['words', ['b', 'a', 'c', 'b'], 'multiclass', ['a', 'b', 'c']],
    ['few whole numbers, in the order of numbers', [10, 9, 2, 10, 9], 'multiclass', ['2', '9', '10']],
    ['ten whole numbers', Array.from({ length: 20 }, (_, i) => i % 10), 'multiclass', [...'0123456789']],
    ['eleven whole numbers', Array.from({ length: 22 }, (_, i) => i % 11), 'regression', []],
    ['three numbers with fractions', [0.5, 1, 2, 0.5], 'regression', []],
    ['a few classes of which most are numbers', [1, 2, 3, 'unknown', 1, 2], 'multiclass', ['1', '2', '3', 'unknown']],
  ])('%s', (_, values, task, classNames) => {
    const data = read(column(values));
    expect([data.task, data.classNames]).toEqual([task, classNames]);
    expect(data.classes).toBe(classNames.length);
    expect(data.outputs).toBe(task === 'multiclass' ? classNames.length : 1);
    expect(data.y).toHaveLength(data.samples * data.outputs);
  });

  it('binary targets are 0 and 1, more classes one-hot, in the order of the names', () => {
    expect([...read(column(['no', 'yes', 'yes', 'no'])).y]).toEqual([0, 1, 1, 0]);
    expect([...read(column(['c', 'a', 'b', 'a'])).y]).toEqual([0, 0, 1, 1, 0, 0, 0, 1, 0, 1, 0, 0]);
  });

  it('a target of numbers is standardised', () => {
    const { y } = read(column([0.5, 1.5, 2.5, 3.5]));
    [-1.5, -0.5, 0.5, 1.5].forEach((value, i) => expect(y[i]).toBeCloseTo(value / Math.sqrt(1.25), 6));
  });

  it('stands in the column named, or the last', () => {
    const text = 'a,b\n1,5\n1,6\n2,7\n2,8\n';
    expect(read(text, 'a').featureNames).toEqual(['b']);
    expect(read(text).featureNames).toEqual(['a']);
  });
});

describe('features', () => {
  it('are standardised whatever their scale: mean 0, deviation 1, the order kept', () => {
    const finite = fc.double({ min: -1e30, max: 1e30, noNaN: true });
    fc.assert(
      fc.property(fc.array(finite, { minLength: 4, maxLength: 60 }), (values) => {
        const { x } = read(['a,y', ...values.map((value, i) => `${value},${i % 2}`)].join('\n'));
        expect(x.every(Number.isFinite)).toBe(true);
        if (new Set(values.map((v) => v + 0)).size === 1)
          return expect([...x].every((value) => value === 0)).toBe(true);
        const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
        const square = x.reduce((sum, value) => sum + value * value, 0) / x.length;
        expect(Math.abs(mean)).toBeLessThan(1e-5);
        expect(square).toBeCloseTo(1, 5);
        const order = (list: ArrayLike<number>): number => Array.from(list).indexOf(Math.max(...Array.from(list)));
        expect(x[order(values)]).toBe(Math.max(...x));
      }),
    );
  });

  it.each([
    ['0.1 three times over, which floating point does not average to 0.1', '0.1'],
    ['the largest float32', '3.4e38'],
    ['zero', '0'],
  ])('a constant column becomes 0: %s', (_, value) => {
    const { x } = read(`a,b,y\n${[0, 1, 0, 1, 0, 1].map((y, i) => `${value},${i},${y}`).join('\n')}`);
    expect([...x].filter((__, i) => i % 2 === 0)).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('scientific notation, signs and blanks around are read', () => {
    const plain = read(column([0, 1, 0, 1]));
    const spelled = read('a,y\n 0e5 ,0\n+1,1\n2.,0\n.3e1,1\n');
    expect([...spelled.x]).toEqual([...plain.x]);
  });
});

describe('the file', () => {
  const same = read('a,b,y\n1,5,u\n2,4,v\n3,1,u\n4,2,v\n');
  it.each([
    ['semicolons', 'a;b;y\n1;5;u\n2;4;v\n3;1;u\n4;2;v\n'],
    ['tabs', 'a\tb\ty\n1\t5\tu\n2\t4\tv\n3\t1\tu\n4\t2\tv'],
    ['Windows line ends and a byte order mark', '\ufeffa,b,y\r\n1,5,u\r\n2,4,v\r\n3,1,u\r\n4,2,v\r\n'],
    ['semicolons below empty lines', '\ufeff\n\r\na;b;y\n1;5;u\n2;4;v\n3;1;u\n4;2;v\n'],
    ['old Mac line ends', 'a,b,y\r1,5,u\r2,4,v\r3,1,u\r4,2,v\r'],
    ['quotes, blanks and empty lines', '"a", b ,"y"\n\n"1",5,"u"\n2,4,v\n\n3, 1 ,u\n4,2,v\n\n'],
  ])('%s make no difference', (_, text) => expect(read(text)).toEqual(same));

  it('quoted delimiters, quotes and line ends belong to the name', () => {
    const data = read('"a, ""the"" first","b\nc",y\n1,2,"x,1"\n2,3,"z"\n3,3,"x,1"\n4,1,z\n');
    expect(data.featureNames).toEqual(['a, "the" first', 'b c']);
    expect(data.classNames).toEqual(['x,1', 'z']);
  });

  it('a comma inside quotes of the header is no separator', () => {
    expect(read('"a, b";y\n1;0\n2;1\n3;0\n4;1').featureNames).toEqual(['a, b']);
  });

  it('rows with a missing value are left out and counted', () => {
    const data = read('a,b,y\n1,2,0\n,2,1\n3,NA,0\n4,2,1\nnan,1,1\n5,2,0\n6,2,?\n7,1,1\n');
    expect([data.samples, data.dropped]).toEqual([4, 4]);
  });

  it('names without a name are given one, escape codes never live', () => {
    const data = read('a\u001b[31m,,y\n1,2,0\n2,3,1\u001b]0;title\u0007\n3,4,0\n4,4,1\n');
    expect(data.featureNames).toEqual(['a', 'column 2']);
    expect(data.classNames.join()).not.toContain('\u001b');
  });

  it('what a CSV writer writes comes back', () => {
    const cell = fc
      .string({ minLength: 1, maxLength: 12 })
      .filter((text) => text.trim() === text && /^[\w,";]+$/.test(text));
    const rows = fc.array(fc.tuple(fc.integer(), fc.constantFrom('u,', 'v"w')), { minLength: 4, maxLength: 30 });
    fc.assert(
      fc.property(cell, rows, (name, body) => {
        fc.pre(new Set(body.map(([, label]) => label)).size === 2 && name !== 'y');
        const data = read(stringify([[name, 'y'], ...body.map(([value, label]) => [String(value), label])]));
        expect(data.featureNames).toEqual([name]);
        expect(data.samples).toBe(body.length);
        expect(data.classNames).toEqual(['u,', 'v"w']);
        expect([...data.y]).toEqual(body.map(([, label]) => (label === 'u,' ? 0 : 1)));
      }),
    );
  });
});

it('names that begin as JSON or HTML does make a table', () => {
  expect(read('[m],<s>\n1,0\n2,1\n3,0\n4,1\n').featureNames).toEqual(['[m]']);
});

describe('mistakes', () => {
  it.each<[string, string, RegExp, string?]>([
    ['an empty file', '', /^own\.csv: the file is empty; a header row and data rows are needed$/],
    ['a header alone', 'a,y\n', /^own\.csv: 0 complete rows; at least 4 are needed$/],
    ['nothing but gaps', 'a,y\n,1\n2,\n,3\nNA,4\n5,', /0 complete rows \(5 of 5 have missing values\); at least 4/],
    ['one column', 'y\n1\n2\n3\n4', /only one column, y; a target needs at least one feature column/],
    [
      'no such target',
      'Age,Label\n1,2\n2,3\n3,3\n4,4',
      /no column "label" \(did you mean Label\?\); there are: Age, Label/,
      'label',
    ],
    ['two columns of one name', 'a,a,y\n1,2,0', /two columns have the same name: a$/],
    ['one value in the target', column([1, 1, '1.0', 1]), /target y has only one value: "1"/],
    [
      'a word among numbers, its line counted with dropped rows',
      'a,y\n,0\nNA,1\n3,1\n4,0\nfoo,1\n5,0\n6,1',
      /column a, data row 5: "foo" is not a number \(line 6\); features must be numeric/,
    ],
    [
      'a line counted through quoted line ends',
      'a,"n\nn",y\n1,2,0\n2,"3",1\n\n4,2,1\n5,5,0\n0x1F,5,0',
      /column a, data row 5: "0x1F" is not a number \(line 8\)/,
    ],
    ['too large for float32', 'a,y\n1,0\n1e39,1\n2,0\n3,1', /column a, data row 2: "1e39" is not a number \(line 3\)/],
    ['infinity', 'a,y\n1,0\nInfinity,1\n2,0\n3,1', /"Infinity" is not a number/],
    ['a decimal comma', 'a;y\n1,5;0\n2;1\n3;0\n4;1', /column a, data row 1: "1,5" is not a number \(line 2\)/],
    [
      'one typing mistake in a target of numbers',
      column([...Array.from({ length: 30 }, (_, i) => i / 7), '12x']),
      /column y, data row 31: "12x" is not a number \(line 32\), while most of the target is; allowed: all numbers, or at most 10 classes/,
    ],
    [
      'too many words',
      column(Array.from({ length: 101 }, (_, i) => `w${i}`)),
      /target y has 101 different words; at most 100 classes are allowed/,
    ],
    ['too few cells', 'a,y\n1,0\n2\n3,1', /^own\.csv: line 3: 1 values, but the header has 2 columns$/],
    ['too many cells', 'a,y\n1,0\n2,1,5\n3,1', /line 3: 3 values, but the header has 2 columns$/],
    ['a quote left open', 'a,y\n1,"0\n2,1\n', /an opening quote is never closed; the file ends at line \d/],
    ['a stray quote', 'a,y\n1,0\n2"x,1\n3,4\n', /^own\.csv: line 3: a quote inside a value; allowed: quotes around/],
    [
      'text after a quote',
      'a,y\n1,0\n"2"x,1\n3,4\n',
      /^own\.csv: line 3: a quote inside a value; allowed: quotes around/,
    ],
    ['rows wider than a header of one', 'y\n1,2\n', /line 2: 2 values, but the header has one column$/],
    [
      'JSON',
      '[\n  {"a": 1, "y": 2}\n]\n',
      /^own\.csv: looks like JSON, not a table; allowed: CSV, that is a header row and rows/,
    ],
    ['JSON that would pass for rows', '[1,2]', /^own\.csv: looks like JSON, not a table; allowed: CSV/],
    ['JSON Lines', '{"a": 1}\n{"a": 2}\n', /^own\.csv: looks like JSON, not a table; allowed: CSV/],
    ['damaged JSON', '{\n "a": [1, 2\n', /^own\.csv: begins like JSON, no table; allowed: CSV/],
    ['a page', '<p class="x">1</p>\n', /^own\.csv: begins like HTML or XML, no table; allowed: CSV/],
    ['a workbook, an archive, UTF-16', 'a\0,\0y\0\n\0', /^own\.csv: is not UTF-8 text; allowed: CSV/],
    ['other bytes', '\ufffd\ufffd"x,1\n', /^own\.csv: is not UTF-8 text; allowed: CSV/],
  ])('%s', (_, text, expected, target) => {
    const message = failure(text, target ?? null);
    expect(message).toMatch(expected);
    expect(message).not.toContain('\n');
  });

  it('are one line without live escape codes, whatever the file holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        try {
          read(`a,\u001b[2Jb\n${text}\n1,\u001b[2J\n`);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
          expect((error as Error).message).toMatch(/^own\.csv: [^\u0000-\u001f\u007f-\u009f]+$/u);
        }
      }),
    );
  });

  it('more rows than are allowed', () => {
    expect(failure(`a,y\n${'1,0\n'.repeat(100_001)}`)).toMatch(/100001 rows; at most 100000 are allowed/);
  });
});
