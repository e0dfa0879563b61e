// The table of rules, a file each, in the order in which they judge: the plateau first, since others weigh it.
import type { Rule } from '../rule.js';
import { dyingRelu } from './dyingRelu.js';
import { exploding } from './exploding.js';
import { maskedByAdam } from './maskedByAdam.js';
import { plateau } from './plateau.js';
import { saturated } from './saturated.js';
import { starved } from './starved.js';
import { vanishing } from './vanishing.js';

export const RULES = {
  plateau,
  exploding,
  'dying-relu': dyingRelu,
  saturated,
  vanishing,
  'masked-by-adam': maskedByAdam,
  starved,
} as const satisfies Readonly<Record<string, Rule>>;

export type RuleName = keyof typeof RULES;
export const RULE_NAMES = Object.keys(RULES) as [RuleName, ...RuleName[]];

/** By rank: root causes first, symptoms last. */
export const CAUSE_ORDER: readonly RuleName[] = RULE_NAMES.toSorted((a, b) => RULES[a].rank - RULES[b].rank);
