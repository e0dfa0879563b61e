// Reads the complete event files of one run, in the order in which their records were written.
import path from 'node:path';
import type { GradtopEvent } from '../../../../core/run/events.js';
import { UserError } from '../../../../core/userError.js';
import { filesBelow } from '../../filesBelow.js';
import { opened, readAt } from '../../lines.js';
import type { ReadOptions } from '../../reader.js';
import { contextOf } from '../../readLog.js';
import { fileSource, type FileSource, type Source, type StreamSource } from '../../source.js';
import { BoardRun } from './boardRun.js';
import { decodeEvent, type BoardEvent } from './event.js';
import { isEventFile } from './folders.js';
import { RecordCutter } from './records.js';

const PIECE = 1 << 20;

export function* readBoard(source: Source, options: ReadOptions = {}): Generator<GradtopEvent> {
  const run = new BoardRun(contextOf(source, options));
  const files = filesOf(source).map(({ file, inside }) => ({
    inside,
    events: eventsIn(file, options),
    next: null as BoardEvent | null,
  }));
  let open = files.filter((one) => advance(one));
  while (open.length > 0) {
    const first = open.reduce((a, b) => ((b.next?.wallTime ?? 0) < (a.next?.wallTime ?? 0) ? b : a));
    if (first.next !== null) yield* run.take(first.next, first.inside);
    if (!advance(first)) open = open.filter((one) => one !== first);
  }
  yield* run.flush();
}

function advance(file: { readonly events: Iterator<BoardEvent>; next: BoardEvent | null }): boolean {
  const one = file.events.next();
  file.next = one.done === true ? null : one.value;
  return file.next !== null;
}

/** The files of a run, each with the path of its folder below the run's folder. */
export function filesOf(source: Source): { readonly file: FileSource | StreamSource; readonly inside: string }[] {
  if (source.kind !== 'folder') return [{ file: source, inside: '' }];
  return filesBelow(source.path)
    .filter(isEventFile)
    .map((file) => ({ file: fileSource(file), inside: path.relative(source.path, path.dirname(file)) }));
}

function* eventsIn(source: FileSource | StreamSource, { onDamage }: ReadOptions): Generator<BoardEvent> {
  const bytes = opened(source);
  const cutter = new RecordCutter();
  const damaged = (at: number, why: string): void => {
    const where = `${source.name}: byte ${at}`;
    if (onDamage === undefined) throw new UserError(`${where}: ${why}`);
    onDamage({ where, why });
  };
  try {
    const buffer = Buffer.allocUnsafe(PIECE);
    for (let position = 0; ;) {
      const read = readAt(source, bytes, buffer, position);
      if (read === 0) return;
      position += read;
      for (const one of cutter.take(buffer.subarray(0, read))) {
        const event = one.type === 'record' ? decoded(one.data) : null;
        if (event !== null) yield event;
        else
          damaged(
            one.type === 'damage' ? one.at : position,
            one.type === 'damage' ? one.why : 'not an event of TensorBoard',
          );
      }
    }
  } finally {
    bytes.close();
  }
}

/** Null if the bytes are not an event. */
export function decoded(data: Uint8Array): BoardEvent | null {
  try {
    return decodeEvent(data);
  } catch {
    // The checksum is right, so another kind of program wrote the record.
    return null;
  }
}
