// Judges runs of other programs: the table of rules, their findings, and the rules that lack data, with the reason.
import type { RunState } from '../../run/runState.js';
import { isDiagnosable } from '../diagnose.js';
import { factsOf } from './facts.js';
import type { ForeignJudgement, ForeignRule } from './rule.js';
import { dyingRelu, saturated } from './rules/activations.js';
import { exploding, notFinite, updateRatio, vanishing, zeroGradient } from './rules/gradients.js';
import { diverging, overfitting, plateau, quiet, standingStill } from './rules/loss.js';

export const FOREIGN_RULES = {
  'not-finite': notFinite,
  exploding,
  diverging,
  'zero-gradient': zeroGradient,
  vanishing,
  overfitting,
  'update-ratio': updateRatio,
  plateau,
  'standing-still': standingStill,
  quiet,
  'dying-relu': dyingRelu,
  saturated,
} as const satisfies Readonly<Record<string, ForeignRule>>;
export type ForeignRuleName = keyof typeof FOREIGN_RULES;

export interface ForeignFinding extends ForeignJudgement {
  readonly rule: ForeignRuleName;
}
export interface NotJudged {
  readonly rule: ForeignRuleName;
  /** The missing data, in words. */
  readonly why: string;
}
export interface ForeignVerdict {
  /** Alarms before warnings, causes before symptoms. */
  readonly findings: readonly ForeignFinding[];
  /** Number of rules that had what they need. */
  readonly judged: number;
  readonly notJudged: readonly NotJudged[];
}

/** Whether the run is of another program; gradtop's own rules need its configuration. */
export const isForeign = (run: RunState): boolean => run.config === null && !isDiagnosable(run.run);

const memory = new WeakMap<RunState, { readonly version: number; readonly verdict: ForeignVerdict }>();

/** Judges the run at its last step. */
export function judgeForeign(run: RunState): ForeignVerdict {
  const known = memory.get(run);
  if (known?.version === run.version) return known.verdict;
  const facts = factsOf(run);
  const findings: ForeignFinding[] = [];
  const notJudged: NotJudged[] = [];
  for (const [name, rule] of Object.entries(FOREIGN_RULES) as [ForeignRuleName, ForeignRule][]) {
    const why = rule.lacks(facts);
    if (why !== null) {
      notJudged.push({ rule: name, why });
      continue;
    }
    const found = rule.judge(facts);
    if (found !== null) findings.push({ rule: name, ...found });
  }
  const judged = Object.keys(FOREIGN_RULES).length - notJudged.length;
  const order = ({ rule, level }: ForeignFinding): number => (level === 'alarm' ? 0 : 1000) + FOREIGN_RULES[rule].rank;
  const verdict = { findings: findings.sort((a, b) => order(a) - order(b)), judged, notJudged };
  memory.set(run, { version: run.version, verdict });
  return verdict;
}
