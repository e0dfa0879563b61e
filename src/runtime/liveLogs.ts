// Where the logs are that gradtop writes outside its folder of recordings: a small file for each, while it is written, names the log,
// and one for each machine names the latest that has ended.
import { readdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { createFolder } from './createFolder.js';
import type { Lock } from './lockFile.js';
import { writerOf } from './logLock.js';
import { ownRunsFolder } from './paths.js';

/** In the folder of recordings. */
const LIVE = 'live';
/** The folder may be shared by machines. */
const ON_THIS_HOST = `${encodeURIComponent(hostname())}-`;
/** After the machine's name, in place of a process and a number. */
const ENDED = 'ended';
let entered = 0;

/** Names a log that exists; from the release on as one that has ended. A run goes on without an entry where none can be written. */
export function enterLive(file: string): Lock {
  try {
    const runs = ownRunsFolder();
    const log = realpathSync(file);
    if (path.dirname(log) === path.resolve(runs)) return { release: () => undefined };
    const entry = path.join(runs, LIVE, `${ON_THIS_HOST}${process.pid}-${(entered += 1)}`);
    createFolder(path.dirname(entry));
    writeFileSync(entry, log);
    return { release: () => end(entry, log) };
  } catch {
    // No home folder, or it is read-only or full.
    return { release: () => undefined };
  }
}

/** Keeps the entry if no log outside the folder that ended here was written later. */
function end(entry: string, log: string): void {
  const latest = path.join(path.dirname(entry), ON_THIS_HOST + ENDED);
  try {
    const written = changedAt(log);
    if (written !== null && written >= (changedAt(contentOf(latest)) ?? 0)) renameSync(entry, latest);
    else rmSync(entry, { force: true });
  } catch {
    // The folder is read-only by now, or another gradtop was faster.
  }
}

/** Milliseconds since 1970; null without such a file. */
const changedAt = (file: string): number | null =>
  file === '' ? null : (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? null);

const isOfEnded = (entry: string): boolean => entry.endsWith(`-${ENDED}`);

/** The latest log outside `folder` that has ended, of each machine that shares the folder. It may be deleted by now. */
export function endedElsewhere(folder: string): string[] {
  const entries = path.join(folder, LIVE);
  try {
    return readdirSync(entries)
      .filter(isOfEnded)
      .map((name) => contentOf(path.join(entries, name)));
  } catch {
    // No entries yet.
    return [];
  }
}

/** The logs outside `folder` that a process is writing. Those that killed processes of this machine left have ended. */
export function liveElsewhere(folder: string): string[] {
  const entries = path.join(folder, LIVE);
  try {
    return readdirSync(entries).flatMap((name) => {
      if (isOfEnded(name)) return [];
      const entry = path.join(entries, name);
      const log = contentOf(entry);
      if (writerOf(log) !== null) return [log];
      if (name.startsWith(ON_THIS_HOST)) end(entry, log);
      return [];
    });
  } catch {
    // No entries yet.
    return [];
  }
}

function contentOf(entry: string): string {
  try {
    return readFileSync(entry, 'utf8');
  } catch {
    // Its run ended just now.
    return '';
  }
}
