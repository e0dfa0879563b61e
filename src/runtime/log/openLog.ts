// Opens the one log that a word on the command line names.
import type { GradtopEvent } from '../../core/run/events.js';
import type { LogJump } from '../../core/run/protocol.js';
import { UserError } from '../../core/userError.js';
import { atOnce } from './gradual.js';
import { locate, locateIn, refuseUnreadable } from './locate.js';
import type { LogReader } from './reader.js';
import { sniff, titles } from './readers.js';
import { sourceNamed, type Source } from './source.js';

/** A complete log. */
export interface OpenLog {
  readonly source: Source;
  readonly reader: LogReader;
  /** Each call reads from the beginning. @throws UserError if the log is damaged */
  events(): Iterable<GradtopEvent>;
  /** Null if the log must be read up to the step. */
  jump(step: number): LogJump | null;
}

/** Number of logs that a message names. */
const NAMED = 5;

/** `word`: a file, a folder, or `-`. @throws UserError */
export function logAt(word: string): OpenLog {
  const { source, reader } = oneLog(word);
  return {
    source,
    reader,
    events: () => (source.kind === 'stream' ? reader.read(source) : readIn(word, { source, reader })),
    jump: (step) => (reader.jump === undefined ? null : atOnce(reader.jump(source, step))),
  };
}

/** Reads the log of a folder; an error names the folder too. @throws UserError */
function* readIn(word: string, { source, reader }: { source: Source; reader: LogReader }): Iterable<GradtopEvent> {
  const { name, kind } = sourceNamed(word);
  try {
    yield* reader.read(source);
  } catch (error) {
    if (!(error instanceof UserError) || kind !== 'folder') throw error;
    throw new UserError(`${name}: is a folder, and the log in it is damaged: ${error.message}`, { cause: error });
  }
}

/** A folder is a log, or holds exactly one. @throws UserError */
function oneLog(word: string): { readonly source: Source; readonly reader: LogReader } {
  const source = sourceNamed(word);
  const found = sniff(source);
  if (source.kind !== 'folder') refuseUnreadable(source);
  if (found !== null) return { source, reader: found.reader };
  if (source.kind !== 'folder')
    throw new UserError(`${source.name}: not a log in a format that gradtop reads; allowed: ${titles()}`);
  const [log, ...others] = locate(word, null);
  if (log !== undefined && others.length === 0) return log;
  const names = [log, ...others].slice(0, NAMED).map((one) => one?.source.name ?? '');
  const more = others.length >= NAMED ? `, and ${others.length + 1 - NAMED} more` : '';
  throw new UserError(`${source.name}: ${others.length + 1} logs in this folder, name one: ${names.join(', ')}${more}`);
}

/** Opens a log and reads its first event, so that an error is reported before the screen changes. @throws UserError */
export function openLog(word: string): OpenLog {
  const log = logAt(word);
  if (firstOf(log) === null) throw new UserError(`${log.source.name}: has no events`);
  return log;
}

/** @throws UserError */
export function firstOf(log: OpenLog): GradtopEvent | null {
  // Leaving the loop closes the file.
  for (const event of log.events()) return event;
  return null;
}

/** Whether a word on the command line names a log for certain. */
export function isLog(word: string): boolean {
  try {
    const source = sourceNamed(word);
    return sniff(source)?.sure === 'certain' || (source.kind === 'folder' && locateIn(source, null).length > 0);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return false;
  }
}
