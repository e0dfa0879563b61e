// Keys that change their meaning during a lesson, for dispatch and help.
import type { Keyed } from '../keys/binding.js';
import { keyTable, type KeyChanges } from '../keys/changes.js';

interface LessonKey extends Keyed {
  /** One label for this key and the next one, its opposite. */
  readonly both?: string;
}

export const LESSON_KEYS: readonly LessonKey[] = [
  { id: 'next', keys: ['enter'], label: 'next step of the lesson' },
  { id: 'previous', keys: ['backspace'], label: 'previous step' },
  {
    id: 'answer',
    keys: ['1', '2', '3', '4', '5', '6'],
    label: 'answer the question; the first guess stands',
    numbered: true,
  },
  { id: 'hint', keys: ['0'], label: 'the hint, where a question has one' },
  { id: 'page-down', keys: ['pagedown'], label: 'next page', both: 'turn the page in a small window' },
  { id: 'page-up', keys: ['pageup'], label: 'previous page' },
  { id: 'leave', keys: ['esc'], label: 'leave the lesson, after asking, and keep the dashboard', wayOut: true },
];

/** The keys of a lesson with the user's keys. */
export const lessonKeys = keyTable('lesson', LESSON_KEYS);

/** The first key of the binding that the lesson does not take. */
export const keyBesideLesson = (changes: KeyChanges, keys: readonly string[]): string | undefined =>
  keys.find((key) => lessonKeys(changes).of(key) === undefined);
