// Measures the gradient lost over the depth of a network, by its kernels in order.
import { fitDepth } from '../slope.js';
import type { ForeignFacts } from './facts.js';

export interface ForeignDepth {
  readonly R: number;
  /** Decades that the fitted line loses; with zeros it has no more meaning than that they are many. */
  readonly decades: number;
  /** Hidden kernels whose gradient is exactly 0. */
  readonly zeros: number;
}

/** R over the whole depth by kernels in order; zeros count. Null with fewer than three hidden kernels. */
export function depthOf({ kernels }: ForeignFacts): ForeignDepth | null {
  const seen = kernels.filter(({ gradRms }) => !Number.isNaN(gradRms));
  const hidden = seen.length - 1;
  const fit = fitDepth(
    seen.map(({ gradRms }) => gradRms),
    hidden,
  );
  return fit === null ? null : { R: fit.R, decades: fit.slope * (hidden - 1), zeros: fit.zeros };
}
