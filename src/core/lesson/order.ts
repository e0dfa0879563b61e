// The order in which a question shows its options. Guess and answer keep the index in the file, so that saved progress stays right.
import { createRng } from '../random/rng.js';
import { currentStep, type LessonState } from './play.js';

/** For each place on the screen, the index of its choice. Measured choices and `order: fixed` keep their order. */
export function orderShown(state: LessonState, count: number): readonly number[] {
  const { question } = currentStep(state);
  const isFixed = question?.options === undefined || question.order === 'fixed';
  // The step is part of the stream, so that the right option moves from step to step.
  return isFixed
    ? Array.from({ length: count }, (_, place) => place)
    : [...createRng(0, `options/${state.lesson.name}/${state.index}`).permutation(count)];
}
