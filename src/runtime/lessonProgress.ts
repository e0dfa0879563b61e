// Stores the progress of lessons: one file per lesson, replaced as a whole.
import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { parseProgress, type Progress } from '../core/lesson/progress.js';
import { codeOf } from '../core/text/fileTrouble.js';
import { replaceFile } from './replaceFile.js';
import { readUserFile } from './userFile.js';

const MOST_BYTES = 1e6;

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The name of the progress file. Lessons at different paths get different files, even with the same name. */
export function progressName(lesson: string, file: string | null): string {
  if (file === null) return `${lesson}.json`;
  return `${lesson}-${hashOf(realpathSync(file)).slice(0, 16)}.json`;
}

/** Null if there is no progress. @throws the system's error, or one whose message is the reason */
export function readProgress(file: string): Progress | null {
  try {
    return parseProgress(readUserFile(file, MOST_BYTES));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/** Atomic: a reader sees the old progress or the new one. @throws the system's error */
export function writeProgress(file: string, progress: Progress): void {
  replaceFile(file, `${JSON.stringify(progress)}\n`);
}
