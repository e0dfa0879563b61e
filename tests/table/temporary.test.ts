// Copies of tables that a killed process has left behind.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { tableFolder } from '../../src/table/temporary.js';

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
