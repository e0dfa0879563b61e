// Takes a lesson whose file has changed while it is played: at the same step, with the answers to questions that are the same.
import { configOfStep, type LessonState } from '../lesson/play.js';
import type { Lesson, LessonStep } from '../lesson/schema.js';
import { beginLesson } from './lesson.js';
import { isSame, lessonRun } from './lessonRun.js';
import { say, unchanged } from './runs.js';
import type { AppState, Updated } from './state.js';

/** What a step does, without its words. */
const actsOf = ({ title: _title, text: _text, ...acts }: LessonStep): string => JSON.stringify(acts);

/** Without a lesson on the screen nothing changes. */
export function reloadLesson(state: AppState, lesson: Lesson): Updated {
  if (!state.lesson) return unchanged(state);
  const old = withoutFault(state.lesson);
  const most = lesson.steps.length - 1;
  const index = Math.min(old.index, most);
  const next: LessonState = {
    ...old,
    lesson,
    index,
    furthest: Math.min(old.furthest, most),
    answers: keptAnswers(old, lesson, state),
  };
  const run = lessonRun(state);
  const config = configOfStep(lesson, index, state.presets);
  const [before, after] = [old.lesson.steps[index], lesson.steps[index]];
  const goesOn =
    index === old.index &&
    before &&
    after &&
    actsOf(before) === actsOf(after) &&
    run !== undefined &&
    isSame(run, config);
  const words = `lesson reloaded at step ${index + 1} of ${most + 1}`;
  if (goesOn === true) return unchanged(say({ ...state, lesson: next }, words));
  const begun = beginLesson(state, next);
  return { ...begun, state: say(begun.state, words) };
}

const withoutFault = ({ fault: _fault, ...valid }: LessonState): LessonState => valid;

/** Shows the fault in the lesson, where it wraps, until the file is valid again; the line at the bottom cuts it. */
export const lessonFault = (state: AppState, text: string): AppState =>
  say(state.lesson ? { ...state, lesson: { ...state.lesson, fault: text } } : state, text, 'error');

/** The answers to questions that ask the same of the same network. */
function keptAnswers(old: LessonState, lesson: Lesson, { presets }: AppState): LessonState['answers'] {
  const asked = (of: Lesson, index: number): string | null =>
    of.steps[index]?.question === undefined
      ? null
      : JSON.stringify([of.steps[index]?.question, configOfStep(of, index, presets)]);
  return new Map([...old.answers].filter(([index]) => asked(lesson, index) === asked(old.lesson, index)));
}
