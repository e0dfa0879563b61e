// Plain rows, which threads read without DuckDB, are read as DuckDB reads them, to the bit.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Crew } from '../../src/table/crew.js';
import { lookAt } from '../../src/table/look.js';
import { loadPlain } from '../../src/table/plainCsv.js';
import { readPart, type PartTask } from '../../src/table/part.js';
import { NumberReader } from '../../src/table/plainNumber.js';
import { readTable } from '../../src/table/read.js';
import { openSource } from '../../src/table/source.js';
import { UNWATCHED } from '../../src/table/watch.js';
import { fc, runs } from '../helpers/property.js';
import { options } from './readOptions.js';

const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-plain-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const readNumber = (cell: string): { value: number; length: number } => {
  const reader = new NumberReader();
  const value = reader.read(Buffer.from(`${cell},`), 0);
  return { value, length: reader.at };
};

const digits = (most: number): fc.Arbitrary<string> =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: most }).map((all) => all.join(''));
const decimal = fc
  .tuple(
    fc.constantFrom('', '-', '+'),
    digits(21),
    fc.option(digits(21)),
    fc.option(fc.integer({ min: -330, max: 310 })),
  )
  .map(([sign, whole, fraction, power]) =>
    [sign, whole, fraction === null ? '' : `.${fraction}`, power === null ? '' : `e${power}`].join(''),
  );
const near = fc
  .tuple(digits(17), fc.integer({ min: -25, max: 25 }))
  .map(([all, power]) => `${all.slice(0, 1)}.${all.slice(1)}e${power}`);

describe('a number', () => {
  it.each([
    ['decimals', decimal],
    ['numbers near 1', near],
    ['doubles', fc.double({ noNaN: true, noDefaultInfinity: true }).map(String)],
    ['doubles in 17 digits', fc.double({ noNaN: true, min: -1e6, max: 1e6 }).map((value) => value.toPrecision(17))],
    ['fractions', fc.double({ noNaN: true, min: -1e6, max: 1e6 }).map((value) => value.toFixed(6))],
    // Halfway between two doubles, and one digit beside it.
    [
      'halves',
      fc
        .tuple(fc.integer({ min: 2 ** 52, max: 2 ** 53 - 1 }), fc.integer({ min: 0, max: 9 }))
        .map(([whole, more]) => `${(BigInt(whole) * 10n + 5n) * 1n}${more}e-2`),
    ],
  ])('%s: the double that JavaScript reads', (_, cells) => {
    fc.assert(
      fc.property(cells, (cell) => {
        expect(readNumber(cell)).toEqual({ value: Number(cell), length: cell.length });
      }),
      { numRuns: runs(3000) },
    );
  });

  it.each(['', '.', '-', '+', '-.', 'e5', '1e', '1e+', 'NaN', 'inf', 'x'])('%j is none', (cell) => {
    expect(readNumber(cell).value).toBeNaN();
  });

  it.each([
    ['1.', 1],
    ['.5', 0.5],
    ['-.5e1', -5],
    ['-0', -0],
    ['007', 7],
    ['1.2.3', 1.2],
    ['0x10', 0],
    ['1_000', 1],
  ])('%s begins with %d', (cell, value) => {
    expect(readNumber(cell).value).toBe(value);
  });
});

/** What threads find of a file and what DuckDB finds; null for threads that leave it to DuckDB. */
async function both(text: string): Promise<unknown[]> {
  const file = path.join(folder, 'own.csv');
  writeFileSync(file, text);
  const crew = new Crew(null);
  const source = await openSource(file, UNWATCHED);
  try {
    const plain = await loadPlain(source, lookAt(source.head, source.whole, 'auto'), options(crew), 0);
    const words = plain?.loaded.numbers.flatMap((column, i) => (column === null ? [`c${i}`] : [])) ?? [];
    const cells = words.length === 0 ? [] : await plain!.duck.rows(`SELECT ${words.join()} FROM t ORDER BY rowid`);
    const found = plain === null ? null : { ...plain.loaded, cells };
    plain?.duck.close();
    return [found, await byDuck(file, words)];
  } finally {
    crew.close();
    source.dispose();
  }
}

async function byDuck(file: string, words: readonly string[]): Promise<unknown> {
  const table = await readTable(file, options(new Crew(null)));
  try {
    const numbers = table.columns.map((column) => column.numbers);
    const cells = words.length === 0 ? [] : await table.duck.rows(`SELECT ${words.join()} FROM t ORDER BY rowid`);
    return { rows: table.rows, numbers, cells };
  } finally {
    table.close();
  }
}

const number = fc.oneof(
  fc.double({ noNaN: true, min: -1e30, max: 1e30 }).map(String),
  fc.integer({ min: -999, max: 999 }).map(String),
  fc.double({ noNaN: true, min: -1e3, max: 1e3 }).map((value) => value.toFixed(3)),
  fc.constantFrom('', 'NA', 'nan', '5.', '.5', '-0', '1E5', '+7'),
);
const word = fc.constantFrom(
  'a',
  'b',
  '',
  'NA',
  'None',
  'zw\u00f6lf',
  '"quoted"',
  '"with , comma"',
  '"a "" quote"',
  ' x ',
  "it's",
  'a_1',
);
const table = fc.record({
  rows: fc.array(fc.tuple(number, word, number, word), { minLength: 30, maxLength: 60 }),
  end: fc.constantFrom('\n', '\r\n'),
  last: fc.boolean(),
  empty: fc.boolean(),
});

