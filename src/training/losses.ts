// Shared by the losses of both engines.

/** Keras' epsilon: outputs are clipped to [floor, 1 - floor] before a logarithm, unless the loss is taken from logits. */
export const PROBABILITY_FLOOR = 1e-7;
