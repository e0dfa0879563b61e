// `--fail-on`: rules that make the program exit with 1.
import { RULE_NAMES, type RuleName } from '../core/diagnosis/rules/index.js';
import { didYouMean } from '../core/config/suggest.js';
import type { RunState } from '../core/run/runState.js';
import { UserError } from '../core/userError.js';

const FAIL_ON = [...RULE_NAMES, 'diverged'] as const;
export type FailOn = (typeof FAIL_ON)[number];

/** `vanishing,diverged`. @throws UserError */
export function parseFailOn(text: string): FailOn[] {
  return text.split(',').map((part) => {
    const name = FAIL_ON.find((candidate) => candidate === part.trim());
    if (name === undefined)
      throw new UserError([
        `--fail-on: ${JSON.stringify(part)} is not a rule${didYouMean(part, FAIL_ON)}; allowed: ${FAIL_ON.join(', ')}`,
      ]);
    return name;
  });
}

/** A rule counts if its finding is active at the end, or was ever an alarm. */
export function metRules(run: RunState, failOn: readonly FailOn[]): FailOn[] {
  const alarmed = new Set<RuleName>(run.findings.filter((f) => f.level === 'alarm').map((f) => f.rule));
  return failOn.filter((name) =>
    name === 'diverged' ? run.end?.reason === 'diverged' : run.active.has(name) || alarmed.has(name),
  );
}
