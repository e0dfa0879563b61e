// Appends a run's events to a file as they come: written within a second, told once when the disk refuses, never in the way.
import { closeSync, constants, existsSync, fstatSync, ftruncateSync, openSync, rmSync } from 'node:fs';
import type { GradtopEvent } from '../core/run/events.js';
import { whyNotWritten } from '../core/text/fileTrouble.js';
import { sanitizeLine } from '../core/text/sanitize.js';
import { UserError } from '../core/userError.js';
import { encodeEvent } from './journal.js';
import { writeWhole } from './writeWhole.js';

export interface Recorder {
  write(events: readonly GradtopEvent[]): void;
  /** The last error, told once by whoever asks first; null afterwards. */
  takeError(): string | null;
  readonly path: string;
  readonly lines: number;
  close(): void;
}

/**
 * Opens `file` for appending events. A file that is there is replaced when the first event comes, not before: a run
 * that never begins (a CSV that is not found) costs nobody the log of an earlier one, and leaves no empty file.
 * @throws UserError if it cannot be opened
 */
export function openRecorder(file: string): Recorder {
  const name = sanitizeLine(file);
  const isNew = !existsSync(file);
  let descriptor: number;
  try {
    descriptor = openSync(file, constants.O_WRONLY | constants.O_CREAT);
  } catch (error) {
    throw new UserError(`log ${name}: cannot be written: ${whyNotWritten(error)}`, { cause: error });
  }
  let open = true;
  let failed = false;
  let error: string | null = null;
  let lines = 0;
  return {
    path: file,
    get lines() {
      return lines;
    },
    write(events) {
      if (!open || failed || events.length === 0) return;
      try {
        if (lines === 0 && fstatSync(descriptor).isFile()) ftruncateSync(descriptor);
        // One write a batch: a crash tears at most the last line.
        writeWhole(descriptor, events.map((event) => `${encodeEvent(event)}\n`).join(''));
        lines += events.length;
      } catch (cause) {
        failed = true;
        error = `log ${name}: ${whyNotWritten(cause)}; recording ended after ${lines} lines, training goes on`;
      }
    },
    takeError() {
      const told = error;
      error = null;
      return told;
    },
    close() {
      if (!open) return;
      open = false;
      closeSync(descriptor);
      if (isNew && lines === 0 && !failed) rmSync(file, { force: true });
    },
  };
}
