// A lock file for one writer at a time: each process appends a line, and the first line with a live process holds the lock.
import { closeSync, fstatSync, openSync, readFileSync, statSync, unlinkSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';

export interface Lock {
  release(): void;
}

/** A holder of the lock, as a line of the file. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** Start time of the process in system ticks, because ids are reused; `-` if unknown. */
  readonly began: string;
}

const HOST = encodeURIComponent(hostname()) || '-';

/** State and start time of a process on Linux; null on other systems, and for a process that is gone. */
function status(pid: number): { readonly state: string; readonly began: string } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Parse after the program's name, which may contain spaces and parentheses.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', began: fields[19] ?? '-' };
  } catch {
    // No /proc here, or no such process.
    return null;
  }
}

/** A process on another machine counts as alive, because it cannot be checked from here. */
export function lives({ pid, host, began }: Holder): boolean {
  if (host !== HOST) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: the process exists and belongs to another user.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const found = status(pid);
  return found === null || (found.state !== 'Z' && (began === '-' || found.began === began));
}

const lineOf = ({ pid, host, began }: Holder): string => `${pid} ${host} ${began}`;

function holdersOf(text: string): Holder[] {
  return text.split('\n').flatMap((line) => {
    const match = /^(\d+) (\S+) (\S+)$/.exec(line);
    return match === null ? [] : [{ pid: Number(match[1]), host: match[2] ?? '', began: match[3] ?? '-' }];
  });
}

/** The process that holds the lock; null if it is free. Does not change the lock file. */
export function holderOf(file: string): Holder | null {
  try {
    return holdersOf(readFileSync(file, 'utf8')).find(lives) ?? null;
  } catch {
    // No lock file: no holder.
    return null;
  }
}

/** Maximum number of retries after another holder released the lock. */
const MOST_TRIES = 100;

/**
 * Acquires the lock, or returns its holder. A holder that exited without release is skipped. Lines are only appended, so
 * all processes agree on the first; if the holder removed the file meanwhile, a new one is begun.
 * @throws the system's error if the file cannot be written.
 */
export function takeLock(file: string): Lock | Holder {
  const own: Holder = { pid: process.pid, host: HOST, began: status(process.pid)?.began ?? '-' };
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const taken = tryLock(file, own);
    if (taken !== null) return taken;
  }
  throw new Error(`lock ${file}: cannot be taken`);
}

/** Null if the file was removed meanwhile. */
function tryLock(file: string, own: Holder): Lock | Holder | null {
  const descriptor = openSync(file, 'a+');
  try {
    // Terminate an incomplete last line.
    writeSync(descriptor, `\n${lineOf(own)}\n`);
    const first = holdersOf(readFileSync(file, 'utf8')).find(lives);
    if (first !== undefined && lineOf(first) !== lineOf(own)) return first;
    // Check this after finding the earlier holders gone: none of them can remove the file any more.
    if (first === undefined || statSync(file).ino !== fstatSync(descriptor).ino) return null;
    return { release: () => remove(file) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

function remove(file: string): void {
  try {
    unlinkSync(file);
  } catch {
    // The file is already gone; a remaining file names a process that is gone.
  }
}
