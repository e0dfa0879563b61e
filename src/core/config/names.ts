// Names of choices that have no table of records.
export const INITIALIZER_NAMES = [
  'glorotUniform',
  'glorotNormal',
  'heUniform',
  'heNormal',
  'lecunNormal',
  'randomNormal',
  'orthogonal',
  'zeros',
] as const;
export const OPTIMIZER_NAMES = ['sgd', 'momentum', 'nesterov', 'rmsprop', 'adagrad', 'adam'] as const;
/** How the learning rate changes over a run. */
export const SCHEDULE_NAMES = ['constant', 'step', 'cosine', 'oneCycle'] as const;
export const OUTPUT_ACTIVATION_NAMES = ['sigmoid', 'softmax', 'linear', 'tanh', 'relu'] as const;
export const LOSS_NAMES = [
  'binaryCrossentropy',
  'categoricalCrossentropy',
  'meanSquaredError',
  'meanAbsoluteError',
  'huber',
] as const;
/** For classes. After a linear, tanh or ReLU output the squared error, whose targets are 0 and 1. */
const CLASS_LOSS = {
  sigmoid: 'binaryCrossentropy',
  softmax: 'categoricalCrossentropy',
  linear: 'meanSquaredError',
  tanh: 'meanSquaredError',
  relu: 'meanSquaredError',
} as const satisfies Readonly<Record<(typeof OUTPUT_ACTIVATION_NAMES)[number], (typeof LOSS_NAMES)[number]>>;
/** What `auto` makes of the loss: by the target first, because a number has no cross-entropy whatever the output. */
export const usualLoss = (
  output: (typeof OUTPUT_ACTIVATION_NAMES)[number],
  numeric: boolean,
): (typeof LOSS_NAMES)[number] => (numeric ? 'meanSquaredError' : CLASS_LOSS[output]);
export const STANDARDIZE_NAMES = ['auto', 'none', 'features', 'all'] as const;
/** When a run ends before its last epoch. */
export const STOP_NAMES = ['never', 'solved', 'no-improvement'] as const;
/** Where batch normalization stands: nowhere, between kernel and activation, or after the activation. */
export const BATCH_NORM_NAMES = ['none', 'before', 'after'] as const;

export type InitializerName = (typeof INITIALIZER_NAMES)[number];
export type OptimizerName = (typeof OPTIMIZER_NAMES)[number];
/** An update, or the same after weight decay. */
export type UpdateName = OptimizerName | `${OptimizerName}Decayed`;
export type ScheduleName = (typeof SCHEDULE_NAMES)[number];
export type OutputActivationName = (typeof OUTPUT_ACTIVATION_NAMES)[number];
export type LossName = (typeof LOSS_NAMES)[number];
