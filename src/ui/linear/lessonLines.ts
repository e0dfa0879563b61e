// A lesson in lines of text: the step, its question with numbered answers, the result. Pure.
import { choicesShown } from '../../core/app/lesson.js';
import { lessonRun } from '../../core/app/lessonRun.js';
import type { AppState } from '../../core/app/state.js';
import { blockedBy, currentStep, type LessonState } from '../../core/lesson/play.js';
import type { Prose } from '../../core/lesson/prose.js';
import { verdictLines } from '../lesson/lines.js';
import { proseLines } from '../lesson/prose.js';
import { themeAt } from '../themes/index.js';

/** The shell wraps lines to the window. */
const WIDTH = 10_000;
/** A theme with colours, in which marked words have no marks; the colours are not printed. */
const LOOK = { theme: themeAt('dark', 'truecolor'), ascii: false };

function paragraphs(prose: Prose | undefined, text: string): string[] {
  return proseLines(prose, { text }, WIDTH, {}, LOOK).flatMap((lines) => lines.map((line) => line.text));
}

/** `step 2 of 7: title`, its text, the question and its choices by number. */
export function stepLines(state: AppState, { lesson, index }: LessonState): string[] {
  const step = lesson.steps[index];
  if (step === undefined) return [];
  const { title, text, question } = step;
  const heading = `step ${index + 1} of ${lesson.steps.length}: ${title}`;
  const said = [heading, ...paragraphs(lesson.prose?.get(text), text)];
  if (question === undefined) return said;
  const choices = choicesShown(state).map(
    (choice, at) => `${at + 1}: ${paragraphs(lesson.prose?.get(choice), choice).join(' ')}`,
  );
  return [...said, `question: ${paragraphs(lesson.prose?.get(question.ask), question.ask).join(' ')}`, ...choices];
}

/** What the question awaits, or its result; the guess by its number. */
export const answerLines = (state: AppState): string[] => verdictLines(state, WIDTH, LOOK).map(({ text }) => text);

/** Why `enter` does not go on yet; null if it does. */
export function lessonWaits(state: AppState): string | null {
  const run = lessonRun(state);
  return !state.lesson || run === undefined ? null : blockedBy(state.lesson, run);
}

/** The line after which `enter` goes on. */
export const onwards = ({ lesson, index }: LessonState): string =>
  index + 1 < lesson.steps.length ? 'enter goes on' : 'enter ends the lesson';

/** Identifies the text of the present step. */
export const stepKey = (lesson: LessonState): string => `${lesson.index} ${currentStep(lesson).text}`;
