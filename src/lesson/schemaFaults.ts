// Reports the fields of a lesson that the schema rejects: one line each, with its line in the file and what is allowed.
import type { z } from 'zod';
import { allowedIn, CONFIG_FIELDS } from '../core/config/presets.js';
import { isSetting } from '../core/config/schema.js';
import { didYouMean, shown, unknownFields } from '../core/config/suggest.js';
import { lessonSchema, lessonStepSchema, optionSchema, QUESTION_SHAPE } from '../core/lesson/schema.js';
import type { Fault, ReadDocument } from '../documents/read.js';

const LESSON_FIELDS = Object.keys(lessonSchema.shape);
const STEP_FIELDS = Object.keys(lessonStepSchema.shape);
const QUESTION_FIELDS = Object.keys(QUESTION_SHAPE);
const OPTION_FIELDS = Object.keys(optionSchema.shape);
const CHANGEABLE = CONFIG_FIELDS.filter(isSetting);
/** Replaces general messages of zod. */
const WORDS: Readonly<Record<string, string>> = {
  wait: 'key, end, { epoch: 20 } or { finding: vanishing } (any rule)',
  pace: 'a number above 0 to 1000 (epochs a second), or full',
  at: 'end, or a whole number from 0 (an epoch)',
};
const TYPES: Readonly<Record<string, string>> = {
  string: 'a string',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
};

type Path = readonly PropertyKey[];

export function schemaFaults({ value, lineOf }: ReadDocument): Fault[] {
  const result = lessonSchema.safeParse(value);
  return result.success ? [] : result.error.issues.flatMap((issue) => faultsOf(issue, value, lineOf));
}

function faultsOf(issue: z.core.$ZodIssue, root: unknown, lineOf: ReadDocument['lineOf']): Fault[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      line: lineOf([...path, key]),
      what: inPlace(path, unknownFields([key], fieldsAt(path))),
    }));
  const given = path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined),
    root,
  );
  const spelled =
    issue.code === 'invalid_value' && typeof given === 'string' ? didYouMean(given, issue.values.map(String)) : '';
  const wrong = given === undefined ? 'missing' : `${shown(given)} is not allowed${spelled}`;
  return [{ line: lineOf(path), what: inPlace(path, `${wrong}; allowed: ${allowedAt(path, issue)}`) }];
}

/** `step 3, field question.measure: words`, or `step 3, option 2, field text: words`, counted from 1. */
export function inPlace(path: Path, words: string): string {
  const at = path.findLastIndex((part) => typeof part === 'number');
  const counted = ([list, singular]: readonly [string, string]): string[] => {
    const index = path[path.indexOf(list) + 1];
    return path.includes(list) && typeof index === 'number' ? [`${singular} ${index + 1}`] : [];
  };
  const field = path
    .slice(at + 1)
    .map(String)
    .join('.');
  const place = [...LISTS.flatMap(counted), ...(field === '' ? [] : [`field ${field}`])].join(', ');
  return place === '' ? words : `${place}: ${words}`;
}
const LISTS = [
  ['steps', 'step'],
  ['options', 'option'],
] as const;

function fieldsAt(path: Path): readonly string[] {
  if (path.includes('options')) return OPTION_FIELDS;
  if (path.includes('question')) return QUESTION_FIELDS;
  if (path.includes('change')) return CHANGEABLE;
  return path[0] === 'steps' && path.length > 1 ? STEP_FIELDS : LESSON_FIELDS;
}

function allowedAt(path: Path, issue: z.core.$ZodIssue): string {
  const field = String(path.at(-1) ?? '');
  if (path.includes('change')) return allowedIn(field) ?? 'fields of a preset';
  const words = path.includes('wait') ? WORDS['wait'] : WORDS[field];
  if (words !== undefined) return words;
  if (path.length === 0) return `a mapping with ${LESSON_FIELDS.join(', ')}`;
  switch (issue.code) {
    case 'invalid_value':
      return issue.values.map(String).join(', ');
    case 'invalid_type':
      return TYPES[issue.expected] ?? issue.expected;
    case 'too_big':
      return sized(issue.origin, 'most', Number(issue.maximum));
    case 'too_small':
      return sized(issue.origin, 'least', Number(issue.minimum));
    default:
      return issue.message;
  }
}

function sized(origin: string, bound: 'most' | 'least', count: number): string {
  const unit = origin === 'string' ? 'character' : origin === 'array' ? 'entry' : '';
  const plural = count === 1 ? unit : unit === 'entry' ? 'entries' : `${unit}s`;
  const kind = origin === 'string' ? 'a string of ' : origin === 'array' ? 'a list of ' : '';
  return `${kind}at ${bound} ${count}${unit === '' ? '' : ` ${plural}`}`;
}
