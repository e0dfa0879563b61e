// The events of a complete log of lines, one at a time, because a log may be larger than memory.
import { dirname } from 'node:path';
import type { GradtopEvent } from '../../core/run/events.js';
import { NO_FLAGS } from '../../core/run/scalars/scalarRun.js';
import { RunSplitter } from '../../core/run/splitRuns.js';
import { UserError } from '../../core/userError.js';
import { linesOf, notRead } from './lines.js';
import { runNameOf } from './logName.js';
import type { Decode, DecoderContext, LineFormat } from './lineFormat.js';
import type { ReadOptions } from './reader.js';
import type { FileSource, FolderSource, Source, StreamSource } from './source.js';

export interface ReadLogOptions extends ReadOptions {
  /** The byte at which a line begins. */
  readonly from?: number;
  /** Bytes read at a time. */
  readonly piece?: number;
}

/** A torn last line is left out. The logs of a folder are read one after the other. @throws UserError `file:line: reason` */
export function* readLog(source: Source, format: LineFormat, options: ReadLogOptions = {}): Generator<GradtopEvent> {
  const splitter = new RunSplitter();
  const files = source.kind === 'folder' ? logsIn(source, format) : [source];
  for (const file of files)
    for (const event of eventsIn(file, format.decoder(contextOf(file, options)), options))
      if (format.namesRuns) yield event;
      else yield* splitter.split(event);
  yield* splitter.rest();
}

/** A run is named after its file, or the folder of its file. */
export const contextOf = (source: Source, { flags, regex }: Pick<ReadOptions, 'flags' | 'regex'>): DecoderContext => ({
  name: source.kind === 'stream' ? source.name : runNameOf(source.path),
  flags: flags ?? NO_FLAGS,
  folder: source.kind === 'stream' ? null : source.kind === 'folder' ? source.path : dirname(source.path),
  regex: regex ?? null,
});

/** @throws UserError */
export function logsIn(folder: FolderSource, format: LineFormat): FileSource[] {
  try {
    return folder.files().filter(({ path }) => format.belongs(path));
  } catch (error) {
    throw notRead(folder.name, error);
  }
}

function* eventsIn(
  source: FileSource | StreamSource,
  decode: Decode,
  { from = 0, piece, onDamage }: ReadLogOptions,
): Generator<GradtopEvent> {
  for (const [text, line, whole] of linesOf(source, from, piece)) {
    if (onDamage !== undefined && text.includes('\0')) {
      onDamage({ where: `${source.name}:${line}`, why: 'zeros instead of data' });
      yield* aroundHole(text, decode);
      continue;
    }
    let events: readonly GradtopEvent[];
    try {
      events = decode(text);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      // A crash leaves a torn last line.
      if (!whole && line > 1) return;
      const where = `${source.name}:${from === 0 ? line : `line ${line} after byte ${from}`}`;
      if (onDamage === undefined) throw new UserError(`${where}: ${error.message}`, { cause: error });
      onDamage({ where, why: error.message });
      continue;
    }
    yield* events;
  }
}

/** NFS leaves zeros where a write was lost. Complete records on both sides are kept. */
function* aroundHole(text: string, decode: Decode): Generator<GradtopEvent> {
  for (const part of text.split(/\0+/))
    try {
      yield* decode(part);
    } catch (error) {
      // Half a record; the hole has been reported.
      if (!(error instanceof UserError)) throw error;
    }
}
