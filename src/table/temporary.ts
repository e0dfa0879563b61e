// Folders for copies of tables in the system's folder for temporary files. A process that is killed cannot remove its own, so the next
// one that needs a folder removes those of processes that are gone.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';

/** Begins the names; the host is part of it, because containers may share the folder but not the process ids. */
const prefix = (): string => `gradtop-table-${hostname().replace(/[^\w]/g, '_')}-`;

/** A new folder. The caller removes it. */
export function tableFolder(root = tmpdir()): string {
  removeAbandoned(root);
  return mkdtempSync(path.join(root, `${prefix()}${process.pid}-`));
}

function removeAbandoned(root: string): void {
  const own = new RegExp(`^${prefix()}(\\d+)-`);
  for (const name of readdirSync(root)) {
    const pid = Number(own.exec(name)?.[1] ?? NaN);
    if (Number.isNaN(pid) || isAlive(pid)) continue;
    try {
      rmSync(path.join(root, name), { recursive: true, force: true });
    } catch {
      // Another user's, or removed meanwhile.
    }
  }
}

/** Whether a process has this id, also one of another user. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
