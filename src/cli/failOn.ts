// `--fail-on`: rules that make the program exit with 1.
import { FOREIGN_RULES, isForeign, judgeForeign, type ForeignRuleName } from '../core/diagnosis/foreign/index.js';
import { RULE_NAMES, type RuleName } from '../core/diagnosis/ruleNames.js';
import { didYouMean } from '../core/config/suggest.js';
import type { RunState } from '../core/run/runState.js';
import { sanitizeLine } from '../core/text/sanitize.js';
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

/** Why rules could not be judged in this run, a line each. */
export function unjudged(run: RunState, name: string, failOn: readonly FailOn[]): string[] {
  const met = metRules(run, failOn);
  const foreign = isForeign(run);
  const lacks = foreign ? judgeForeign(run).notJudged : [];
  const others: readonly FailOn[] = foreign
    ? [...(Object.keys(FOREIGN_RULES) as ForeignRuleName[]), 'diverged']
    : OWN_RULES;
  const whose = foreign ? "gradtop's own runs" : 'runs of other programs';
  return failOn.flatMap((rule) => {
    const why = others.includes(rule) ? lacks.find((one) => one.rule === rule)?.why : `it is a rule for ${whose}`;
    return why === undefined || met.includes(rule)
      ? []
      : [`--fail-on ${rule}: not judged in ${sanitizeLine(name, 60)}: ${why}`];
  });
}
