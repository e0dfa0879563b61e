// The order in which a question shows its options.
import { describe, expect, it } from 'vitest';
import { choicesShown, lessonInWords } from '../../../src/core/app/lesson.js';
import { orderShown } from '../../../src/core/lesson/order.js';
import { score, startLesson, type LessonState } from '../../../src/core/lesson/play.js';
import { lessonSchema } from '../../../src/core/lesson/schema.js';
import { Dash } from '../app/helpers.js';

const options = ['right', 'b', 'c', 'd'].map((text, at) => ({ text, right: at === 0 }));
const lessonOf = (question: object, name = 'test') =>
  lessonSchema.safeParse({
    name,
    title: 'Test',
    teaches: 'nothing',
    steps: Array.from({ length: 20 }, (_, at) => ({ title: `s${at}`, text: 'a', preset: 'relu', question })),
  });
const begun = (question: object, name?: string): LessonState => startLesson(lessonOf(question, name).data!);
const placesOf = (lesson: LessonState): number[] =>
  lesson.lesson.steps.map((_, index) => orderShown({ ...lesson, index }, options.length).indexOf(0));

describe('options', () => {
  const shuffled = begun({ ask: '?', options });

  it('have the right one at each place in some step, at the same place each time', () => {
    expect(new Set(placesOf(shuffled))).toEqual(new Set([0, 1, 2, 3]));
    expect(placesOf(begun({ ask: '?', options }))).toEqual(placesOf(shuffled));
    expect(placesOf(begun({ ask: '?', options }, 'other'))).not.toEqual(placesOf(shuffled));
  });

  it('are all shown, once each', () => {
    expect([...orderShown({ ...shuffled, index: 3 }, 4)].sort()).toEqual([0, 1, 2, 3]);
  });

  it('keep the order of the file on demand, as measured choices do', () => {
    expect(placesOf(begun({ ask: '?', options, order: 'fixed' })).every((place) => place === 0)).toBe(true);
    expect(placesOf(begun({ ask: '?', measure: 'outcome' })).every((place) => place === 0)).toBe(true);
    expect(lessonOf({ ask: '?', measure: 'outcome', order: 'fixed' }).success).toBe(false);
    expect(lessonOf({ ask: '?', options, order: 'random' }).success).toBe(false);
  });

  it('are guessed by their place and kept by their index in the file', () => {
    const index = placesOf(shuffled).findIndex((place) => place === 2);
    const dash = new Dash({ configs: [], lesson: { ...shuffled, index } });
    expect(choicesShown(dash.state)[2]).toBe('right');
    dash.press('3');
    expect(dash.state.lesson!.answers.get(index)).toMatchObject({ guess: 0, found: { answer: 0 } });
    expect(score(dash.state.lesson!)).toEqual({ right: 1, asked: 1 });
  });

  it('end in a summary without a step to resume', () => {
    const dash = new Dash({ configs: [], lesson: { ...shuffled, index: 19, furthest: 19 } }).press('1', 'enter');
    expect(lessonInWords(dash.state)).toMatch(/^lesson test: finished, [01] of 1 guessed right$/);
  });
});
