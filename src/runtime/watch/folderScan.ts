// Searches a folder for logs repeatedly. Files are examined only if one is new or a small one has changed.
import { statSync } from 'node:fs';
import { MAX_RUNS } from '../../core/app/runs.js';
import { UserError } from '../../core/userError.js';
import { filesBelow } from '../log/filesBelow.js';
import { locateIn, type Located } from '../log/locate.js';
import type { LogReader } from '../log/reader.js';
import type { FolderSource } from '../log/source.js';

export interface Scanned {
  /** New logs, in the order of their last change. */
  readonly logs: readonly Located[];
  /** A message for the user, returned once; null for none. */
  readonly why: string | null;
}

/** The format of a larger file no longer changes, because its first bytes decide. */
const SMALL_BYTES = 1 << 16;

export class FolderScan {
  private readonly known = new Set<string>();
  /** Names, and sizes of small files, at the last scan. */
  private seen: string | null = null;
  private said: string | null = null;

  constructor(
    private readonly folder: FolderSource,
    private readonly only: LogReader | null,
  ) {}

  look(): Scanned {
    try {
      const files = filesBelow(this.folder.path);
      const seen = files.map(mark).join('\n');
      if (seen === this.seen) return { logs: [], why: null };
      this.seen = seen;
      return this.examine();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { logs: [], why: this.once(error.message) };
    }
  }

  private examine(): Scanned {
    const first = this.known.size === 0;
    const found = locateIn(this.folder, this.only)
      .filter(({ source }) => !this.known.has(source.path))
      .map((log) => ({ log, changed: statSync(log.source.path, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
      .sort((a, b) => a.changed - b.changed);
    for (const { log } of found) this.known.add(log.source.path);
    const logs = (first ? found.slice(-MAX_RUNS) : found).map(({ log }) => log);
    if (this.known.size === 0) return { logs, why: this.once('no log in this folder yet') };
    const left = found.length - logs.length;
    return { logs, why: left > 0 ? `${found.length} logs; the ${MAX_RUNS} that changed last are shown` : null };
  }

  private once(why: string): string | null {
    const news = why === this.said ? null : why;
    this.said = why;
    return news;
  }
}

function mark(file: string): string {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  return `${file} ${Math.min(size, SMALL_BYTES)}`;
}
