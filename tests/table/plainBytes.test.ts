// Threads look at the bytes of a large CSV file themselves: its encoding and its line ends, also at the borders of their parts.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Crew } from '../../src/table/crew.js';
import { lookAt } from '../../src/table/look.js';
import { loadPlain } from '../../src/table/plainCsv.js';
import { readTable } from '../../src/table/read.js';
import { openSource } from '../../src/table/source.js';
import { UNWATCHED } from '../../src/table/watch.js';
import { options } from './readOptions.js';

const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-bytes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** All that is known of a table, or the message without one. */
async function understood(file: string, size: number, leastPlain: number): Promise<unknown> {
  const crew = new Crew(null, size);
  try {
    const table = await readTable(file, options(crew), leastPlain);
    const words = table.columns.flatMap(({ numbers, sql }) => (numbers === null ? [sql] : []));
    const cells = words.length === 0 ? [] : await table.duck.rows(`SELECT ${words.join()} FROM t ORDER BY rowid`);
    const { encoding, header, delimiter, columns, rows, warnings } = table;
    const line = table.lineOf(rows - 1);
    table.close();
    return { encoding, header, delimiter, columns, rows, warnings, line, cells };
  } catch (error) {
    return String(error);
  } finally {
    crew.close();
  }
}

describe('the bytes of a table, which the threads are the first to look at', () => {
  const rows = (end: string): string =>
    Array.from(
      { length: 120 },
      (_, i) => `${i}.5,${['a', '\u00e9', '\u65e5\u672c', '\u{1f600}x'][i % 4]!},${i % 2}${end}`,
    ).join('');
  const lines = `x,word,y\n${rows('\n')}`;
  const returns = `x,word,y\r\n${rows('\r\n')}`;
  const ending = (text: string, end: string): Buffer => Buffer.concat([Buffer.from(text), Buffer.from(end, 'latin1')]);

  it.each([
    ['characters of several bytes', ending(lines, '')],
    ['CR LF', ending(returns, '')],
    ['CR LF, but not at the end', ending(returns, '1,a,2')],
    ['CR alone', ending(lines.replaceAll('\n', '\r'), '')],
    ['CR at the end', ending(lines, '1,a,2\r')],
    ['CR at the end after CR LF', ending(returns, '1,a,2\r')],
    ['CR within the last line', ending(lines, '1,a,2\r3,b,4\n')],
    ['LF after CR LF', ending(returns, '1,a,2\n')],
    ['CR LF after LF', ending(lines, '1,a,2\r\n')],
    ['an empty line with another end', ending(returns, '\n1,a,2\r\n')],
    ['a header with another end', ending(`x,word,y\r\n${rows('\n')}`, '')],
    ['Latin-1 in the last line', ending(lines.replace(/[^\n -~]/gu, 'b'), '1,caf\xe9,2\n')],
    ['windows-1252 in the last line', ending(lines.replace(/[^\n -~]/gu, 'b'), '1,\x80,2\n')],
    ['UTF-8 and Latin-1', ending(lines, '1,caf\xe9,2\n')],
    ['half a character at the end', ending(lines, '1,a\xe2\x82,2\n')],
    ['a surrogate', ending(lines, '1,\xed\xa0\x80,2\n')],
    ['NUL in a word', ending(lines, '1,a\0b,2\n')],
    ['NUL in a number', ending(lines, '1\0,a,2\n')],
    ['a byte order mark', ending(`\ufeff${lines}`, '')],
    ['a byte order mark later', ending(lines, '1,\xef\xbb\xbfa,2\n\xef\xbb\xbf1,a,2\n')],
    ['UTF-16', Buffer.from(`\ufeff${lines}`, 'utf16le')],
    ['minus zero after zero', ending(lines, '1,a,-0\n')],
    ['an underscore between digits', ending(lines, '1_000,a,2\n')],
    ['comments', ending(`# about\n${lines}`, '# end\n')],
  ])('with %s: as if they had been looked at first', async (_, bytes) => {
    const file = path.join(folder, 'bytes.csv');
    writeFileSync(file, bytes);
    const expected = await understood(file, 1, Infinity);
    for (const size of [1, 5]) expect(await understood(file, size, 0)).toEqual(expected);
  });

  it('are looked at by the threads alone if they are plain', async () => {
    const file = path.join(folder, 'alone.csv');
    writeFileSync(file, returns);
    const source = await openSource(file, UNWATCHED, 0);
    expect(source.check).not.toBeNull();
    const plain = await loadPlain(source, lookAt(source.head, source.whole, 'auto'), options(new Crew(null, 3)), 0);
    expect(plain?.loaded.rows).toBe(120);
    plain?.duck.close();
    source.dispose();
  });

  it.each([
    ['line ends of two kinds', ending(lines, '1,a,2\r\n')],
    ['Latin-1', ending(lines, '1,caf\xe9,2\n')],
    ['NUL', ending(lines, '1,a\0b,2\n')],
  ])('with %s are left to others', async (_, bytes) => {
    const file = path.join(folder, 'others.csv');
    writeFileSync(file, bytes);
    const source = await openSource(file, UNWATCHED, 0);
    const dialect = lookAt(source.head, source.whole, 'auto');
    expect(await loadPlain(source, dialect, options(new Crew(null, 3)), 0)).toBeNull();
    source.dispose();
  });
});
