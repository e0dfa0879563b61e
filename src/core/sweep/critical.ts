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
  return { along, values, cells: values.map(nearestOn(scale.values)) };
}

/** sigmaW² depends only on gain × std, so the critical std is the critical gain of kernels with std 1, divided by the gain. */
function criticalOf(config: Config, field: SweepField): number | null {
  const { activation, initializer, width, initializerStd, initializerGain } = config;
  if (field === 'initializerGain') return criticalGain(activation, initializer, width, initializerStd);
  const product = criticalGain(activation, initializer, width, 1);
  return product === null ? null : product / initializerGain;
}

/**
 * Index of the nearest axis value, by ratio on a logarithmic axis (`:log`); null beyond the ends by more
 * than half a cell.
 */
export function nearestOn(values: readonly number[]): (value: number | null) => number | null {
  const ascending = [...values].sort((a, b) => a - b);
  const inRatio = isInRatio(ascending);
  return (value) => {
    if (value === null || values.length === 0) return null;
    const place = inRatio && value > 0 ? Math.log : (v: number): number => v;
    const [low, high] = [place(ascending[0] ?? NaN), place(ascending.at(-1) ?? NaN)];
    const margin = (high - low) / Math.max(1, 2 * (values.length - 1));
    const at = place(value);
    if (at < low - margin || at > high + margin) return null;
    let [nearest, least] = [0, Infinity];
    for (const [index, candidate] of values.entries()) {
      const distance = Math.abs(place(candidate) - at);
      if (distance < least) [nearest, least] = [index, distance];
    }
    return nearest;
  };
}
