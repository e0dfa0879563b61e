// Theory's critical line over a sweep's map: where chi = 1, so that gradients neither vanish nor explode with depth.
import type { Config } from '../config/schema.js';
import { criticalGain } from '../theory/meanField.js';
import type { SweepField } from './axis.js';
import type { SweepPlan } from './map.js';

export interface CriticalLine {
  /** The axis that the line's values belong to. */
  readonly along: 'x' | 'y';
  /** One a value of the other axis; null where chi does not cross 1. */
  readonly values: readonly (number | null)[];
}

const SCALES: readonly SweepField[] = ['initializerGain', 'initializerStd'];

/**
 * Null where neither axis scales the kernels, where the theory says nothing (recurrent cells, batch normalization, skips), or
 * where chi crosses 1 nowhere on the map's side of the theory.
 */
export function criticalLine({ config, x, y }: SweepPlan): CriticalLine | null {
  if (config.cell !== 'dense' || config.batchNorm !== 'none' || config.residual > 0) return null;
  const along = SCALES.includes(y.field) ? 'y' : SCALES.includes(x.field) ? 'x' : null;
  if (along === null) return null;
  const [scale, other] = along === 'y' ? [y, x] : [x, y];
  const known = new Map<string, number | null>();
  const values = other.values.map((value) => {
    const at = { ...config, [other.field]: value };
    const key = `${at.width} ${at.initializerStd} ${at.initializerGain}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const critical = criticalOf(at, scale.field);
    known.set(key, critical);
    return critical;
  });
  return values.every((value) => value === null) ? null : { along, values };
}

/** sigmaW² depends on gain × std alone, so the critical std is the critical gain of kernels with std 1, over the gain. */
function criticalOf(config: Config, field: SweepField): number | null {
  const { activation, initializer, width, initializerStd, initializerGain } = config;
  if (field === 'initializerGain') return criticalGain(activation, initializer, width, initializerStd);
  const product = criticalGain(activation, initializer, width, 1, 1e-4, 20);
  return product === null ? null : product / initializerGain;
}

/** Index of the axis value nearest to `value` (in ratio where all are positive); null beyond the ends by more than half a cell. */
export function nearestIndex(values: readonly number[], value: number | null | undefined): number | null {
  if (value === null || value === undefined || values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const low = sorted[0] ?? NaN;
  const high = sorted.at(-1) ?? NaN;
  const margin = (high - low) / Math.max(1, 2 * (values.length - 1));
  if (value < low - margin || value > high + margin) return null;
  let best = 0;
  values.forEach((candidate, i) => {
    if (Math.abs(candidate - value) < Math.abs((values[best] ?? NaN) - value)) best = i;
  });
  return best;
}
