// One writer at a time: a lock file in which every comer puts its line; the first whose process lives holds the lock.
import { closeSync, fstatSync, openSync, readFileSync, statSync, unlinkSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';

export interface Lock {
  release(): void;
}

/** Who holds a lock, as its line in the file. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When the process began, in the system's own count; `-` where that is not told. Another process may have its id by now. */
  readonly began: string;
}

const HOST = encodeURIComponent(hostname()) || '-';

/** State and beginning of a process as Linux tells them; null elsewhere, and for processes that are gone. */
function status(pid: number): { readonly state: string; readonly began: string } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Behind the program's name, which may hold spaces and parentheses.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', began: fields[19] ?? '-' };
  } catch {
    // No /proc here, or no such process.
    return null;
  }
}

/** A process of another machine counts as alive: nobody here can know. */
export function lives({ pid, host, began }: Holder): boolean {
  if (host !== HOST) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: there, but somebody else's.
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

/** The process that holds the lock; null: it is free. The lock file stays as it is. */
export function holderOf(file: string): Holder | null {
  try {
    return holdersOf(readFileSync(file, 'utf8')).find(lives) ?? null;
  } catch {
    // No lock file: no holder.
    return null;
  }
}

/** So often another holder's end has to come in between before that is an error. */
const MOST_TRIES = 100;

/**
 * Takes the lock, or says who holds it. A holder that ended without its release is passed over. Lines are only ever added, so
 * all comers agree who was first; a file that its holder took away meanwhile is not the lock any more, and a new one is begun.
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

/** Null: the file was taken away in between. */
function tryLock(file: string, own: Holder): Lock | Holder | null {
  const descriptor = openSync(file, 'a+');
  try {
    // Whatever stands there without its newline.
    writeSync(descriptor, `\n${lineOf(own)}\n`);
    const first = holdersOf(readFileSync(file, 'utf8')).find(lives);
    if (first !== undefined && lineOf(first) !== lineOf(own)) return first;
    // Looked at after the earlier holders were found gone: none of them can take the file away from here on.
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
    // Somebody tidied up; a file that stays names a process that is gone.
  }
}
