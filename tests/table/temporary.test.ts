// Copies of tables that a killed process has left behind.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { UserError } from '../../src/core/userError.js';
import { tableFolder, withRoom } from '../../src/table/temporary.js';

it('a new folder removes those of processes that are gone, and no others', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'gradtop-temporary-'));
  try {
    const own = tableFolder(root);
    const of = (pid: number, from = own): string => {
      const folder = from.replace(`-${process.pid}-`, `-${pid}-`);
      mkdirSync(folder, { recursive: true });
      writeFileSync(path.join(folder, 'table'), 'a,b');
      return folder;
    };
    const { pid: gone } = spawnSync(process.execPath, ['-e', '']);
    const [abandoned, alive] = [of(gone), of(process.ppid)];
    const elsewhere = of(gone, path.join(root, `gradtop-table-another_host-${process.pid}-x`));
    const next = tableFolder(root);
    expect([own, abandoned, alive, elsewhere, next].map((folder) => existsSync(folder))).toEqual([
      true,
      false,
      true,
      true,
      true,
    ]);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});

it.each([
  ['a missing folder', () => path.join(tmpdir(), 'gradtop-no-such-folder'), 'no such folder'],
  ['a file', () => process.execPath, 'part of the path is not a folder'],
])('%s in place of the folder for temporary files is named', (_, root, why) => {
  const named = root();
  expect(() => tableFolder(named)).toThrow(
    new UserError(`no temporary copy of the table in ${named}: ${why}; TMPDIR names another folder`),
  );
});

it('a full disk is named, and no other failure is', async () => {
  const failing = (code: string) => withRoom(() => Promise.reject(Object.assign(new Error(code), { code })), '/full');
  await expect(failing('ENOSPC')).rejects.toThrow(
    'no temporary copy of the table in /full: the disk is full; TMPDIR names another folder',
  );
  await expect(failing('EIO')).rejects.toThrow(/^EIO$/);
});
