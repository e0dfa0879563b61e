// The schema of a lesson: steps of text beside the live dashboard, with questions whose answers are measured.
import { z } from 'zod';
import { configSchema, isSetting, type ConfigChange } from '../config/schema.js';
import { RULE_NAMES } from '../diagnosis/ruleNames.js';
import { MEASURE_NAMES } from './measures.js';
import type { Prose } from './prose.js';

/** Any fields of a configuration. `configSchema.partial()` would fill in the defaults of absent fields. */
const changeSchema = z.strictObject(
  Object.fromEntries(
    Object.entries(configSchema.shape)
      .filter(([field]) => isSetting(field))
      .map(([field, schema]) => [field, schema.removeDefault().optional()]),
  ),
) as unknown as z.ZodType<ConfigChange>;

/** When a step ends: `key` waits only for the key; the others also wait for the named moment. */
const waitSchema = z.union([
  z.literal('key'),
  z.literal('end'),
  z.strictObject({ epoch: z.number().int().min(1) }),
  z.strictObject({ finding: z.enum(RULE_NAMES) }),
]);

export const optionSchema = z.strictObject({
  text: z.string().min(1).max(120).describe('the option'),
  right: z.boolean().default(false).describe('`true` for the right one; exactly one'),
  why: z.string().min(1).max(300).optional().describe('shown after the student has chosen it'),
});

const questionFields = z.strictObject({
  ask: z.string().min(1).max(200).describe('the question'),
  measure: z
    .enum(MEASURE_NAMES)
    .optional()
    .describe("measures the answer in the student's run and gives the choices; or `options`"),
  options: z
    .array(optionSchema)
    .min(2)
    .max(6)
    .optional()
    .describe('2 to 6 options of your own, instead of `measure`; the answer follows the guess at once'),
  order: z
    .enum(['shuffled', 'fixed'])
    .optional()
    .describe('of the options: `shuffled`, the same at each start of the lesson, or `fixed`, as in the file'),
  at: z
    .union([z.literal('end'), z.number().int().min(0)])
    .default('end')
    .describe('when to measure: `end`, or an epoch; 0 is before the first step'),
  hint: z.string().min(1).max(300).optional().describe('shown by the key `0` before the guess'),
  why: z.string().min(1).max(400).optional().describe('shown after a wrong answer: the reason, and where to see it'),
});

const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const hasOptions = (value: unknown): boolean =>
  isMapping(value) &&
  Array.isArray(value['options']) &&
  value['options'].every((option) => isMapping(option) && typeof (option['right'] ?? false) === 'boolean');

/** A question has a measure or its own options, one of which is right. Both are checked beside faults of other fields. */
export const questionSchema = questionFields
  .refine(({ measure, options }) => (measure === undefined) !== (options === undefined), {
    message: 'either a measure or options',
    when: ({ value }) => isMapping(value),
  })
  .refine(({ options }) => options?.filter(({ right }) => right).length === 1, {
    path: ['options'],
    message: 'options of which exactly one has right: true',
    when: ({ value }) => hasOptions(value),
  })
  .refine(({ options, order }) => options !== undefined || order === undefined, {
    path: ['order'],
    message: 'only with options; measured choices keep their order',
    when: ({ value }) => isMapping(value) && !('options' in value) && 'order' in value,
  });
export const QUESTION_SHAPE = questionFields.shape;
export type Question = z.output<typeof questionSchema>;

export const lessonStepSchema = z.strictObject({
  title: z.string().min(1).max(60).describe('the title of the step'),
  text: z.string().min(1).max(1200).describe('[Markdown](#text): paragraphs, separated by blank lines'),
  preset: z
    .string()
    .optional()
    .describe(
      'starts this preset; without `preset` and `change` the run continues. A measured question starts the run again and holds it until the guess',
    ),
  change: changeSchema
    .optional()
    .describe('fields of a preset, changed on top of the earlier steps since the nearest `preset`; `{}` restarts'),
  panel: z.string().optional().describe('the panel that gets the focus'),
  enlarged: z.boolean().default(false).describe('whether that panel fills the space beside the lesson'),
  pace: z
    .union([z.number().positive().max(1000), z.literal('full')])
    .optional()
    .describe('epochs per second, or `full`; without it the pace stays'),
  wait: waitSchema
    .default('key')
    .describe(
      'what ends the step: `key`, `end`, `{ epoch: N }` or `{ finding: RULE }`; all but `key` also need the key',
    ),
  question: questionSchema.optional().describe('a question; see below'),
});

export const lessonSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9-]+$/, 'lower-case letters, digits and dashes')
    .describe('the name of the file without `.yaml`'),
  title: z.string().min(1).max(80).describe('the title of the lesson'),
  teaches: z.string().min(1).max(160).describe('one line for the list of lessons'),
  steps: z
    .array(lessonStepSchema)
    .describe('1 to 60 steps; the first one names a preset')
    .min(1)
    .max(60)
    .refine((steps) => steps[0]?.preset !== undefined, {
      path: [0, 'preset'],
      message: 'the name of a preset: the first step needs one',
      when: ({ value }) => Array.isArray(value) && isMapping(value[0]),
    }),
});

export type Lesson = z.output<typeof lessonSchema> & {
  /** The texts with marks, by their source; a text that is missing has none. */
  readonly prose?: ReadonlyMap<string, Prose>;
};
export type LessonStep = z.output<typeof lessonStepSchema>;
