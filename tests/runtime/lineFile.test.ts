// A file of lines: every whole line with its place, whatever its length, and the same lines read again.
import { appendFileSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { FilePool, LineFile } from '../../src/runtime/log/lineFile.js';

const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-lines-'));

it('finds lines longer than its pieces and blocks, and leaves out a torn one', () => {
  const name = path.join(folder, 'a');
  const lines = [
    'first',
    '',
    'ü'.repeat(9),
    'b'.repeat(40_000),
    'c'.repeat(5 << 20),
    ...Array<string>(9000).fill('d'.repeat(99)),
  ];
  writeFileSync(name, `${lines.join('\n')}\ntorn`);
  const file = new LineFile(name);
  const found: { text: string; offset: number }[] = [];
  const kept = file.scan((bytes, from, to, offset) => found.push({ text: bytes.toString('utf8', from, to), offset }));
  expect(found.map(({ text }) => text)).toEqual(lines);
  expect(kept).toBe(Buffer.byteLength(`${lines.join('\n')}\n`));
  for (const { text, offset } of [...found].reverse()) expect(file.lineAt(offset)).toBe(text);
  file.close();
});

it('reads a line that was written after its block was read', () => {
  const name = path.join(folder, 'b');
  writeFileSync(name, 'one\n');
  const file = new LineFile(name);
  expect(file.lineAt(0)).toBe('one');
  appendFileSync(name, 'two\n');
  expect(file.lineAt(4)).toBe('two');
  file.close();
});

it('shares few open files among many, and keeps their lines apart', () => {
  const pool = new FilePool();
  const files = Array.from({ length: 150 }, (_, k) => {
    const name = path.join(folder, `lines-${k}`);
    writeFileSync(name, `first of ${k}\nsecond of ${k}\ntorn`);
    return new LineFile(name, pool);
  });
  files.forEach((file, k) => {
    const places: number[] = [];
    file.scan((_bytes, _from, _to, offset) => places.push(offset));
    expect(places.map(file.lineAt)).toEqual([`first of ${k}`, `second of ${k}`]);
    expect(file.firstLine()).toBe(`first of ${k}`);
  });
  for (const file of files) file.close();
});

it('has no first line before its newline', () => {
  const name = path.join(folder, 'torn');
  writeFileSync(name, '{"type":"sweep"');
  expect(new LineFile(name).firstLine()).toBe('');
});
