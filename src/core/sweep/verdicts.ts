// The verdicts of a map, each with the letter that marks its cells.
import type { RuleName } from '../diagnosis/ruleNames.js';

const OF_RULES: Readonly<Record<RuleName, string>> = {
  plateau: 'P',
  exploding: 'E',
  'dying-relu': 'D',
  saturated: 'S',
  vanishing: 'V',
  'masked-by-adam': 'M',
  starved: 'T',
  'constant-output': 'C',
  'output-loss': 'L',
  'output-range': 'R',
  'no-activation': 'A',
  symmetric: 'Y',
  unscaled: 'U',
  'initial-scale': 'I',
  'rate-too-small': 'Z',
  'vanishing-time': 'W',
  overfitting: 'O',
  imbalance: 'B',
  'stopped-early': 'Q',
  'batch-norm-gap': 'G',
  dropout: 'K',
  'rate-schedule': 'H',
  'rising-loss': 'J',
  'batch-norm-depth': 'N',
};

/** The rules, then what a run without a finding can be. */
export const VERDICT_LETTERS = { ...OF_RULES, 'not-learning': '-', learning: '=', solved: '+' } as const;
export type VerdictName = keyof typeof VERDICT_LETTERS;
export const VERDICT_NAMES = Object.keys(VERDICT_LETTERS) as readonly VerdictName[];

export const isVerdict = (name: unknown): name is VerdictName => VERDICT_NAMES.some((one) => one === name);

/** The verdict of most runs; among equals the one that comes first in the table. */
export function commonVerdict(verdicts: readonly VerdictName[]): VerdictName | undefined {
  const count = (name: VerdictName): number => verdicts.filter((one) => one === name).length;
  const most = Math.max(0, ...verdicts.map(count));
  return VERDICT_NAMES.find((name) => most > 0 && count(name) === most);
}
