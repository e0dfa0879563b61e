// `gradtop runs`: recordings in the data folder, latest first, and their pruning.
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { formatBytes } from '../core/format.js';
import { codeOf, whyNotRead, whyNotWritten } from '../core/text/fileTrouble.js';
import { sanitizeLine } from '../core/text/sanitize.js';
import { fitEnd, fitText, textWidth } from '../core/text/width.js';
import { wrapHanging } from '../core/text/wrap.js';
import { EXIT, UserError } from '../core/userError.js';
import { LOG_ENDING, STDIN } from '../runtime/log/logName.js';
import { firstOf, isLog, logAt } from '../runtime/log/openLog.js';
import { endedElsewhere, liveElsewhere } from '../runtime/liveLogs.js';
import { writerOf } from '../runtime/logLock.js';
import { ownRunsFolder } from '../runtime/paths.js';
import { fileLink } from '../runtime/terminal/link.js';
import { quoted } from '../runtime/watch/remote.js';

export interface KeptRun {
  readonly file: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly changed: number;
}

/** The logs of a folder, latest first; empty without the folder. @throws UserError if it cannot be read */
function keptRuns(folder: string): KeptRun[] {
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
  } catch (error) {
    // No recordings yet.
    if (codeOf(error) === 'ENOENT') return [];
    throw new UserError(`${folder}: cannot be read: ${whyNotRead(error)}`, { cause: error });
  }
  return latestFirst(names.flatMap((name) => keptAt(path.join(folder, name))));
}

function keptAt(file: string): KeptRun[] {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat?.isFile() ? [{ file, bytes: stat.size, changed: stat.mtimeMs }] : [];
}

const latestFirst = (runs: readonly KeptRun[]): KeptRun[] =>
  runs.toSorted((a, b) => b.changed - a.changed || (a.file < b.file ? -1 : 1));

/** Resolves a log argument: `last` is the latest recording, unless a file has that name. @throws UserError */
export function logNamed(word: string, folder = ownRunsFolder()): string {
  if (word !== 'last' || existsSync(word)) return word;
  const latest = keptRuns(folder)[0];
  if (latest === undefined)
    throw new UserError([`last: no recorded runs in ${sanitizeLine(folder, 300)}; R in the dashboard records one`]);
  return latest.file;
}

/** The latest log that a gradtop on this machine is writing, in the folder or elsewhere. @throws UserError if there is none */
export function latestLive(folder = ownRunsFolder()): string {
  const kept = keptRuns(folder);
  const elsewhere = liveElsewhere(folder).flatMap((file) => keptAt(file));
  const live = latestFirst([...kept.filter(({ file }) => writerOf(file) !== null), ...elsewhere])[0];
  if (live !== undefined) return live.file;
  const none = `watch: no run is live in ${sanitizeLine(folder, 300)}`;
  const ended = endedElsewhere(folder).flatMap((file) => keptAt(file));
  const [latest] = latestFirst([...kept, ...ended]);
  if (latest === undefined) throw new UserError([`${none}; name a log, or start one: gradtop train relu --detach`]);
  const inFolder = kept.includes(latest);
  const name = inFolder ? path.basename(latest.file) : latest.file;
  const word = inFolder ? 'last' : asWord(latest.file);
  throw new UserError([
    `${none}; the latest, ${sanitizeLine(name, LONGEST_PATH)}, has ended; to see it: gradtop replay ${sanitizeLine(word, LONGEST_PATH)}`,
  ]);
}

/** Of Linux. A path that is cut could not be replayed. */
const LONGEST_PATH = 4096;

/** As a word of a command line. */
const asWord = (file: string): string => (/^[\w./@%+:,=-]+$/.test(file) ? file : quoted(file));

/** Whether a word names a log. A bare word names a preset. */
export const namesLog = (word: string): boolean =>
  word === 'last' || word === STDIN || LOG_ENDING.test(word) || (/[./\\]/.test(word) && isLog(word));

/** One line per run: time, size, name, path. A path that is too wide for `columns` is cut at its start. `links`: paths are links. */
export function listRuns(folder: string, columns = Infinity, links = false): string[] {
  const runs = keptRuns(folder);
  if (runs.length === 0)
    return wrapHanging(`no recorded runs in ${sanitizeLine(folder, 300)}; --log FILE writes one anywhere`, columns);
  return runs.map(({ file, bytes, changed }) => {
    const when = new Date(changed).toISOString().slice(0, 16).replace('T', ' ');
    const run = `${when}  ${formatBytes(bytes).padStart(8)}  ${nameIn(file).padEnd(20)}  `;
    const room = columns - textWidth(run);
    const name = fitEnd(sanitizeLine(file, 300), Math.max(8, room));
    return room < 8 ? fitText(`${run}${name}`, columns) : `${run}${fileLink(file, links, name)}`;
  });
}

/** The name in the first event. */
function nameIn(file: string): string {
  try {
    const first = firstOf(logAt(file));
    if (first === null) return 'empty';
    return (first.type === 'run' && sanitizeLine(first.name ?? '', 20)) || 'foreign';
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return 'unreadable';
  }
}

export interface Pruned {
  readonly deleted: readonly string[];
  /** Logs that another gradtop is writing, with its process id. */
  readonly live: readonly { readonly file: string; readonly pid: number }[];
}

/**
 * Deletes all but the latest `keep` recordings. A recording that is being written stays. `agrees` asks the user first.
 * @throws UserError where a file cannot be deleted
 */
export async function pruneRuns(
  folder: string,
  keep: number,
  agrees: (question: string) => Promise<boolean>,
): Promise<Pruned> {
  const old = keptRuns(folder).slice(keep);
  const isLive = ({ file }: KeptRun): boolean => writerOf(file) !== null;
  const idle = old.filter((run) => !isLive(run));
  const size = formatBytes(idle.reduce((sum, { bytes }) => sum + bytes, 0));
  const runs = idle.length === 1 ? '1 recorded run' : `${idle.length} recorded runs`;
  const agreed = idle.length > 0 && (await agrees(`delete ${runs} (${size}) in ${sanitizeLine(folder, 300)}?`));
  // A run may have begun to write while the user decided.
  const doomed = agreed ? idle.filter((run) => !isLive(run)) : [];
  for (const { file } of doomed) remove(file);
  const live = old.flatMap(({ file }) => {
    const writer = writerOf(file);
    return writer === null ? [] : [{ file, pid: writer.pid }];
  });
  return { deleted: doomed.map(({ file }) => file), live };
}

/** Also removes the lock that a killed writer left. */
function remove(file: string): void {
  try {
    rmSync(file, { force: true });
    rmSync(`${file}.lock`, { force: true });
  } catch (error) {
    throw new UserError(`${file}: cannot be deleted: ${whyNotWritten(error)}`, { exitCode: EXIT.failed, cause: error });
  }
}
