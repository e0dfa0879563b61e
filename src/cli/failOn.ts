// `--fail-on`: rules that make the program exit with 1.
import { FOREIGN_RULES, isForeign, judgeForeign, type ForeignRuleName } from '../core/diagnosis/foreign/index.js';
import { RULE_NAMES, type RuleName } from '../core/diagnosis/ruleNames.js';
import { didYouMean } from '../core/config/suggest.js';
import type { RunState } from '../core/run/runState.js';
import { UserError } from '../core/userError.js';

export type FailOn = RuleName | ForeignRuleName | 'diverged';
/** The rules of gradtop's own runs. */
export const OWN_RULES: readonly FailOn[] = [...RULE_NAMES, 'diverged'];
/** All rules, including those for runs that other programs trained. */
export const ANY_RULE: readonly FailOn[] = [
  ...new Set<FailOn>([...OWN_RULES, ...(Object.keys(FOREIGN_RULES) as ForeignRuleName[])]),
];

/** `vanishing,diverged`. @throws UserError */
export function parseFailOn(text: string, allowed = OWN_RULES): FailOn[] {
  return text.split(',').map((part) => {
    const name = allowed.find((candidate) => candidate === part.trim());
    if (name === undefined)
      throw new UserError([
        `--fail-on: ${JSON.stringify(part)} is not a rule${didYouMean(part, allowed)}; allowed: ${allowed.join(', ')}`,
      ]);
    return name;
  });
}

/** A rule counts if its finding is active at the end, or was ever an alarm. */
export function metRules(run: RunState, failOn: readonly FailOn[]): FailOn[] {
  const met = new Set<FailOn>(run.findings.filter(({ level }) => level === 'alarm').map(({ rule }) => rule));
  for (const rule of run.active.keys()) met.add(rule);
  if (isForeign(run)) for (const { rule } of judgeForeign(run).findings) met.add(rule);
  return failOn.filter((name) => (name === 'diverged' ? run.end?.reason === 'diverged' : met.has(name)));
}
