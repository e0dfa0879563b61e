// Finds faults of meaning in a lesson: unknown presets and panels, moments that are never reached, measures without a figure.
import type { Config } from '../core/config/schema.js';
import { didYouMean, shown } from '../core/config/suggest.js';
import { MEASURES } from '../core/lesson/measures.js';
import { configAfter } from '../core/lesson/play.js';
import { lessonStepSchema, QUESTION_SHAPE, type LessonStep, type Question } from '../core/lesson/schema.js';
import { UserError } from '../core/userError.js';
import type { Fault, ReadDocument } from '../documents/read.js';
import { inPlace } from './schemaFaults.js';

export interface Known {
  readonly presets: readonly Config[];
  readonly panels: readonly string[];
}

/** The fields of a step and its question; null if the schema rejects them. */
type Accepted = { readonly [Field in 'preset' | 'change' | 'panel' | 'wait']: LessonStep[Field] | null } & {
  readonly [Field in 'measure' | 'options' | 'at']: Question[Field] | null;
};
type Finding = readonly [field: readonly PropertyKey[], words: string];

/** Checks each field that the schema accepts, even if it rejects others. */
export function meaningFaults({ value, lineOf }: ReadDocument, known: Known): Fault[] {
  const steps = field(value, 'steps');
  if (!Array.isArray(steps)) return [];
  // Null if an earlier fault leaves it unknown.
  let config: Config | undefined | null;
  return steps.flatMap((raw: unknown, index) => {
    const step = accepted(raw);
    const names = unknownNames(step, known);
    const after = configOf(config, step, known);
    config = after.config;
    const found = [...names, ...after.findings, ...optionFindings(step)];
    if (config) found.push(...momentFindings(step, config), ...measureFindings(step, config));
    return found.map(([place, words]) => {
      const path = ['steps', index, ...place];
      return { line: lineOf(path), what: inPlace(path, words) };
    });
  });
}

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;

interface Reader<T> {
  safeParse(value: unknown): { readonly success: boolean; readonly data?: T | undefined };
}

function accepted(raw: unknown): Accepted {
  const { preset, change, panel, wait } = lessonStepSchema.shape;
  const { measure, options, at } = QUESTION_SHAPE;
  const question = field(raw, 'question');
  const read = <T>(schema: Reader<T>, value: unknown): T | undefined | null => {
    const result = schema.safeParse(value);
    return result.success ? result.data : null;
  };
  return {
    preset: read(preset, field(raw, 'preset')),
    change: read(change, field(raw, 'change')),
    panel: read(panel, field(raw, 'panel')),
    wait: read(wait, field(raw, 'wait')) ?? null,
    measure: read(measure, field(question, 'measure')),
    options: read(options, field(question, 'options')),
    at: read(at, field(question, 'at')) ?? null,
  };
}

function unknownNames({ preset, panel }: Accepted, { presets, panels }: Known): Finding[] {
  const unknown = (what: string, name: string | null | undefined, allowed: readonly string[]): Finding[] =>
    name == null || allowed.includes(name)
      ? []
      : [[[what], `no ${what} ${shown(name)}${didYouMean(name, allowed)}; allowed: ${allowed.join(', ')}`]];
  const names = presets.map(({ name }) => name);
  return [...unknown('preset', preset, names), ...unknown('panel', panel, panels)];
}

interface After {
  readonly config: Config | undefined | null;
  readonly findings: readonly Finding[];
}

function configOf(before: Config | undefined | null, { preset, change }: Accepted, { presets }: Known): After {
  const starts = preset != null && presets.some(({ name }) => name === preset);
  const isKnown = starts || (before !== null && preset === undefined);
  if (!isKnown || change === null) return { config: null, findings: [] };
  const step = { ...(starts ? { preset } : {}), ...(change === undefined ? {} : { change }) };
  try {
    return { config: configAfter(before ?? undefined, step, presets), findings: [] };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { config: null, findings: error.lines.map((line): Finding => [['change'], line]) };
  }
}

/** Two options with the same words cannot be right and wrong. */
const optionFindings = (step: Accepted): Finding[] =>
  (step.options ?? []).flatMap(({ text }, index, options): Finding[] => {
    const first = options.findIndex((option) => option.text.trim() === text.trim());
    return first === index
      ? []
      : [[['question', 'options', index, 'text'], `repeats option ${first + 1}; allowed: options that differ`]];
  });

/** Moments after the end of the step's run. */
function momentFindings({ wait, at }: Accepted, { epochs }: Config): Finding[] {
  const waited = typeof wait === 'object' && wait !== null && 'epoch' in wait ? wait.epoch : undefined;
  const late = (place: readonly string[], epoch: unknown): Finding[] =>
    typeof epoch === 'number' && epoch > epochs
      ? [[place, `epoch ${epoch} is never reached; allowed: up to ${epochs}, the last epoch of the run`]]
      : [];
  return [...late(['wait'], waited), ...late(['question', 'at'], at)];
}

/** Measures that do not exist for the network of the step, or at the moment. */
function measureFindings({ measure, at }: Accepted, config: Config): Finding[] {
  if (measure == null) return [];
  const { needs, needsSteps } = MEASURES[measure];
  const lack = needs?.(config) ?? null;
  const findings: Finding[] = [];
  if (lack !== null) findings.push([['question', 'measure'], `${measure} needs a network with ${lack}`]);
  if (at === 0 && needsSteps === true)
    findings.push([['question', 'at'], `${measure} needs a trained epoch; allowed: end, or an epoch from 1`]);
  return findings;
}
