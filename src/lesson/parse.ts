// Parses a lesson from YAML (or JSON). Reports all faults at once, one line each: file, line, place, what is allowed.
import { cleanStrings, sanitize } from '../core/text/sanitize.js';
import { lessonSchema, type Lesson } from '../core/lesson/schema.js';
import { UserError } from '../core/userError.js';
import { readDocument, type Fault } from '../documents/read.js';
import { proseOf } from './markdown.js';
import { meaningFaults, type Known } from './meaningFaults.js';
import { schemaFaults } from './schemaFaults.js';

/** Size limit, above the largest lesson that the schema allows. */
export const MOST_LESSON_BYTES = 1e6;

/**
 * @param source the file, for errors
 * @param known presets and panels that steps may name
 * @throws UserError
 */
export function parseLesson(text: string, source: string, known: Known): Lesson {
  const read = readLesson(text, known);
  if ('lesson' in read) return read.lesson;
  throw new UserError(faultLines(read.faults, source));
}

export const faultLines = (faults: readonly Fault[], source: string): string[] =>
  faults.map(({ line, what }) => `${source}:${line}: ${what}`);

/** The lesson, or every fault in the order of the file. */
export function readLesson(
  text: string,
  known: Known,
): { readonly lesson: Lesson } | { readonly faults: readonly Fault[] } {
  const document = readDocument(text);
  const { value } = document;
  if (value === undefined && document.faults.length > 0) return document;
  // Editors use this field.
  if (typeof value === 'object' && value !== null) Reflect.deleteProperty(value, '$schema');
  const faults = [...document.faults, ...schemaFaults(document), ...meaningFaults(document, known)];
  if (faults.length > 0) return { faults: faults.toSorted((a, b) => a.line - b.line) };
  const lesson = cleanStrings(lessonSchema.parse(value), sanitize);
  return { lesson: { ...lesson, prose: proseOf(lesson) } };
}
