// The lines of a complete source, read in pieces.
import { whyNotRead } from '../../core/text/fileTrouble.js';
import { UserError } from '../../core/userError.js';
import { LineCutter } from '../lineCutter.js';
import type { Bytes, FileSource, StreamSource } from './source.js';

const PIECE = 1 << 20;
/** Maximum length of a line: ten times a snapshot of the largest network. */
export const LONGEST_LINE = 1 << 28;

/** A line, its number from 1, and whether a newline ends it. */
export type Line = readonly [text: string, number: number, whole: boolean];

/** `from`: the byte at which a line begins. @throws UserError */
export function* linesOf(source: FileSource | StreamSource, from = 0, piece = PIECE): Generator<Line> {
  const bytes = opened(source);
  try {
    const buffer = Buffer.allocUnsafe(piece);
    const cutter = new LineCutter();
    let line = 1;
    for (let position = from; ;) {
      const read = readAt(source, bytes, buffer, position);
      if (read === 0) break;
      position += read;
      for (const bytesOfLine of cutter.take(buffer.subarray(0, read))) {
        yield [bytesOfLine.toString('utf8'), line, true];
        line += 1;
      }
      if (cutter.pending > LONGEST_LINE)
        throw new UserError(`${source.name}:${line}: longer than 256 MB, so this is not a run log`);
    }
    if (cutter.pending > 0) yield [cutter.rest().toString('utf8'), line, false];
  } finally {
    bytes.close();
  }
}

/** @throws UserError */
export function opened<B extends Bytes>(source: { readonly name: string; open(): B }): B {
  try {
    return source.open();
  } catch (error) {
    throw notRead(source.name, error);
  }
}

/** @throws UserError */
export function readAt(source: { readonly name: string }, bytes: Bytes, into: Buffer, position: number): number {
  try {
    return bytes.read(into, position);
  } catch (error) {
    throw notRead(source.name, error);
  }
}

export const notRead = (name: string, error: unknown): UserError =>
  error instanceof UserError ? error : new UserError(`${name}: cannot be read: ${whyNotRead(error)}`, { cause: error });

/** The first bytes of a source, for recognising its format. @throws UserError */
export function headOf(source: FileSource | StreamSource, most: number): Buffer {
  const bytes = opened(source);
  try {
    const head = Buffer.alloc(most);
    let length = 0;
    // One line is enough, because a stream may have little data yet.
    for (let read = -1; read !== 0 && length < most && !head.subarray(0, length).includes(10); length += read)
      read = readAt(source, bytes, head.subarray(length), length);
    return head.subarray(0, length);
  } finally {
    bytes.close();
  }
}
