import { existsSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { createFolder } from '../../src/runtime/createFolder.js';

const base = mkdtempSync(path.join(tmpdir(), 'gradtop-folder-'));

it('creates missing folders and accepts existing ones', () => {
  const folder = path.join(base, 'a', 'b', 'c');
  createFolder(folder);
  createFolder(folder);
  expect(statSync(folder).isDirectory()).toBe(true);
});

it('fails below a file, and where a file has the name', () => {
  const file = path.join(base, 'file');
  writeFileSync(file, '');
  expect(() => createFolder(file)).toThrow('EEXIST');
  expect(() => createFolder(path.join(file, 'a', 'b'))).toThrow('ENOTDIR');
});

it.runIf(existsSync('/proc/self'))('fails without hanging where no folder can exist', () => {
  expect(() => createFolder('/proc/gradtop/runs/a')).toThrow('no folder /proc/gradtop');
});
