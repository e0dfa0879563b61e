// Finds the logs that a word on the command line names: a file, or all logs below a folder. Some formats have several files per log.
import { sanitizeLine } from '../../core/text/sanitize.js';
import { UserError } from '../../core/userError.js';
import { filesBelow } from './filesBelow.js';
import { headOf } from './lines.js';
import { runNameOf } from './logName.js';
import type { LogReader } from './reader.js';
import { HEAD, READERS, sniff, titles } from './readers.js';
import { fileSource, folderSource, sourceNamed, type FolderSource, type Source } from './source.js';
import { whyUnreadable } from './unreadable.js';

export interface Located {
  readonly source: Source;
  readonly reader: LogReader;
  /** Name of the run if the log has none. */
  readonly name: string;
}

/** `format`: the name of a reader; null to decide by content. @throws UserError if there is no log */
export function locate(word: string, format: string | null): Located[] {
  const source = sourceNamed(word);
  const only = format === null ? null : readerNamed(format);
  if (source.kind !== 'folder') return [inFile(source, only)];
  const found = locateIn(source, only);
  if (found.length > 0) return found;
  const why = filesBelow(source.path).flatMap((file) => unreadable(fileSource(file)) ?? []);
  throw new UserError(why[0] ?? `${source.name}: no log in this folder; allowed: ${titles()}`);
}

/** @throws UserError */
export function readerNamed(name: string): LogReader {
  const reader = READERS.find((one) => one.name === name);
  if (reader !== undefined) return reader;
  throw new UserError(
    `--format: ${JSON.stringify(sanitizeLine(name, 40))} is not allowed; allowed: ${READERS.map((one) => one.name).join(', ')}`,
  );
}

function inFile(source: Exclude<Source, FolderSource>, only: LogReader | null): Located {
  const name = source.kind === 'stream' ? source.name : runNameOf(source.path);
  if (only !== null) return { source, reader: only, name };
  const found = sniff(source);
  refuseUnreadable(source);
  if (found === null)
    throw new UserError(`${source.name}: not a log in a format that gradtop reads; allowed: ${titles()}`);
  return { source, reader: found.reader, name };
}

/** @throws UserError for a file that holds no run, or in which no reader can read one */
export function refuseUnreadable(source: Exclude<Source, FolderSource>): void {
  const why = unreadable(source);
  if (why !== null) throw new UserError(why);
}

function unreadable(source: Exclude<Source, FolderSource>): string | null {
  const why = whyUnreadable(source, headOf(source, HEAD));
  return why === null ? null : `${source.name}: ${why}`;
}

/** Formats with several files claim theirs first; each remaining file is a log of its own. */
export function locateIn(folder: FolderSource, only: LogReader | null): Located[] {
  let files = filesBelow(folder.path);
  const found: Located[] = [];
  for (const reader of READERS) {
    if (reader.folders === undefined || (only !== null && only !== reader)) continue;
    const roots = reader.folders(folder.path, files);
    for (const root of roots) found.push({ source: folderSource(root), reader, name: runNameOf(root) });
    files = files.filter((file) => !(reader.owns?.(file) ?? false));
  }
  for (const file of files) {
    const one = certain(file, only);
    if (one !== null) found.push(one);
  }
  // Each checkpoint repeats the history of the earlier ones and of the other logs, so at most the last checkpoint counts.
  const states = found.filter(({ reader }) => reader.name === 'trainer-state');
  if (states.length === 0) return found;
  const others = found.filter((one) => !states.includes(one));
  return others.length > 0 ? others : states.toSorted((a, b) => checkpoint(a) - checkpoint(b)).slice(-1);
}

const checkpoint = ({ source }: Located): number => Number(/checkpoint-(\d+)/.exec(source.path)?.[1] ?? 0);

function certain(file: string, only: LogReader | null): Located | null {
  const source = fileSource(file);
  try {
    if (only !== null)
      return only.sniff(source, headOf(source, HEAD)) === 'no' ? null : { source, reader: only, name: runNameOf(file) };
    const found = sniff(source);
    return found?.sure === 'certain' && (found.reader.inFolder?.(file) ?? true)
      ? { source, reader: found.reader, name: runNameOf(file) }
      : null;
  } catch (error) {
    // The file is gone since the folder was read, or may not be read.
    if (!(error instanceof UserError)) throw error;
    return null;
  }
}
