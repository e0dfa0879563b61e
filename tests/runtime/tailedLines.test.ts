// The lines of a file that grows: whole ones only, and from the first again after it was cut.
import { appendFileSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { TailedLines } from '../../src/runtime/log/tailedLines.js';

const file = path.join(mkdtempSync(path.join(tmpdir(), 'gradtop-lines-')), 'a.jsonl');

it('gives whole lines as they come, and starts again where the file was cut', async () => {
  const tailed = new TailedLines(file);
  const look = async (): Promise<readonly string[]> => (await tailed.look()).lines;
  expect((await tailed.look()).absent).toBe('no such file');
  writeFileSync(file, 'one\ntwo\nthr');
  expect(await look()).toEqual(['one', 'two']);
  expect(await look()).toEqual([]);
  appendFileSync(file, 'ee\n\u00fc');
  expect(await look()).toEqual(['three']);
  writeFileSync(file, 'new\n');
  expect((await tailed.look()).restarted).toBe(true);
  expect(await look()).toEqual(['new']);
  await tailed.close();
});
