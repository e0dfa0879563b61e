// Sizes of a search for a cure.

/** Seeds with which each network trains. */
export const SEEDS = 3;
/** Most changed networks to train. */
export const MOST_TRIES = 8;
