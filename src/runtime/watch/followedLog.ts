// Follows one log for the screen: reports its events, and messages about its file.
import { statSync } from 'node:fs';
import { applyEvent, createRunState } from '../../core/run/applyEvent.js';
import type { GradtopEvent } from '../../core/run/events.js';
import type { RunState } from '../../core/run/runState.js';
import type { Clock } from '../log/clock.js';
import type { Gradual } from '../log/gradual.js';
import { filesBelow } from '../log/filesBelow.js';
import type { Damage, LogReader, ReadingFlags } from '../log/reader.js';
import type { Succession } from './succession.js';
import type { FileSource, FolderSource, StreamSource } from '../log/source.js';

export interface Log {
  readonly source: FileSource | StreamSource | FolderSource;
  readonly reader: LogReader;
  readonly name: string;
}

/** Receives the news of all logs. Run ids are those of the log. */
export interface LogListener {
  events(log: Log, events: readonly GradtopEvent[]): void;
  /** Removes these runs, because their log begins again. */
  forget(log: Log, runIds: readonly string[]): void;
  /** Replaces the state of a run. */
  replace(log: Log, run: RunState): void;
  /** A run follows others in the log. */
  succeeded(log: Log, succession: Succession): void;
  /** The past of the log is being read, so its silence means nothing. */
  filling(log: Log): void;
  /** Everything has been read; the file has not changed for `quietMs` milliseconds. */
  caughtUp(log: Log, quietMs: number): void;
  say(text: string, level: 'info' | 'warning'): void;
  /** Nothing can be read yet. */
  waiting(log: Log, why: string): void;
  /** A stream has ended. */
  ended(log: Log): void;
}

export interface FollowLogOptions {
  readonly reading: ReadingFlags;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Milliseconds since 1970. */
  readonly wallClock: () => number;
  /** Resolves when news may be shown; waits while the screen is paused. */
  readonly gate: (log: Log) => Promise<void>;
}

/** Number of damaged records that are reported one by one; later reports add a count. */
const REPORTED = 1;

export async function followLog(log: Log, listener: LogListener, options: FollowLogOptions): Promise<void> {
  const { clock, signal, gate, wallClock, reading } = options;
  let damaged = 0;
  for await (const one of log.reader.follow(log.source, { ...reading, clock, signal })) {
    await gate(log);
    if (signal.aborted) return;
    if (one.type === 'events') listener.events(log, one.events);
    else if (one.type === 'caughtUp') listener.caughtUp(log, quietFor(log, wallClock()));
    else if (one.type === 'restarted') {
      listener.forget(log, one.runIds);
      listener.say(`${one.name}: ${RESTARTS[one.why]}`, 'info');
    } else if (one.type === 'damaged') {
      damaged += 1;
      listener.say(damageInWords(one, damaged), 'warning');
    } else if (one.type === 'waiting') listener.waiting(log, one.why);
    else if (one.type === 'deleted') listener.say(`${one.name}: the file was deleted; its runs stay`, 'warning');
    else listener.ended(log);
  }
}

const RESTARTS = {
  replaced: 'another file has this name now',
  truncated: 'the file begins again',
  rewritten: 'the file was written again',
} as const;

/** `count`: damaged records up to this one. */
export const damageInWords = ({ where, why }: Damage, count: number): string =>
  count <= REPORTED ? `${where}: ${why}; skipped` : `${where}: ${why}; skipped (${count} damaged records)`;

/** Milliseconds since the file last changed; 0 for a stream. */
function quietFor({ source }: Log, now: number): number {
  if (source.kind !== 'file') return 0;
  const stat = statSync(source.path, { throwIfNoEntry: false });
  return stat === undefined ? 0 : Math.max(0, now - stat.mtimeMs);
}

/** Larger logs show their end first. */
const LARGE_BYTES = 50 * 1024 * 1024;

/** False if its format cannot jump. */
export function isLarge({ source, reader }: Log, largeBytes = LARGE_BYTES): boolean {
  if (source.kind === 'stream' || reader.jump === undefined) return false;
  const files = source.kind === 'file' ? [source.path] : filesBelow(source.path).filter((file) => reader.owns?.(file));
  const bytes = files.reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
  return bytes > largeBytes;
}

/** The end of a log, with samples of its past; null if it cannot be found. */
export function* endOf({ source, reader }: Log, reading: ReadingFlags): Gradual<RunState | null> {
  const jump = reader.jump === undefined ? null : yield* reader.jump(source, Infinity, reading);
  if (jump === null) return null;
  const run = createRunState(jump.runId, null);
  yield* applyAll(run, jump.history);
  run.sampledTo = jump.from - 1;
  yield* applyAll(run, jump.rest);
  return run;
}

function* applyAll(run: RunState, events: Iterable<GradtopEvent>): Gradual<void> {
  for (const event of events) {
    applyEvent(run, event);
    yield;
  }
}
