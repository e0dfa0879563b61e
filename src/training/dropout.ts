// Dropout (Srivastava et al. 2014): which units of a batch are kept, from a random stream of its own.
import type { Config } from '../core/config/schema.js';
import type { NetworkLayout } from '../core/network/layout.js';
import { createRng } from '../core/random/rng.js';

/** Factors of the hidden outputs of a batch of `size` samples; the following call reuses the array. Null: no dropout. */
export function dropoutMasks(
  { dropout, cell, seed }: Pick<Config, 'dropout' | 'cell' | 'seed'>,
  { layers }: NetworkLayout,
): ((size: number) => Float32Array) | null {
  const units = layers.slice(0, -1).reduce((sum, layer) => sum + layer.units, 0);
  if (dropout === 0 || cell !== 'dense' || units === 0) return null;
  const random = createRng(seed, 'dropout');
  // Keeps the expected output, so evaluation needs no factor.
  const kept = 1 / (1 - dropout);
  let room = new Float32Array();
  return (size) => {
    if (room.length < size * units) room = new Float32Array(size * units);
    for (let i = 0; i < size * units; i += 1) room[i] = random.uniform() < dropout ? 0 : kept;
    return room;
  };
}
