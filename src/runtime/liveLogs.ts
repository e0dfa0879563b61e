// Where the logs are that gradtop writes outside its folder of recordings: a small file for each, while it is written, names the log.
import { readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
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
let entered = 0;

/** Names a log that exists until the release. A run goes on without an entry where none can be written. */
export function enterLive(file: string): Lock {
  try {
    const runs = ownRunsFolder();
    const log = realpathSync(file);
    if (path.dirname(log) === path.resolve(runs)) return { release: () => undefined };
    const entry = path.join(runs, LIVE, `${ON_THIS_HOST}${process.pid}-${(entered += 1)}`);
    createFolder(path.dirname(entry));
    writeFileSync(entry, log);
    return { release: () => rmSync(entry, { force: true }) };
  } catch {
    // No home folder, or it is read-only or full.
    return { release: () => undefined };
  }
}

/** The logs outside `folder` that a process is writing. Entries that killed processes of this machine left are removed. */
export function liveElsewhere(folder: string): string[] {
  const entries = path.join(folder, LIVE);
  try {
    return readdirSync(entries).flatMap((name) => {
      const entry = path.join(entries, name);
      const log = contentOf(entry);
      if (writerOf(log) !== null) return [log];
      if (name.startsWith(ON_THIS_HOST)) rmSync(entry, { force: true });
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
