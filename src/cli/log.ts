// A recorded log, opened: what is wrong with it is the caller's mistake.
import type { GradtopEvent } from '../core/run/events.js';
import { LogError, openLog } from '../runtime/logFile.js';
import { UsageError } from './errors.js';

/** Opens a log for reading. @throws UsageError */
export function openedLog(file: string): Iterable<GradtopEvent> {
  try {
    return openLog(file);
  } catch (error) {
    throw asUsage(error);
  }
}

/** A log that cannot be read is the caller's mistake. */
export const asUsage = (error: unknown): unknown =>
  error instanceof LogError ? new UsageError([error.message]) : error;
