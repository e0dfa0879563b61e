// Reads a run log of any size event by event, one piece of the file at a time.
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type { GradtopEvent } from '../core/run/events.js';
import { RunSplitter } from '../core/run/splitRuns.js';
import { whyNotRead, whyNoText } from '../core/text/fileTrouble.js';
import { sanitizeLine } from '../core/text/sanitize.js';
import { UserError } from '../core/userError.js';
import { decodeLine } from './journal.js';
import { LineCutter } from './lineCutter.js';

const PIECE = 1 << 20;
/** Maximum length of a line: ten times a snapshot of the largest network. */
const LONGEST_LINE = 1 << 28;

/** The lines of a file from a byte on, with their number from 1 and whether a newline ends them. @throws UserError */
function* readLines(
  file: string,
  piece: number,
  from: number,
): Generator<[text: string, line: number, whole: boolean]> {
  const name = sanitizeLine(file, 200);
  let descriptor: number;
  try {
    const why = whyNoText(statSync(file));
    if (why !== null) throw new Error(why);
    descriptor = openSync(file, 'r');
  } catch (error) {
    throw new UserError(`${name}: cannot be read: ${whyNotRead(error)}`, { cause: error });
  }
  try {
    const buffer = Buffer.allocUnsafe(piece);
    const cutter = new LineCutter();
    let line = 1;
    let position = from;
    for (;;) {
      let read: number;
      try {
        // A pipe has no offsets.
        read = readSync(descriptor, buffer, 0, piece, from === 0 ? null : position);
        position += read;
      } catch (error) {
        throw new UserError(`${name}: cannot be read: ${whyNotRead(error)}`, { cause: error });
      }
      if (read === 0) break;
      for (const bytes of cutter.take(buffer.subarray(0, read))) {
        yield [bytes.toString('utf8'), line, true];
        line += 1;
      }
      if (cutter.pending > LONGEST_LINE)
        throw new UserError(`${name}:${line}: longer than 256 MB, so this is not a run log`);
    }
    if (cutter.pending > 0) yield [cutter.rest().toString('utf8'), line, false];
  } finally {
    closeSync(descriptor);
  }
}

/**
 * The events of a log, `from` the byte at which a line begins, each with the id of its run (`RunSplitter`). A torn last line is left out; unknown types too.
 * @throws UserError
 */
export function* readLog(file: string, piece = PIECE, from = 0): Generator<GradtopEvent> {
  const splitter = new RunSplitter();
  for (const [text, line, whole] of readLines(file, piece, from)) {
    let event: GradtopEvent | null;
    try {
      event = decodeLine(line === 1 ? text.replace(/^\uFEFF/, '') : text);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      if (!whole && line > 1) return;
      const where = from === 0 ? `${line}` : `line ${line} behind byte ${from}`;
      throw new UserError(`${sanitizeLine(file, 200)}:${where}: ${error.message}`, { cause: error });
    }
    if (event !== null) yield splitter.split(event);
  }
}

/** Opens a log and reads its first event, so that an error is reported before the screen changes. @throws UserError */
export function openLog(file: string): Generator<GradtopEvent> {
  const events = readLog(file);
  const first = events.next();
  if (first.done === true) throw new UserError(`${sanitizeLine(file, 200)}: has no events`);
  return (function* () {
    yield first.value;
    yield* events;
  })();
}
