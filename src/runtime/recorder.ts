// Appends a run's events to a file as they arrive. When `write` returns they are in the file; every loss is reported.
import { rmSync, statSync } from 'node:fs';
import path from 'node:path';
import type { GradtopEvent } from '../core/run/events.js';
import { codeOf, whyNotWritten } from '../core/text/fileTrouble.js';
import { sanitizeLine } from '../core/text/sanitize.js';
import { UserError } from '../core/userError.js';
import { AppendedFile } from './appendedFile.js';
import { encodeEvent } from './journal.js';
import type { Lock } from './lockFile.js';
import { lockLog } from './logLock.js';
import { openPipe, type PipeWriter } from './pipeWriter.js';

/** Lines that are missing from the log, or are in another file than requested. */
export interface Loss {
  readonly file: string;
  /** `the disk is full`. */
  readonly why: string;
  /** The whole message, one line. */
  readonly text: string;
}

export interface Recorder {
  write(events: readonly GradtopEvent[]): void;
  /** The last message about the file, returned once; null if there is no new one. */
  takeError(): string | null;
  /** The first loss; null if every written event is in the log. */
  readonly loss: Loss | null;
  /** Whether events are still written; a loss may end the recording. */
  readonly active: boolean;
  /** The current file: a different one after another program cut the first. */
  readonly path: string;
  readonly lines: number;
  /** Resolves at once; for a pipe, when its reader has taken everything. */
  close(): Promise<void>;
}

/**
 * Opens and locks `file` for events. The first event replaces an existing file. A run that never begins (a CSV that is not
 * found) keeps an earlier log and leaves no empty file.
 * Null for a named pipe that no process reads yet. `enter` makes the log known to other processes.
 * @throws UserError if it cannot be opened
 */
export function openRecorder(file: string, enter: Enter = () => ({ release: () => undefined })): Recorder | null {
  try {
    const there = statSync(file, { throwIfNoEntry: false });
    return there?.isFIFO() === true ? new PipeRecorder(file) : new FileRecorder(file, there === undefined, enter);
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (codeOf(error) === 'ENXIO') return null;
    throw new UserError(`log ${nameOf(file)}: cannot be written: ${whyNotWritten(error)}`, { cause: error });
  }
}

/** Called with a regular file that is locked; `release` when it is closed. */
type Enter = (file: string) => Lock;

const nameOf = (file: string): string => sanitizeLine(file, 200);
const textOf = (events: readonly GradtopEvent[]): string => events.map((event) => `${encodeEvent(event)}\n`).join('');

abstract class BaseRecorder implements Recorder {
  loss: Loss | null = null;
  active = true;
  lines = 0;
  private error: string | null = null;
  abstract readonly path: string;
  abstract close(): Promise<void>;
  protected abstract append(events: readonly GradtopEvent[]): void;

  write(events: readonly GradtopEvent[]): void {
    if (!this.active || events.length === 0) return;
    try {
      this.append(events);
    } catch (cause) {
      this.end(whyNotWritten(cause));
    }
  }

  takeError(): string | null {
    const { error } = this;
    this.error = null;
    return error;
  }

  protected say(text: string): void {
    this.error = text;
  }

  protected lose(file: string, why: string, text: string): void {
    this.loss ??= { file, why, text };
    this.say(text);
  }

  protected end(why: string): void {
    if (!this.active) return;
    this.active = false;
    const text = `log ${nameOf(this.path)}: ${why}; recording stopped after ${this.lines} lines; training continues`;
    this.lose(this.path, why, text);
  }
}

class PipeRecorder extends BaseRecorder {
  private readonly pipe: PipeWriter;
  private closed: Promise<void> | null = null;

  constructor(readonly path: string) {
    super();
    this.pipe = openPipe(path, (error) => this.end(whyNotWritten(error)));
  }

  protected append(events: readonly GradtopEvent[]): void {
    this.pipe.append(textOf(events));
    this.lines += events.length;
  }

  close(): Promise<void> {
    this.closed ??= this.pipe.close().finally(() => (this.active = false));
    return this.closed;
  }
}

class FileRecorder extends BaseRecorder {
  private file: AppendedFile;
  private readonly locks: Lock[] = [];
  /** The `run` events of unfinished runs. A log that continues in another file begins with them. */
  private readonly begun = new Map<string, GradtopEvent>();
  private closed = false;

  constructor(
    file: string,
    private readonly isNew: boolean,
    private readonly enter: Enter,
  ) {
    super();
    this.file = AppendedFile.open(file);
    try {
      if (this.file.isRegular) this.lock(file);
    } catch (error) {
      this.file.close();
      throw error;
    }
  }

  private lock(file: string): void {
    this.locks.push(lockLog(file));
    this.locks.push(this.enter(file));
  }

  get path(): string {
    return this.file.path;
  }

  close(): Promise<void> {
    if (!this.closed) {
      this.closed = true;
      this.active = false;
      const empty = this.isNew && this.lines === 0 && this.loss === null && this.file.harm() === null;
      this.file.close();
      if (empty) rmSync(this.path, { force: true });
      for (const lock of this.locks) lock.release();
    }
    return Promise.resolve();
  }

  protected append(events: readonly GradtopEvent[]): void {
    if (this.lines === 0) this.file.truncate();
    this.lookAtFile();
    if (!this.active) return;
    // One write per batch, so that a crash tears at most the last line.
    this.file.append(textOf(events));
    this.lines += events.length;
    for (const event of events) {
      if (event.type === 'run') this.begun.set(event.runId, event);
      else if (event.type === 'end') this.begun.delete(event.runId);
    }
  }

  /** If another program deleted or cut the file, continues in a new file with everything that can be kept. */
  private lookAtFile(): void {
    const harm = this.file.harm();
    if (harm === null) return;
    const before = this.path;
    const name = nameOf(before);
    if (harm === 'moved') return this.say(`log ${name}: was moved; recording continues in the moved file`);
    const why = `${harm} by another program`;
    try {
      const next = this.nextFile(harm);
      if (harm === 'deleted') this.file.copyTo(next);
      else next.append(textOf([...this.begun.values()]));
      this.file.close();
      this.file = next;
    } catch (error) {
      return this.end(`${why}, and no other file can be written: ${whyNotWritten(error)}`);
    }
    const fate = harm === 'cut' ? `its ${this.lines} lines are lost` : `its ${this.lines} lines are written again`;
    if (this.lines > 0)
      this.lose(before, why, `log ${name}: was ${why}; ${fate}, recording continues in ${nameOf(this.path)}`);
  }

  /** A deleted log keeps its name, unless that is taken. A cut file may belong to another program now, so it is left alone. */
  private nextFile(harm: 'cut' | 'deleted'): AppendedFile {
    const { dir, name, ext } = path.parse(this.path);
    for (let number = harm === 'deleted' ? 1 : 2; ; number += 1) {
      const file = number === 1 ? this.path : path.join(dir, `${name}-${number}${ext}`);
      try {
        const next = AppendedFile.create(file);
        this.lock(file);
        return next;
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw error;
      }
    }
  }
}
