// The critical line of mean-field theory on a map: chi = 1, where gradients neither vanish nor explode with depth.
import type { Config } from '../config/schema.js';
import { criticalGain } from '../theory/meanField.js';
import type { SweepField } from '../config/settings/index.js';
import { isInRatio } from './axis.js';
import type { SweepPlan } from './map.js';

export interface CriticalLine {
  /** The axis of the line's values. */
  readonly along: 'x' | 'y';
  /** One value for each value of the other axis; null if chi does not cross 1. */
  readonly values: readonly (number | null)[];
  /** The cell nearest to each value, as an index of the axis `along`; null beyond the map. */
  readonly cells: readonly (number | null)[];
  /** The same between the cells: 1.5 lies halfway from the second to the third, on the scale of the axis. */
  readonly places: readonly (number | null)[];
}

/** The axes that scale the kernels. */
export const SCALES: readonly SweepField[] = ['initializerGain', 'initializerStd'];

/**
 * Null if neither axis scales the kernels, if the theory does not apply (recurrent cells, batch normalization, skips), or
 * if chi never crosses 1.
 */
export function criticalLine({ config, x, y }: SweepPlan): CriticalLine | null {
  if (config.cell !== 'dense' || config.batchNorm !== 'none' || config.residual > 0) return null;
  const along = SCALES.includes(y.field) ? 'y' : SCALES.includes(x.field) ? 'x' : null;
  if (along === null) return null;
  const [scale, other] = along === 'y' ? [y, x] : [x, y];
  const values = other.values.map((value) => criticalOf({ ...config, [other.field]: value }, scale.field));
  if (values.every((value) => value === null)) return null;
  return { along, values, ...placed(values, scale.values) };
}

/** sigmaW² depends only on gain × std, so the critical std is the critical gain of kernels with std 1, divided by the gain. */
function criticalOf(config: Config, field: SweepField): number | null {
  const { activation, initializer, width, initializerStd, initializerGain } = config;
  if (field === 'initializerGain') return criticalGain(activation, initializer, width, initializerStd);
  const product = criticalGain(activation, initializer, width, 1);
  return product === null ? null : product / initializerGain;
}

interface Spot {
  readonly cell: number;
  readonly place: number;
}

/** Where values lie on an axis. */
export function placed(
  values: readonly (number | null)[],
  axis: readonly number[],
): Pick<CriticalLine, 'cells' | 'places'> {
  const spots = values.map(spotOn(axis));
  return { cells: spots.map((spot) => spot?.cell ?? null), places: spots.map((spot) => spot?.place ?? null) };
}

/**
 * The nearest axis value, and the place among the axis values as an index with a fraction, both by ratio on a logarithmic
 * axis (`:log`); null beyond the ends by more than half a cell.
 */
export function spotOn(values: readonly number[]): (value: number | null) => Spot | null {
  const inRatio = isInRatio([...values].sort((a, b) => a - b));
  return (value) => {
    if (value === null || values.length === 0) return null;
    const scale = inRatio && value > 0 ? Math.log : (v: number): number => v;
    const [at, places] = [scale(value), values.map(scale)];
    const [low, high] = [Math.min(...places), Math.max(...places)];
    const margin = (high - low) / Math.max(1, 2 * (values.length - 1));
    if (at < low - margin || at > high + margin) return null;
    let [cell, least] = [0, Infinity];
    for (const [index, place] of places.entries())
      if (Math.abs(place - at) < least) [cell, least] = [index, Math.abs(place - at)];
    return { cell, place: cell + beside(places, cell, at, margin) };
  };
}

/** From the nearest place towards `at`, in cells: -0.5 to 0.5. `margin`: half a cell beyond an end. */
function beside(places: readonly number[], nearest: number, at: number, margin: number): number {
  const from = places[nearest] ?? NaN;
  if (at === from) return 0;
  for (const step of [1, -1]) {
    const room = (places[nearest + step] ?? from) - from;
    if ((at - from) * room > 0) return (step * (at - from)) / room;
  }
  return ((nearest === 0 ? -1 : 1) * Math.abs(at - from)) / (2 * margin);
}
