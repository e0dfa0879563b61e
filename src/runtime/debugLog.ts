// The debug log: actions, commands and frame times of a screen as JSON Lines, if GRADTOP_DEBUG names a file. For bug reports.
import { openSync, writeSync } from 'node:fs';
import { whyNotWritten } from '../core/text/fileTrouble.js';
import { UserError } from '../core/userError.js';

export interface DebugLog {
  /** Writes one line with the milliseconds since the log was opened. */
  record(kind: 'action' | 'command' | 'frame', value: object): void;
}

/** Longer lists and strings are replaced by their length. */
const LONGEST = 16;
const LONGEST_STRING = 200;

function short(_key: string, value: unknown): unknown {
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    const { length } = value as ArrayLike<unknown>;
    return length > LONGEST ? `${length} elements` : Array.from(value as ArrayLike<unknown>);
  }
  if (value instanceof Map || value instanceof Set) return `${value.size} elements`;
  return typeof value === 'string' && value.length > LONGEST_STRING ? `${value.length} characters` : value;
}

/**
 * @param file the value of GRADTOP_DEBUG; undefined or empty means no log
 * @param now clock in milliseconds
 * @throws UserError if the file cannot be opened
 */
export function openDebugLog(file: string | undefined, now: () => number): DebugLog | null {
  if (file === undefined || file === '') return null;
  let descriptor: number;
  try {
    descriptor = openSync(file, 'a');
  } catch (error) {
    throw new UserError(`GRADTOP_DEBUG: ${file}: cannot be written: ${whyNotWritten(error)}`, { cause: error });
  }
  const start = now();
  return {
    record(kind, value) {
      const line = JSON.stringify({ ms: Number((now() - start).toFixed(1)), [kind]: value }, short);
      try {
        writeSync(descriptor, `${line}\n`);
      } catch {
        // A full disk must not stop the dashboard; the debug log ends there.
      }
    },
  };
}
