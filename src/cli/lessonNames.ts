// The shipped lessons by name.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const LESSONS_FOLDER = fileURLToPath(new URL('../../lessons/', import.meta.url));
/** The introductory lesson comes first. */
export const FIRST_LESSON = 'vanishing';

export function lessonNames(): string[] {
  const names = readdirSync(LESSONS_FOLDER)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();
  return [...names.filter((name) => name === FIRST_LESSON), ...names.filter((name) => name !== FIRST_LESSON)];
}