describe('a table', () => {
  it('of numbers and words: the cells that DuckDB reads', async () => {
    let plain = 0;
    await fc.assert(
      fc.asyncProperty(table, async ({ rows, end, last, empty }) => {
        const lines = ['x,word,y,label', '1.5,a,2,b', ...rows.map((cells) => cells.join(','))];
        if (empty) lines.splice(9, 0, '', '');
        const [found, expected] = await both(lines.join(end) + (last ? end : ''));
        if (found === null) return;
        plain += 1;
        expect(found).toEqual(expected);
      }),
      { numRuns: runs(12) },
    );
    expect(plain).toBeGreaterThan(runs(9));
  });

  it.each([
    ['numbers alone', 'a,b\n1,2\n3,4\n5,6\n'],
    ['tabs', 'a\tb\n1.25\tx\n3.75\ty\n5.25\tx\n'],
    ['no header', '1,2\n3,4\n5,6\n'],
    ['a line above', '# made today\na,b\n1,2\n3,4\n'],
    ['a header of two lines', '"a\nb",c\n1,2\n3,4\n5,6\n'],
    ['a separator at the end', 'a,b,\n1,2,\n3,4,\n'],
    ['a byte order mark', '\ufeffa,b\n1,2\n3,4\n'],
  ])('with %s', async (_, text) => {
    const [found, expected] = await both(text);
    expect(found).toEqual(expected);
  });

  it.each([
    ['a quoted line end', 'a,b\n1,x\n3,"x\ny"\n5,x\n'],
    ['a quote within a cell', 'a,b\n1,x\n3,x"y\n5,x\n'],
    ['more after a quoted cell', 'a,b\n1,x\n3,"x"y\n5,x\n'],
    ['a quote that does not end', 'a,b\n1,x\n3,"x\n5,x\n'],
    ['a row too short', 'a,b\n1,2\n3\n5,6\n'],
    ['a row too long', 'a,b\n1,2\n3,4,5\n5,6\n'],
    ['a carriage return in a cell', 'a,b\n1,x\n3,x\ry\n5,x\n'],
    ['mostly text', `a,b\n${'1,a rather long text that says little\n'.repeat(5)}`],
  ])('with %s is left to DuckDB', async (_, text) => {
    const file = path.join(folder, 'other.csv');
    writeFileSync(file, text);
    const source = await openSource(file, UNWATCHED);
    const dialect = { ...lookAt('a,b\n1,x\n2,y\n', true, 'yes'), numeric: [true, /^a,b\n\d,\d/.test(text)] };
    expect(await loadPlain(source, dialect, options(new Crew(null)), 0)).toBeNull();
    source.dispose();
  });

  it.each(['12x', '1_000', 'inf', '0x10', '1e39', '1 000', '"3"'])(
    'with %j late in a column of numbers is left to DuckDB',
    async (cell) => {
      const rows = Array.from({ length: 500 }, (_, i) => `${i},${i === 450 ? cell : 2 * i}\n`);
      const [found] = await both(`a,b\n${rows.join('')}`);
      expect(found).toBeNull();
    },
  );

  it('is read in parts that begin with a row, whatever the number of threads', async () => {
    const rows = Array.from({ length: 40_000 }, (_, i) => `${i},${'ab'[i % 2]!.repeat(1 + (i % 5))},${i / 8}\n`);
    const file = path.join(folder, 'parts.csv');
    writeFileSync(file, `a,word,b\n${rows.join('')}`);
    const source = await openSource(file, UNWATCHED);
    const dialect = lookAt(source.head, source.whole, 'auto');
    for (const size of [1, 2, 3, 7]) {
      const crew = new Crew(null, size);
      const plain = await loadPlain(source, dialect, options(crew), 0);
      const { rows: count, numbers } = plain!.loaded;
      expect(count).toBe(40_000);
      expect(numbers[0]!.values.every((value, i) => value === i)).toBe(true);
      expect(numbers[2]).toMatchObject({ filled: 40_000, range: { min: 0, max: 39_999 / 8, whole: false } });
      const cells = await plain!.duck.rows('SELECT c1 FROM t WHERE rowid IN (0, 19999, 39999) ORDER BY rowid');
      expect(cells.map(({ c1 }) => c1)).toEqual(['a', 'bbbbb', 'bbbbb']);
      plain!.duck.close();
      crew.close();
    }
    source.dispose();
    expect(existsSync(file)).toBe(true);
  });

  it('that another program shortens meanwhile is left to DuckDB', () => {
    const file = path.join(folder, 'short.csv');
    writeFileSync(file, '1,2\n3,4\n');
    const columns = [new Float64Array(9), new Float64Array(9)];
    const shape = { delimiter: 44, quote: 34, numeric: [true, true] };
    const task: PartTask = {
      ...{ kind: 'part', file, from: 0, to: 12, shape, columns, firstRow: 0, lastRow: 9, words: null },
      ...{ progress: new Float64Array(1), place: 0 },
    };
    const steps = readPart(task);
    expect([steps.next().done, steps.next()]).toEqual([false, { done: true, value: null }]);
  });
});
