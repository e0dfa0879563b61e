// The log formats that gradtop reads, and opening a log in one of them.
import type { GradtopEvent } from '../../core/run/events.js';
import type { LogJump } from '../../core/run/protocol.js';
import { UserError } from '../../core/userError.js';
import { csvReader } from './formats/csv.js';
import { dvcliveReader } from './formats/dvclive.js';
import { gradtopReader } from './formats/gradtop.js';
import { jsonLinesReader } from './formats/jsonLines.js';
import { tensorboardReader } from './formats/tensorboard.js';
import { textReader } from './formats/text.js';
import { trainerStateReader } from './formats/trainerState.js';
import { headOf } from './lines.js';
import type { LogReader, Sureness } from './reader.js';
import { sourceNamed, type Source } from './source.js';

/** One row for each format; of equally sure readers the first one wins. */
export const READERS: readonly LogReader[] = [
  gradtopReader,
  tensorboardReader,
  dvcliveReader,
  trainerStateReader,
  jsonLinesReader,
  csvReader,
  textReader,
];

/** Number of bytes from which a format is recognised. */
export const HEAD = 1 << 16;

export interface Recognised {
  readonly reader: LogReader;
  readonly sure: Sureness;
}

/** The surest reader of this source. @throws UserError if the source cannot be read */
export const sniff = (source: Source, readers = READERS): Recognised | null =>
  chooseReader(source, source.kind === 'folder' ? Buffer.alloc(0) : headOf(source, HEAD), readers);

/** The surest reader, by the first bytes of the source; null if no reader takes it. */
export function chooseReader(source: Source, head: Buffer, readers = READERS): Recognised | null {
  const answers = readers.map((reader) => ({ reader, sure: reader.sniff(source, head) }));
  return answers.find(({ sure }) => sure === 'certain') ?? answers.find(({ sure }) => sure === 'possible') ?? null;
}

/** The formats, for messages. */
export const titles = (): string => READERS.map(({ title }) => title).join(', ');

/** A complete log. */
export interface OpenLog {
  readonly source: Source;
  readonly reader: LogReader;
  /** From the beginning at each call. @throws UserError if the log is damaged */
  events(): Iterable<GradtopEvent>;
  /** Null if the log must be read up to the step. */
  jump(step: number): LogJump | null;
}

/** `word`: a file, a folder, or `-`. @throws UserError */
export function logAt(word: string): OpenLog {
  const source = sourceNamed(word);
  const found = sniff(source);
  if (found === null) {
    throw new UserError(`${source.name}: no log in a format that gradtop reads; allowed: ${titles()}`);
  }
  const { reader } = found;
  return {
    source,
    reader,
    events: () => reader.read(source),
    jump: (step) => reader.jump?.(source, step) ?? null,
  };
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
    return sniff(sourceNamed(word))?.sure === 'certain';
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return false;
  }
}
