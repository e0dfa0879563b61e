// Folders for copies of tables in the system's folder for temporary files. A process that is killed cannot remove its own, so the next
// one that needs a folder removes those of processes that are gone.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { isFull, whyNotWritten } from '../core/text/fileTrouble.js';
import { sanitizeLine } from '../core/text/sanitize.js';
import { UserError } from '../core/userError.js';

/** Begins the names; the host is part of it, because containers may share the folder but not the process ids. */
const prefix = (): string => `gradtop-table-${hostname().replace(/[^\w]/g, '_')}-`;

/** Folders that this process has made. */
const made = new Set<string>();

/** Removes all folders of this process, before it ends. */
export function removeTableFolders(): void {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
}

/** A new folder. The caller removes it; else the end of the process does. @throws UserError that names the folder in which none can be made */
export function tableFolder(root = tmpdir()): string {
  try {
    removeAbandoned(root);
    const folder = mkdtempSync(path.join(root, `${prefix()}${process.pid}-`));
    if (made.size === 0) process.once('exit', removeTableFolders);
    made.add(folder);
    return folder;
  } catch (error) {
    throw noRoom(error, root);
  }
}

/** Writes into a folder of `tableFolder`. @throws UserError if the disk is full, and what `write` throws */
export async function withRoom(write: () => Promise<void>, root = tmpdir()): Promise<void> {
  try {
    await write();
  } catch (error) {
    throw isFull(error) ? noRoom(error, root) : error;
  }
}

const noRoom = (error: unknown, root: string): UserError =>
  new UserError(
    `no temporary copy of the table in ${sanitizeLine(root)}: ${whyNotWritten(error)}; TMPDIR names another folder`,
    { cause: error },
  );

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
