// The names of the rules, in the order in which they judge: the plateau first, since others weigh it, then by what they look at.

export const RULE_NAMES = [
  'plateau',
  'exploding',
  'dying-relu',
  'saturated',
  'vanishing',
  'masked-by-adam',
  'starved',
  'constant-output',
  'output-loss',
  'output-range',
  'no-activation',
  'symmetric',
  'unscaled',
  'initial-scale',
  'rate-too-small',
  'vanishing-time',
  'overfitting',
  'imbalance',
  'stopped-early',
  'batch-norm-gap',
  'dropout',
  'rate-schedule',
  'rising-loss',
  'batch-norm-depth',
] as const;
export type RuleName = (typeof RULE_NAMES)[number];
