// Keys that mean something else while a lesson runs, as the help shows them.

export const LESSON_KEYS: readonly { readonly keys: readonly string[]; readonly label: string }[] = [
  { keys: ['enter'], label: 'next step of the lesson' },
  { keys: ['backspace'], label: 'previous step' },
  { keys: ['1', '2', '3', '4'], label: 'answer the question' },
  { keys: ['pagedown', 'pageup'], label: 'turn the page, where a small window has several' },
  { keys: ['esc'], label: 'leave the lesson, the dashboard stays' },
];

/** The key of a binding that the lesson does not take. */
export const keyBesideLesson = (keys: readonly string[]): string | undefined =>
  keys.find((key) => !LESSON_KEYS.some((taken) => taken.keys.includes(key)));
