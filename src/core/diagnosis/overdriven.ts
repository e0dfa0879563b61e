// Overdriven: large steps drove the units of a network that began well into their flat ends. The gradient that vanishes there is a
// consequence, and the rate is the cause.
import { ACTIVATIONS } from '../config/activations.js';
import { UPDATE_LIMIT } from './largeSteps.js';
import type { Evidence } from './rule.js';

/** Share of activations beyond |tanh| 0.97 or sigmoid 0.015 / 0.985. */
export const SATURATED_LIMIT = 0.25;

export interface Overdriven {
  readonly layer: number;
  /** Share of its activations in the flat ends. */
  readonly saturated: number;
  /** Largest update / weight of a layer, as a median over some steps. */
  readonly update: number;
}

/** Null if the units are not saturated, were before training, or no step was large. */
export function overdriven(evidence: Evidence): Overdriven | null {
  const { config, probe, firstProbe, hidden, largestUpdate, speaking } = evidence;
  if (config.cell !== 'dense' || ACTIVATIONS[config.activation].failure !== 'saturates') return null;
  if (speaking.has('unscaled') || speaking.has('initial-scale') || !(Math.log10(largestUpdate) > UPDATE_LIMIT))
    return null;
  const sharesOf = (at: Evidence['probe']): number[] =>
    Array.from({ length: hidden }, (_, layer) => at?.layers.saturated[layer] ?? NaN);
  const shares = sharesOf(probe);
  const saturated = Math.max(...shares.filter((share) => share > SATURATED_LIMIT));
  if (saturated === -Infinity || sharesOf(firstProbe).some((share) => share > SATURATED_LIMIT)) return null;
  return { layer: shares.indexOf(saturated), saturated, update: largestUpdate };
}
