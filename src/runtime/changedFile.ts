// Notices that a file has changed, also by an editor that replaces it.
import { unwatchFile, watchFile, type Stats } from 'node:fs';

/** Milliseconds between two looks at the file. */
const EVERY_MS = 250;

export interface Watching {
  readonly changed: () => void;
  /** The file is gone; a new one is a change. */
  readonly gone: () => void;
}

/** Calls `changed` after each change while the file exists, until the returned function is called. */
export function onChange(file: string, { changed, gone }: Watching, everyMs = EVERY_MS): () => void {
  const look = ({ mtimeMs, ino }: Stats): void => {
    if (mtimeMs !== 0 || ino !== 0) changed();
    else gone();
  };
  watchFile(file, { interval: everyMs, persistent: false }, look);
  return () => unwatchFile(file, look);
}
