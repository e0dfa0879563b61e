// Names and letters of the rules, without the rules: for what the rules themselves need, as settings and the run log do.
// Written from the table in rules/index.ts by `UPDATE_DOCS=1 npx vitest run tests/core/diagnosis/table.test.ts`.

/** The letter of each rule on the map of a sweep, in the order in which the rules judge. */
export const RULE_LETTERS = {
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
} as const;
export type RuleName = keyof typeof RULE_LETTERS;
export const RULE_NAMES = Object.keys(RULE_LETTERS) as [RuleName, ...RuleName[]];
