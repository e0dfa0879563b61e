// A lesson as data: steps of text beside the live dashboard, with questions whose answers are measured, not written down.
import { z } from 'zod';
import { PANEL_IDS } from '../app/state.js';
import { configSchema, isSetting, RULE_NAMES, type ConfigChange } from '../config/schema.js';
import { MEASURE_NAMES } from './measures.js';

/** Some fields of a configuration. Not `configSchema.partial()`: that fills in each absent field's default. */
const changeSchema = z.strictObject(
  Object.fromEntries(
    Object.entries(configSchema.shape)
      .filter(([field]) => isSetting(field))
      .map(([field, schema]) => [field, schema.removeDefault().optional()]),
  ),
) as unknown as z.ZodType<ConfigChange>;

/** When a step is over: `next` waits for the key alone; the others also wait for what they name. */
const waitSchema = z.union([
  z.literal('key'),
  z.literal('end'),
  z.strictObject({ epoch: z.number().int().min(1) }),
  z.strictObject({ finding: z.enum(RULE_NAMES) }),
]);

const questionSchema = z.strictObject({
  ask: z.string().min(1).max(200),
  /** What is measured when the moment comes; it also yields the choices. */
  measure: z.enum(MEASURE_NAMES),
  /** When it is measured: after this epoch, or at the end of the run. */
  at: z.union([z.literal('end'), z.number().int().min(0)]).default('end'),
});

export const lessonStepSchema = z.strictObject({
  title: z.string().min(1).max(60),
  /** Paragraphs, a blank line between; wrapped to the panel's width. */
  text: z.string().min(1).max(1200),
  /** Start this preset. Without preset and change, the run goes on. With a question it waits at step 0 for the guess. */
  preset: z.string().optional(),
  /** Changes on top of the steps before, back to the nearest preset; `{}`: the same once more from step 0. */
  change: changeSchema.optional(),
  panel: z.enum(PANEL_IDS).optional(),
  enlarged: z.boolean().default(false),
  /** Epochs a second; `full`: flat out. Without it the pace stays. */
  pace: z.union([z.number().positive().max(1000), z.literal('full')]).optional(),
  wait: waitSchema.default('key'),
  question: questionSchema.optional(),
});

export const lessonSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]+$/, 'lower-case letters, digits and dashes'),
  title: z.string().min(1).max(80),
  teaches: z.string().min(1).max(160),
  steps: z
    .array(lessonStepSchema)
    .min(1)
    .max(60)
    .refine((steps) => steps[0]?.preset !== undefined, {
      path: [0, 'preset'],
      message: 'the first step names a preset',
    }),
});

export type Lesson = z.output<typeof lessonSchema>;
export type LessonStep = z.output<typeof lessonStepSchema>;
