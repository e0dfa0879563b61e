// Keys that change their meaning during a lesson, for the help.

export const LESSON_KEYS: readonly { readonly keys: readonly string[]; readonly label: string }[] = [
  { keys: ['enter'], label: 'next step of the lesson' },
  { keys: ['backspace'], label: 'previous step' },
  { keys: ['1', '2', '3', '4', '5', '6'], label: 'answer the question; the first guess stands' },
  { keys: ['0'], label: 'the hint, where a question has one' },
  { keys: ['pagedown', 'pageup'], label: 'turn the page in a small window' },
  { keys: ['esc'], label: 'leave the lesson, after asking, and keep the dashboard' },
];

/** The first key of the binding that the lesson does not take. */
export const keyBesideLesson = (keys: readonly string[]): string | undefined =>
  keys.find((key) => !LESSON_KEYS.some((taken) => taken.keys.includes(key)));
