// Parses a lesson from YAML (or JSON). Every error is one line: file, place, what is allowed.
import { LineCounter, parseDocument, visit, type Document, type YAMLError } from 'yaml';
import type { z } from 'zod';
import { allowedIn, CONFIG_FIELDS } from '../core/config/presets.js';
import { isSetting, type Config } from '../core/config/schema.js';
import { didYouMean, shown, unknownFields } from '../core/config/suggest.js';
import { cleanStrings, sanitize } from '../core/text/sanitize.js';
import { configOfStep } from '../core/lesson/play.js';
import { lessonSchema, lessonStepSchema, optionSchema, QUESTION_SHAPE, type Lesson } from '../core/lesson/schema.js';
import { messageOf, UserError } from '../core/userError.js';

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

export interface Known {
  readonly presets: readonly Config[];
  readonly panels: readonly string[];
}

/**
 * @param source the file, for errors
 * @param known what steps may name
 * @throws UserError
 */
export function parseLesson(text: string, source: string, known: Known): Lesson {
  const value = readYaml(text, source);
  // An editor's own field.
  if (typeof value === 'object' && value !== null) Reflect.deleteProperty(value, '$schema');
  const result = lessonSchema.safeParse(value);
  if (!result.success) throw new UserError(result.error.issues.flatMap((issue) => describe(issue, value, source)));
  const lesson = cleanStrings(result.data, sanitize);
  const faults = configFaults(lesson, source, known);
  if (faults.length > 0) throw new UserError(faults);
  return lesson;
}

/** @throws UserError */
function readYaml(text: string, source: string): unknown {
  const counter = new LineCounter();
  try {
    const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
    const fault = document.errors[0] ?? cycleIn(document);
    if (fault === null) return document.toJS({ maxAliasCount: 50 });
    const { line, col } = counter.linePos(fault.pos[0]);
    throw new UserError([`${source}: line ${line}, column ${col}: ${fault.message.replace(/\s+/g, ' ')}`]);
  } catch (error) {
    if (error instanceof UserError) throw error;
    // Too many aliases, or too deep for the parser.
    throw new UserError(`${source}: ${messageOf(error)}`, { cause: error });
  }
}

/** An alias inside the value that it names: the value would never end. */
function cycleIn(document: Document.Parsed): Pick<YAMLError, 'message' | 'pos'> | null {
  let found: Pick<YAMLError, 'message' | 'pos'> | null = null;
  visit(document, {
    Alias: (_key, alias, ancestors) => {
      const named = alias.resolve(document);
      if (named === undefined || !ancestors.includes(named)) return undefined;
      const [start, end] = alias.range ?? [0, 0];
      found = { message: `the alias *${alias.source} stands inside its own value`, pos: [start, end] };
      return visit.BREAK;
    },
  });
  return found;
}

/** Steps that name a preset or panel which does not exist, or whose changes make no configuration. */
function configFaults(lesson: Lesson, source: string, { presets, panels }: Known): string[] {
  const names = presets.map((preset) => preset.name);
  const fault = (index: number, field: string, name: string, allowed: readonly string[]): string =>
    `${source}: step ${index + 1}, field ${field}: no ${field} ${shown(name)}${didYouMean(name, allowed)}; allowed: ${allowed.join(', ')}`;
  const unknown = lesson.steps.flatMap(({ preset, panel }, index) => [
    ...(preset === undefined || names.includes(preset) ? [] : [fault(index, 'preset', preset, names)]),
    ...(panel === undefined || panels.includes(panel) ? [] : [fault(index, 'panel', panel, panels)]),
  ]);
  if (unknown.length > 0) return unknown;
  return lesson.steps.flatMap((_, index) => {
    try {
      return epochFaults(lesson, index, configOfStep(lesson, index, presets)).map((line) => `${source}: ${line}`);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return error.lines.map((line) => `${source}: step ${index + 1}, field change: ${line}`);
    }
  });
}

/** Moments that the run of a step never reaches, because it ends before. */
function epochFaults(lesson: Lesson, index: number, { epochs }: Config): string[] {
  const { wait, question } = lesson.steps[index] ?? {};
  const waited = typeof wait === 'object' && 'epoch' in wait ? wait.epoch : undefined;
  const fault = (field: string, epoch: number): string =>
    `step ${index + 1}, field ${field}: epoch ${epoch} is never reached; allowed: up to ${epochs}, the last epoch of the run`;
  return [
    ...(waited !== undefined && waited > epochs ? [fault('wait', waited)] : []),
    ...(typeof question?.at === 'number' && question.at > epochs ? [fault('question.at', question.at)] : []),
  ];
}

function describe(issue: z.core.$ZodIssue, root: unknown, source: string): string[] {
  const { path } = issue;
  const place = placeOf(path);
  const where = place === '' ? source : `${source}: ${place}`;
  if (issue.code === 'unrecognized_keys') {
    const fields = fieldsAt(path);
    return [`${where}: ${unknownFields(issue.keys, fields)}`];
  }
  const given = path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined),
    root,
  );
  const spelled =
    issue.code === 'invalid_value' && typeof given === 'string' ? didYouMean(given, issue.values.map(String)) : '';
  return [`${where}: ${shown(given)} is not allowed${spelled}; allowed: ${allowedAt(path, issue)}`];
}

/** `step 3, field question.measure`, with steps counted from 1. */
function placeOf(path: readonly PropertyKey[]): string {
  const inSteps = path[0] === 'steps' && typeof path[1] === 'number';
  const field = (inSteps ? path.slice(2) : path).map(String).join('.');
  const step = inSteps ? `step ${Number(path[1]) + 1}` : '';
  return [step, field === '' ? '' : `field ${field}`].filter((part) => part !== '').join(', ');
}

function fieldsAt(path: readonly PropertyKey[]): readonly string[] {
  if (path.includes('options')) return OPTION_FIELDS;
  if (path.includes('question')) return QUESTION_FIELDS;
  if (path.includes('change')) return CHANGEABLE;
  return path[0] === 'steps' ? STEP_FIELDS : LESSON_FIELDS;
}

function allowedAt(path: readonly PropertyKey[], issue: z.core.$ZodIssue): string {
  const field = String(path.at(-1) ?? '');
  if (path.includes('change')) return allowedIn(field) ?? 'fields of a preset';
  const words = path.includes('wait') ? WORDS['wait'] : WORDS[field];
  if (words !== undefined) return words;
  if (issue.code === 'invalid_value') return issue.values.map(String).join(', ');
  if (issue.code === 'too_big' && issue.origin === 'string') return `a string of at most ${issue.maximum} characters`;
  if (path.length === 0) return `a mapping with ${LESSON_FIELDS.join(', ')}`;
  return issue.message.replace(/^Invalid input: expected /, 'a value of type ').replace(/, received .*$/, '');
}
