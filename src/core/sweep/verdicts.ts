// The verdicts of a map, each with the letter that marks its cells.
import { RULE_LETTERS } from '../diagnosis/ruleNames.js';

/** The rules, then what a run without a finding can be. */
export const VERDICT_LETTERS = { ...RULE_LETTERS, 'not-learning': '-', learning: '=', solved: '+' } as const;
export type VerdictName = keyof typeof VERDICT_LETTERS;
export const VERDICT_NAMES = Object.keys(VERDICT_LETTERS) as readonly VerdictName[];

export const isVerdict = (name: unknown): name is VerdictName => VERDICT_NAMES.some((one) => one === name);

/** The verdict of most runs; among equals the one that comes first in the table. */
export function commonVerdict(verdicts: readonly VerdictName[]): VerdictName | undefined {
  const count = (name: VerdictName): number => verdicts.filter((one) => one === name).length;
  const most = Math.max(0, ...verdicts.map(count));
  return VERDICT_NAMES.find((name) => most > 0 && count(name) === most);
}
