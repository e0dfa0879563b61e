// `--results FILE`: one CSV row for each lesson that was finished or left. Several programs may append to the file.
import { closeSync, fstatSync, linkSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { score, type LessonState } from '../core/lesson/play.js';
import { writeWhole } from '../runtime/writeWhole.js';
import { notWritten } from './output.js';

const HEADER = 'date,lesson,step,steps,finished,answered,right,asked\n';

/** The row of a lesson; `asked` counts the questions that are scored. */
export function resultRow({ lesson, ...state }: LessonState, now: Date): string {
  const { right, asked } = score({ lesson, ...state });
  const answered = [...state.answers.values()].filter(({ guess }) => guess !== null).length;
  const step = state.index + 1;
  const finished = state.finished ? 'yes' : 'no';
  return `${[now.toISOString(), lesson.name, step, lesson.steps.length, finished, answered, right, asked].join(',')}\n`;
}

/** Creates the file with its header if it is missing. @throws UserError if rows cannot be appended */
export function prepareResults(file: string): void {
  const ready = `${file}.${process.pid}`;
  try {
    writeFileSync(ready, HEADER, { flag: 'wx' });
    // Linking never replaces a file, and the file appears with its header.
    linkSync(ready, file);
  } catch {
    // The file exists, or this file system has no links; then the first row is written with the header.
  } finally {
    rmSync(ready, { force: true });
  }
  append(file, '');
}

/** @throws UserError */
export const appendResult = (file: string, row: string): void => append(file, row);

/** A row is one write in append mode, so that rows of several programs do not mix. */
function append(file: string, row: string): void {
  try {
    const descriptor = openSync(file, 'a');
    try {
      const empty = fstatSync(descriptor).size === 0;
      if (row !== '') writeWhole(descriptor, empty ? HEADER + row : row);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw notWritten(file, error);
  }
}
