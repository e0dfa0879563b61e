// Fields that say what a configuration is for. They train nothing, and no flag, key or lesson changes them.
import { z } from 'zod';
import { RULE_NAMES } from '../../diagnosis/ruleNames.js';
import type { Setting } from './setting.js';

export const ABOUT = {
  name: { schema: z.string().min(1).max(60).default('custom'), doc: 'name of the preset' },
  teaches: { schema: z.string().max(160).default(''), doc: 'what the preset shows, in one line' },
  provokes: {
    schema: z.array(z.enum(RULE_NAMES)).default([]),
    doc: 'rules that a run of this preset provokes at its end or on its way; empty for a healthy preset',
  },
} as const satisfies Readonly<Record<string, Setting>>;
