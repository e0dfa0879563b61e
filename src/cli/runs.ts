// `gradtop runs`: the recorded logs in the data folder, newest first, and their pruning.
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { formatBytes } from '../core/format.js';
import { codeOf, whyNotRead } from '../core/text/fileTrouble.js';
import { sanitizeLine } from '../core/text/sanitize.js';
import { fitEnd, fitText, textWidth } from '../core/text/width.js';
import { wrapHanging } from '../core/text/wrap.js';
import { UserError } from '../core/userError.js';
import { readLog } from '../runtime/logFile.js';
import { runsFolder } from '../runtime/paths.js';

export interface KeptRun {
  readonly file: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly changed: number;
}

/** Where `R` records. */
export const ownFolder = (): string => runsFolder(process.env, process.platform, homedir());

/** The logs of a folder, newest first; none where there is no folder. @throws UserError where it cannot be read */
function keptRuns(folder: string): KeptRun[] {
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
  } catch (error) {
    // Nothing was recorded yet.
    if (codeOf(error) === 'ENOENT') return [];
    throw new UserError(`${folder}: cannot be read: ${whyNotRead(error)}`, { cause: error });
  }
  return names
    .flatMap((name): KeptRun[] => {
      const file = path.join(folder, name);
      const stat = statSync(file, { throwIfNoEntry: false });
      return stat?.isFile() ? [{ file, bytes: stat.size, changed: stat.mtimeMs }] : [];
    })
    .sort((a, b) => b.changed - a.changed || (a.file < b.file ? -1 : 1));
}

/** The log that a word on the command line means: `last` is the newest in the folder, unless a file has that name. @throws UserError */
export function logNamed(word: string, folder = ownFolder()): string {
  if (word !== 'last' || existsSync(word)) return word;
  const newest = keptRuns(folder)[0];
  if (newest === undefined)
    throw new UserError([`last: no recorded runs in ${sanitizeLine(folder, 300)}; R in the dashboard records one`]);
  return newest.file;
}

/** A line a run: when, how large, what, where. What is too wide for `columns` loses the beginning of its path. */
export function listRuns(folder: string, columns = Infinity): string[] {
  const runs = keptRuns(folder);
  if (runs.length === 0)
    return wrapHanging(`no recorded runs in ${sanitizeLine(folder, 300)}; --log FILE writes one anywhere`, columns);
  return runs.map(({ file, bytes, changed }) => {
    const when = new Date(changed).toISOString().slice(0, 16).replace('T', ' ');
    const run = `${when}  ${formatBytes(bytes).padStart(8)}  ${nameIn(file).padEnd(20)}  `;
    return fitText(`${run}${fitEnd(sanitizeLine(file, 300), Math.max(8, columns - textWidth(run)))}`, columns);
  });
}

/** What the first event calls the run. */
function nameIn(file: string): string {
  try {
    // A loop that is left closes the file.
    for (const first of readLog(file)) return (first.type === 'run' && sanitizeLine(first.name ?? '', 20)) || 'foreign';
    return 'empty';
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return 'unreadable';
  }
}

/** Deletes all but the newest `keep`; returns the files. */
export function pruneRuns(folder: string, keep: number): string[] {
  const old = keptRuns(folder).slice(keep);
  for (const { file } of old) rmSync(file, { force: true });
  return old.map(({ file }) => file);
}
