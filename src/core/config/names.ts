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
export const OPTIMIZER_NAMES = ['sgd', 'momentum', 'rmsprop', 'adagrad', 'adam'] as const;
export const OUTPUT_ACTIVATION_NAMES = ['sigmoid', 'softmax', 'linear', 'tanh'] as const;
export const LOSS_NAMES = ['binaryCrossentropy', 'categoricalCrossentropy', 'meanSquaredError'] as const;
/** Where batch normalization stands: nowhere, between kernel and activation, or after the activation. */
export const BATCH_NORM_NAMES = ['none', 'before', 'after'] as const;

export type InitializerName = (typeof INITIALIZER_NAMES)[number];
export type OptimizerName = (typeof OPTIMIZER_NAMES)[number];
export type OutputActivationName = (typeof OUTPUT_ACTIVATION_NAMES)[number];
export type LossName = (typeof LOSS_NAMES)[number];
