// Shared by the losses of both engines.

/** Keras' epsilon: outputs are clipped to [floor, 1 - floor] before a logarithm, unless the loss is taken from logits. */
export const PROBABILITY_FLOOR = 1e-7;

/** The same limits as numbers in float32, in which Keras clips: the upper one lies 1.19e-7 below 1. */
export const PROBABILITY_LIMITS = {
  low: Math.fround(PROBABILITY_FLOOR),
  high: Math.fround(1 - PROBABILITY_FLOOR),
} as const;
