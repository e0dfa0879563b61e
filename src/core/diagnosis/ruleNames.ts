// The names of the rules, in the order in which they judge: the plateau first, since others weigh it, then by what they look at.

/** The letter of each rule on the map of a sweep. */
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
