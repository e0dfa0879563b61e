// Random access to a run log without an index: binary search finds a step, samples cover the steps before it, and the
// rest is read from there. Works for logs of one run with increasing steps.
import type { GradtopEvent, StepEvent } from '../core/run/events.js';
import type { LogJump } from '../core/run/protocol.js';
import { UserError } from '../core/userError.js';
import { decodeLine } from './journal.js';
import type { Gradual } from './log/gradual.js';
import { LineCutter } from './lineCutter.js';
import type { LineFormat } from './log/lineFormat.js';
import { readLog } from './log/readLog.js';
import type { Bytes, FileSource } from './log/source.js';

/** Sampled steps before the target. */
const SAMPLES = 300;
/** Sampled steps after the target. */
const LATER_SAMPLES = 60;
/** Steps before the target that are all read: as many as memory keeps, and as the rules need. */
const WHOLE_BEFORE = 520;
const PIECE = 1 << 14;
/** Gives up a jump after this many bytes without a step. */
const LONGEST_SEARCH = 1 << 25;

interface Found {
  readonly event: StepEvent;
  /** Offset of its line. */
  readonly offset: number;
}

/** Finds a step in a log of one run; null if that fails: several runs, damage, or no such step. Infinity is the last step. */
export function* jumpInLog(source: FileSource, asked: number, format: LineFormat): Gradual<LogJump | null> {
  let bytes: ReturnType<FileSource['open']>;
  try {
    bytes = source.open();
  } catch {
    // Reading from the beginning reports why.
    return null;
  }
  try {
    const { size } = bytes;
    const opening = eventsBeforeSteps(bytes);
    const first = stepFrom(bytes, 0);
    const last = lastStep(bytes, size) ?? 0;
    const step = asked === Infinity ? last : asked;
    if (first === null || step > last) return null;
    const goal = step - WHOLE_BEFORE;
    let low = 0;
    for (let high = size; high - low > PIECE;) {
      const middle = Math.floor((low + high) / 2);
      const found = stepFrom(bytes, middle);
      if (found !== null && found.event.step < goal) low = middle;
      else high = middle;
    }
    const samples = yield* sampled(bytes, 0, low, SAMPLES);
    // Steps after the target must rise too; otherwise the log has several runs.
    const later = yield* sampled(bytes, low, size, LATER_SAMPLES);
    const start = stepFrom(bytes, low);
    if (samples === null || later === null || start === null || start.event.step > step) return null;
    const all = [first.event, ...samples, start.event, ...later];
    if (all.some((event) => event.runId !== first.event.runId)) return null;
    const history = [...opening, ...samples.filter((event) => event.step < start.event.step)];
    return {
      runId: first.event.runId,
      history,
      from: start.event.step,
      rest: readLog(source, format, { from: start.offset }),
      whole: readLog(source, format),
    };
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  } finally {
    bytes.close();
  }
}

/** Steps at equal distances in a range of bytes; null if they do not rise, which means several runs. */
function* sampled(bytes: Bytes, begin: number, end: number, count: number): Gradual<StepEvent[] | null> {
  const steps: StepEvent[] = [];
  let lastOffset = -1;
  for (let i = 0; i < count; i += 1) {
    const offset = begin + Math.floor(((end - begin) * i) / count);
    // A snapshot line may be longer than many sample distances; skip the places inside it.
    if (offset <= lastOffset) continue;
    yield;
    const found = stepFrom(bytes, offset);
    // Only the end of the run follows the last step.
    if (found === null) break;
    lastOffset = found.offset;
    const latest = steps.at(-1)?.step ?? -1;
    if (found.event.step < latest) return null;
    if (found.event.step > latest) steps.push(found.event);
  }
  return steps;
}

/** The first complete line at or after `offset` that is a step; null if there is none. @throws UserError */
function stepFrom(bytes: Bytes, offset: number): Found | null {
  for (const [event, at] of linesFrom(bytes, offset)) if (event?.type === 'step') return { event, offset: at };
  return null;
}

/** The last step of the log, without a torn last line. */
function lastStep(bytes: Bytes, size: number): number | null {
  for (let back = PIECE; ; back *= 4) {
    let last: number | null = null;
    for (const [event] of linesFrom(bytes, Math.max(0, size - back))) if (event?.type === 'step') last = event.step;
    if (last !== null || back > size) return last;
  }
}

function eventsBeforeSteps(bytes: Bytes): GradtopEvent[] {
  const events: GradtopEvent[] = [];
  for (const [event] of linesFrom(bytes, 0)) {
    if (event?.type === 'step') break;
    if (event !== null) events.push(event);
  }
  return events;
}

/** Decodes the complete lines that begin at or after `offset`, with their offsets. @throws UserError */
function* linesFrom(bytes: Bytes, offset: number): Generator<[GradtopEvent | null, number]> {
  // One byte earlier, so that a line that begins at `offset` is included.
  let position = Math.max(0, offset - 1);
  const stop = position + LONGEST_SEARCH;
  const piece = Buffer.allocUnsafe(PIECE);
  const cutter = new LineCutter();
  let begins = position;
  let skipping = offset > 0;
  while (position < stop) {
    const read = bytes.read(piece, position);
    if (read === 0) return;
    position += read;
    for (const line of cutter.take(piece.subarray(0, read))) {
      const at = begins;
      begins += line.length + 1;
      if (!skipping) yield [decodeLine(line.toString('utf8')), at];
      skipping = false;
    }
  }
}
