// Random access to a run log without an index: a step is found by halving the file, what lies before it is sampled, and the
// rest reads on from there. For logs of one run, whose steps rise from line to line.
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import type { GradtopEvent, StepEvent } from '../core/run/events.js';
import type { LogJump } from '../core/run/protocol.js';
import { UserError } from '../core/userError.js';
import { decodeLine } from './journal.js';
import { LineCutter } from './lineCutter.js';
import { readLog } from './logFile.js';

/** Steps sampled before the goal. */
const SAMPLES = 300;
/** Steps looked at behind it. */
const LATER_SAMPLES = 60;
/** Steps read whole before the goal: as many as are kept whole, and what the rules look back on. */
const WHOLE_BEFORE = 520;
const PIECE = 1 << 14;
/** Without a step in so many bytes, this is no log to jump in. */
const LONGEST_SEARCH = 1 << 25;

interface Found {
  readonly event: StepEvent;
  /** Where its line begins. */
  readonly offset: number;
}

/** Where `step` lies in the log of one run; null where it cannot be found so: several runs, damage, a step that is not there. */
export function jumpInLog(file: string, step: number): LogJump | null {
  let descriptor: number;
  try {
    // A pipe has no steps to find, and opening it again may wait for its writer.
    if (!statSync(file).isFile()) return null;
    descriptor = openSync(file, 'r');
  } catch {
    // Reading from the beginning reports why.
    return null;
  }
  try {
    const { size } = fstatSync(descriptor);
    const opening = eventsBeforeSteps(descriptor);
    const first = stepFrom(descriptor, 0);
    if (first === null || step > (lastStep(descriptor, size) ?? 0)) return null;
    const goal = step - WHOLE_BEFORE;
    let low = 0;
    for (let high = size; high - low > PIECE;) {
      const middle = Math.floor((low + high) / 2);
      const found = stepFrom(descriptor, middle);
      if (found !== null && found.event.step < goal) low = middle;
      else high = middle;
    }
    const samples = sampled(descriptor, 0, low, SAMPLES);
    // What comes behind must go on rising, or the step is found in the wrong run.
    const later = sampled(descriptor, low, size, LATER_SAMPLES);
    const start = stepFrom(descriptor, low);
    if (samples === null || later === null || start === null || start.event.step > step) return null;
    const all = [first.event, ...samples, start.event, ...later];
    if (all.some((event) => event.runId !== first.event.runId)) return null;
    const history = [...opening, ...samples.filter((event) => event.step < start.event.step)];
    return {
      runId: first.event.runId,
      history,
      from: start.event.step,
      rest: readLog(file, undefined, start.offset),
      whole: readLog(file),
    };
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

/** Steps at even distances over some bytes; null where they do not rise: more than one run. */
function sampled(descriptor: number, begin: number, end: number, count: number): StepEvent[] | null {
  const steps: StepEvent[] = [];
  let behind = -1;
  for (let i = 0; i < count; i += 1) {
    const offset = begin + Math.floor(((end - begin) * i) / count);
    // Up to where the last step was found there is no other: a snapshot's line may be as long as many samples lie apart.
    if (offset <= behind) continue;
    const found = stepFrom(descriptor, offset);
    // Behind the last step stands the end of the run.
    if (found === null) break;
    behind = found.offset;
    const newest = steps.at(-1)?.step ?? -1;
    if (found.event.step < newest) return null;
    if (found.event.step > newest) steps.push(found.event);
  }
  return steps;
}

/** The first whole line at or behind `offset` that is a step; null if none comes. @throws UserError */
function stepFrom(descriptor: number, offset: number): Found | null {
  for (const [event, at] of linesFrom(descriptor, offset)) if (event?.type === 'step') return { event, offset: at };
  return null;
}

/** The last step of the log, a torn last line left out. */
function lastStep(descriptor: number, size: number): number | null {
  for (let back = PIECE; ; back *= 4) {
    let last: number | null = null;
    for (const [event] of linesFrom(descriptor, Math.max(0, size - back)))
      if (event?.type === 'step') last = event.step;
    if (last !== null || back > size) return last;
  }
}

function eventsBeforeSteps(descriptor: number): GradtopEvent[] {
  const events: GradtopEvent[] = [];
  for (const [event] of linesFrom(descriptor, 0)) {
    if (event?.type === 'step') break;
    if (event !== null) events.push(event);
  }
  return events;
}

/** The whole lines behind the first newline at or after `offset` (from 0: all), decoded, with where they begin. @throws UserError */
function* linesFrom(descriptor: number, offset: number): Generator<[GradtopEvent | null, number]> {
  // One byte earlier, so that a line that begins just here is not taken for the tail of another.
  let position = Math.max(0, offset - 1);
  const stop = position + LONGEST_SEARCH;
  const piece = Buffer.allocUnsafe(PIECE);
  const cutter = new LineCutter();
  let begins = position;
  let skipping = offset > 0;
  while (position < stop) {
    const read = readSync(descriptor, piece, 0, PIECE, position);
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
