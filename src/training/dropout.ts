// Dropout (Srivastava et al. 2014): which values of a batch are kept, from a random stream of its own.
// Of a convolution each channel of each pixel is drawn alone, as in Keras' Dropout.
import type { Config } from '../core/config/schema.js';
import { isRecurrent } from '../core/config/cells.js';
import { valuesOf, type NetworkLayout } from '../core/network/layout.js';
import { createRng } from '../core/random/rng.js';

/** Factors of the hidden outputs of a batch of `size` samples; the following call reuses the array. Null: no dropout. */
export function dropoutMasks(
  { dropout, cell, seed }: Pick<Config, 'dropout' | 'cell' | 'seed'>,
  { layers }: NetworkLayout,
): ((size: number) => Float32Array) | null {
  const values = layers.slice(0, -1).reduce((sum, layer) => sum + valuesOf(layer), 0);
  if (dropout === 0 || isRecurrent(cell) || values === 0) return null;
  const random = createRng(seed, 'dropout');
  // Keeps the expected output, so evaluation needs no factor.
  const kept = 1 / (1 - dropout);
  let room = new Float32Array();
  return (size) => {
    if (room.length < size * values) room = new Float32Array(size * values);
    for (let i = 0; i < size * values; i += 1) room[i] = random.uniform() < dropout ? 0 : kept;
    return room;
  };
}
