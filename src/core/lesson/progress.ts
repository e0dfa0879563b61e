// The progress of a lesson that is kept between sessions: its step and answers.
import { z } from 'zod';
import { cleanStrings } from '../text/sanitize.js';
import { score, startLesson, type Answer, type LessonState } from './play.js';
import type { Lesson } from './schema.js';

const index = z.number().int().min(0);
const progressSchema = z.object({
  version: z.literal(1),
  /** Hash of the lesson's text: answers count only for the questions that were asked. */
  hash: z.string(),
  index,
  furthest: index,
  finished: z.boolean(),
  answers: z.array(
    z.object({
      step: index,
      guess: index.nullable(),
      found: z.object({ answer: index, sentence: z.string(), close: z.boolean().optional() }).nullable(),
      void: z.string().optional(),
    }),
  ),
});
export type Progress = z.output<typeof progressSchema>;

export const progressOf = (lesson: LessonState, hash: string): Progress => ({
  version: 1,
  hash,
  index: lesson.index,
  furthest: lesson.furthest,
  finished: lesson.finished,
  answers: [...lesson.answers].map(([step, answer]) => ({ step, ...answer })),
});

/** @throws Error if the text holds no progress */
export function parseProgress(text: string): Progress {
  try {
    return cleanStrings(progressSchema.parse(JSON.parse(text)));
  } catch (error) {
    throw new Error('it holds no progress of a lesson', { cause: error });
  }
}

export interface Begun {
  readonly lesson: LessonState;
  /** The message about earlier progress; null without any. */
  readonly note: string | null;
}

/** The lesson at the step where it was left, or at its first step if there is no valid progress. */
export function resumeLesson(lesson: Lesson, progress: Progress | null, hash: string): Begun {
  const fresh = startLesson(lesson);
  if (progress === null) return { lesson: fresh, note: null };
  if (progress.hash !== hash) return { lesson: fresh, note: 'the lesson has changed: it begins again' };
  const most = lesson.steps.length - 1;
  const answers = progress.answers.filter(({ step }) => lesson.steps[step]?.question !== undefined);
  const left: LessonState = {
    ...fresh,
    index: Math.min(progress.index, most),
    furthest: Math.min(Math.max(progress.index, progress.furthest), most),
    answers: new Map(answers.map(({ step, ...answer }) => [step, withoutUndefined(answer)])),
  };
  const guessed = scoreInWords(left);
  if (progress.finished) return { lesson: fresh, note: `finished before${guessed}: the lesson begins again` };
  const note = `resumed at step ${left.index + 1} of ${lesson.steps.length}${guessed}; --restart begins again`;
  return { lesson: left, note };
}

function scoreInWords(lesson: LessonState): string {
  const { right, asked } = score(lesson);
  return asked === 0 ? '' : `, ${right} of ${asked} guessed right`;
}

function withoutUndefined({ guess, found, void: why }: Omit<Progress['answers'][number], 'step'>): Answer {
  const { close, ...figure } = found ?? { answer: 0, sentence: '' };
  return {
    guess,
    found: found === null ? null : { ...figure, ...(close === undefined ? {} : { close }) },
    ...(why === undefined ? {} : { void: why }),
  };
}

/** Whether there is more to keep than before. */
export const hasProgressed = (before: LessonState | null, after: LessonState): boolean =>
  before === null ||
  before.index !== after.index ||
  before.furthest !== after.furthest ||
  before.finished !== after.finished ||
  before.answers !== after.answers;
