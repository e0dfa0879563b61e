// Resumes a lesson from stored progress, stores the progress, and reports why it cannot.
import path from 'node:path';
import type { LessonState } from '../core/lesson/play.js';
import { startLesson } from '../core/lesson/play.js';
import { progressOf, resumeLesson, type Begun } from '../core/lesson/progress.js';
import type { Lesson } from '../core/lesson/schema.js';
import { whyNotRead, whyNotWritten } from '../core/text/fileTrouble.js';
import { sanitizeLine } from '../core/text/sanitize.js';
import { messageOf, UserError } from '../core/userError.js';
import { hashOf, progressName, readProgress, writeProgress } from '../runtime/lessonProgress.js';

export interface Played {
  readonly lesson: Lesson;
  readonly text: string;
  /** The student's own file; null for a shipped lesson. */
  readonly file: string | null;
}

export interface Kept extends Begun {
  /** Stores the progress. Returns a warning for the first failure, else null. */
  readonly keep: (lesson: LessonState) => string | null;
}

/** `folder` returns where progress is stored. If it throws, the lesson plays without stored progress. */
export function keptLesson({ lesson, text, file }: Played, folder: () => string, restart: boolean): Kept {
  const hash = hashOf(text);
  const fresh = startLesson(lesson);
  let target: string;
  try {
    target = path.join(folder(), progressName(lesson.name, file));
  } catch (error) {
    return { lesson: fresh, note: notKept(messageOf(error)), keep: () => null };
  }
  const keep = keeper(target, hash);
  if (restart) return { lesson: fresh, note: null, keep };
  try {
    return { ...resumeLesson(lesson, readProgress(target), hash), keep };
  } catch (error) {
    return { lesson: fresh, note: `progress cannot be read: ${target}: ${whyNotRead(error)}`, keep };
  }
}

const notKept = (why: string): string => `progress is not kept: ${why}`;

function keeper(target: string, hash: string): Kept['keep'] {
  let complained = false;
  return (lesson) => {
    try {
      writeProgress(target, progressOf(lesson, hash));
      return null;
    } catch (error) {
      if (complained) return null;
      complained = true;
      return notKept(`${target}: ${whyNotWritten(error)}`);
    }
  };
}

/** The lesson from the step that `--step` names. @throws UserError */
export function atStep(lesson: LessonState, step: string | null): LessonState {
  if (step === null) return lesson;
  const count = lesson.lesson.steps.length;
  const number = /^\d{1,3}$/.test(step) ? Number(step) : NaN;
  if (!(number >= 1 && number <= count))
    throw new UserError(`--step: expected a step from 1 to ${count}, got ${JSON.stringify(sanitizeLine(step, 40))}`);
  const index = number - 1;
  return { ...lesson, index, furthest: Math.max(lesson.furthest, index) };
}
