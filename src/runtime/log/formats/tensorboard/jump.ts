// Reads the end of large event files, and samples of their past. The checksum of a record's length finds a record from any byte.
import { statSync } from 'node:fs';
import type { GradtopEvent } from '../../../../core/run/events.js';
import type { LogJump } from '../../../../core/run/protocol.js';
import { UserError } from '../../../../core/userError.js';
import type { Gradual } from '../../gradual.js';
import { opened, readAt } from '../../lines.js';
import type { ReadingFlags } from '../../reader.js';
import { contextOf } from '../../readLog.js';
import type { Bytes, FileSource, Source, StreamSource } from '../../source.js';
import { BoardRun } from './boardRun.js';
import type { BoardEvent } from './event.js';
import { decoded, filesOf, readBoard } from './read.js';
import { RecordCutter } from './records.js';

/** Bytes read at the end of the last file, and at the end of each other file and the beginning of each file. */
const TAIL_BYTES = 2 << 20;
const OTHER_BYTES = 1 << 18;
/** A tail without a complete record is read again four times longer, up to this limit: images and embeddings are long records. */
const LONGEST_TAIL = 1 << 26;
/** Number of samples of the past; each file gets a share by its size. */
const SAMPLES = 128;
const SAMPLE_BYTES = 1 << 17;
/** Largest number of records per sample. */
const SAMPLE_RECORDS = 192;
/** Largest number of records of a tail: scalars are small. */
const TAIL_RECORDS = 8192;

interface Found {
  readonly event: BoardEvent;
  readonly file: File;
  /** Whether it belongs to the tail, which is complete. */
  readonly tail: boolean;
}

interface File {
  readonly source: FileSource;
  readonly inside: string;
  readonly size: number;
  readonly changed: number;
}

/** Finds only the last step (Infinity), because several files and restarts have no order of steps. Null if it finds no record. */
export function* jumpInBoard(source: Source, step: number, reading: ReadingFlags = {}): Gradual<LogJump | null> {
  if (step !== Infinity) return null;
  try {
    const files = filesOf(source).flatMap(({ file, inside }) => sized(file, inside));
    if (files.length === 0) return null;
    const last = files.reduce((a, b) => (b.changed > a.changed ? b : a));
    const total = files.reduce((sum, { size }) => sum + size, 0);
    const parts: Found[][] = [];
    for (const file of files) parts.push(yield* sampled(file, file === last ? TAIL_BYTES : OTHER_BYTES, total));
    const found = parts.flat().sort((a, b) => a.event.wallTime - b.event.wallTime);
    const end = found.findIndex(({ tail, file }) => tail && file === last);
    return end < 0 ? null : yield* jumpOf(source, reading, found, end);
  } catch (error) {
    // Reading from the beginning reports why.
    if (error instanceof UserError) return null;
    throw error;
  }
}

function* jumpOf(source: Source, reading: ReadingFlags, found: readonly Found[], end: number): Gradual<LogJump> {
  const context = contextOf(source, reading);
  const run = new BoardRun(context);
  const history = yield* eventsOf(run, found.slice(0, end));
  return {
    runId: context.name,
    history,
    from: found[end]?.event.step ?? 0,
    rest: yield* eventsOf(run, found.slice(end)),
    whole: readBoard(source, reading),
  };
}

function* eventsOf(run: BoardRun, found: readonly Found[]): Gradual<GradtopEvent[]> {
  const events: GradtopEvent[] = [];
  for (const { event, file } of found) {
    events.push(...run.take(event, file.inside));
    yield;
  }
  return [...events, ...run.flush()];
}

function sized(file: FileSource | StreamSource, inside: string): File[] {
  if (file.kind === 'stream') return [];
  const stat = statSync(file.path, { throwIfNoEntry: false });
  return stat === undefined ? [] : [{ source: file, inside, size: stat.size, changed: stat.mtimeMs }];
}

/** Records from the beginning of a file, which names most figures, from places at equal distances, and from its end. @throws UserError */
function* sampled(file: File, tailBytes: number, total: number): Gradual<Found[]> {
  const { source, size } = file;
  const bytes = opened(source);
  const reader = { source, bytes };
  try {
    const head = Math.min(size, OTHER_BYTES);
    const { events: tail, from } = tailOf(reader, head, size, tailBytes);
    const count = Math.floor((SAMPLES * size) / total);
    const distance = (from - head) / (count + 1);
    const length = Math.min(SAMPLE_BYTES, distance);
    const past: BoardEvent[] = [];
    for (let sample = 0; sample < count && length >= 1; sample += 1) {
      yield;
      const at = Math.floor(head + (sample + 0.5) * distance);
      past.push(...recordsIn(reader, at, Math.floor(length), { first: SAMPLE_RECORDS }));
    }
    return [
      ...foundOf(recordsIn(reader, 0, head, {}), file, size <= head),
      ...foundOf(past, file, false),
      ...foundOf(tail, file, true),
    ];
  } finally {
    bytes.close();
  }
}

const foundOf = (events: readonly BoardEvent[], file: File, tail: boolean): Found[] =>
  events.map((event) => ({ event, file, tail }));

interface Reader {
  readonly source: FileSource;
  readonly bytes: Bytes;
}

function tailOf(
  reader: Reader,
  head: number,
  size: number,
  least: number,
): { readonly events: readonly BoardEvent[]; readonly from: number } {
  for (let length = least; ; length *= 4) {
    const from = Math.max(head, size - length);
    const events = recordsIn(reader, from, size - from, { last: TAIL_RECORDS });
    if (events.length > 0 || from === head || length >= LONGEST_TAIL) return { events, from };
  }
}

/**
 * The first or the last complete records in a range of bytes. Damage is reported later, when the file is read from its beginning.
 */
function recordsIn({ source, bytes }: Reader, from: number, length: number, most: Most): BoardEvent[] {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const read = readAt(source, bytes, buffer.subarray(filled), from + filled);
    if (read === 0) break;
    filled += read;
  }
  const records: Buffer[] = [];
  for (const cut of new RecordCutter().take(buffer.subarray(0, filled))) {
    if (cut.type === 'record') records.push(cut.data);
    if (records.length >= (most.first ?? Infinity)) break;
  }
  return records.slice(-(most.last ?? records.length)).flatMap((data) => decoded(data) ?? []);
}

interface Most {
  readonly first?: number;
  readonly last?: number;
}
