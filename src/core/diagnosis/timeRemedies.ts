// Suggested changes for a gradient that vanishes through time.
import { isGated } from '../config/cells.js';
import type { ConfigChange, ResolvedConfig } from '../config/schema.js';
import type { Remedies } from './remedies.js';

export const TIME_CURES: Remedies = ['recurrentGain', 'cell', 'activation'];

/** Keeps the factor of a time step near 1: a kernel that keeps lengths, gates that keep the state, a slope of 1. Gates learn their factor. */
export function cureTime({ cell, recurrentGain, activation }: ResolvedConfig): ConfigChange[] {
  if (isGated(cell)) return [];
  return [
    ...(recurrentGain < 1 ? [{ recurrentGain: 1 }] : []),
    { cell: 'gru' },
    { cell: 'lstm' },
    ...(activation === 'relu' ? [] : [{ activation: 'relu' as const }]),
  ];
}
