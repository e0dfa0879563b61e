// Small disks of memory, where the tests may mount one.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const mount = (folder: string, options: string): boolean =>
  spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' }).status === 0;
const unmount = (folder: string): boolean => spawnSync('umount', ['-l', folder], { stdio: 'ignore' }).status === 0;

let reason: string | null | undefined;

/** The reason why no disk can be mounted here, or null. */
export function lacksDisks(): string | null {
  if (reason !== undefined) return reason;
  const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-disk-'));
  reason =
    process.getuid?.() !== 0 ? 'a small disk needs root' : mount(folder, 'size=64k') ? null : 'mount is refused here';
  unmount(folder);
  rmSync(folder, { recursive: true, force: true });
  return reason;
}

const mounted = new Set<string>();

/** Mounts an empty disk of this many KiB at `folder`. @throws Error if it cannot be mounted */
export function mountDisk(folder: string, kib: number): string {
  mkdirSync(folder, { recursive: true });
  if (!mount(folder, `size=${kib}k`)) throw new Error(`mount ${folder}: refused`);
  mounted.add(folder);
  return folder;
}

export function makeReadOnly(folder: string): void {
  if (spawnSync('mount', ['-o', 'remount,ro', folder], { stdio: 'ignore' }).status !== 0)
    throw new Error(`mount -o remount,ro ${folder}: refused`);
}

/** Unmounts the disk. Its folder is empty then; open files stay usable. */
export function pullOut(folder: string): void {
  unmount(folder);
  mounted.delete(folder);
}

/** Removes the disks below a folder. */
export function unmountBelow(folder: string): void {
  for (const disk of mounted) if (disk.startsWith(folder + path.sep)) pullOut(disk);
}
