// The table of activation functions. Each file of the folder holds some of its rows.
import type { Activation } from './activations/activation.js';
import { CLASSIC } from './activations/classic.js';
import { RECTIFIERS } from './activations/rectifiers.js';
import { SMOOTH } from './activations/smooth.js';

export type { Activation, ActivationCode, ActivationFailure } from './activations/activation.js';
export { LEAKY_SLOPE, PRELU_START } from './activations/rectifiers.js';

export const ACTIVATIONS = { ...CLASSIC, ...RECTIFIERS, ...SMOOTH } as const satisfies Record<string, Activation>;

export type ActivationName = keyof typeof ACTIVATIONS;
export const ACTIVATION_NAMES = Object.keys(ACTIVATIONS) as [ActivationName, ...ActivationName[]];

/** The activations with `code`, computed element by element. */
export type ElementwiseActivation = {
  [N in ActivationName]: (typeof ACTIVATIONS)[N]['code'] extends null ? never : N;
}[ActivationName];
export const ELEMENTWISE = ACTIVATION_NAMES.filter(
  (name): name is ElementwiseActivation => ACTIVATIONS[name].code !== null,
);

/** The order of the key. */
export const ACTIVATION_RING: readonly ActivationName[] = ACTIVATION_NAMES.toSorted(
  (a, b) => ACTIVATIONS[a].place - ACTIVATIONS[b].place,
);
