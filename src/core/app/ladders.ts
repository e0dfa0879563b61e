// How a key steps through the values of a setting: ladders for numbers, rings for names.
import { onAllLayers } from '../config/layers.js';
import type { Config, ConfigChange } from '../config/schema.js';
import { keyReason, settingOf, type SteppedField } from '../config/settings/index.js';
import { fieldInWords } from '../text/change.js';

/** Epochs per second at the live pace. */
export const PACES = [0.2, 0.5, 1, 2, 5, 10, 20, 50, 100] as const;
export const DEFAULT_PACE = 10;

/** The next value above (`direction` 1) or below (-1) on an ascending ladder; null at the end. */
export function nextOnLadder(ladder: readonly number[], value: number, direction: 1 | -1): number | null {
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
  const candidates = ladder.filter((step) => !near(step, value) && (direction === 1 ? step > value : step < value));
  return (direction === 1 ? candidates[0] : candidates.at(-1)) ?? null;
}

/** The next member of a ring; the first member for a value outside the ring. */
export function nextInRing<T>(ring: readonly T[], value: T, direction: 1 | -1): T {
  const index = ring.indexOf(value);
  const next = index < 0 ? ring[0] : ring[(index + direction + ring.length) % ring.length];
  return next as T;
}

/** A change of the configuration, or the reason why there is none. */
export type Stepped = { readonly change: ConfigChange } | { readonly reason: string };

/** The change that a key of this field makes to a configuration. */
export function stepSetting(config: Config, field: SteppedField, direction: 1 | -1): Stepped {
  const { steps } = settingOf(field);
  if (steps === undefined) return { reason: `${fieldInWords(field)} has no keys` };
  const reason = keyReason(config, steps);
  if (reason !== null) return { reason };
  const value = config[field];
  const change = (to: string | number | null): Stepped => ({ change: onAllLayers(config, { [field]: to }) });
  if (steps.kind === 'ring') return change(nextInRing<string | number | null>(steps.values, value, direction));
  if (steps.kind === 'wrap') return change((Number(value) + direction + steps.size) % steps.size);
  const next = nextOnLadder(steps.values, Number(value), direction);
  const end = direction === 1 ? 'largest' : 'smallest';
  return next === null ? { reason: `${fieldInWords(field)} ${value} is the ${end} a key gives` } : change(next);
}
