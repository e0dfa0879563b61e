// Batches in a seeded order, reshuffled each epoch. The last batch of an epoch may be smaller.
import type { Rng } from '../core/random/rng.js';
import type { Dataset } from '../core/data/dataset.js';
import type { Batch } from './engine.js';

export interface Batches {
  readonly perEpoch: number;
  /** The next batch; the following call reuses its arrays. */
  next(): Batch;
}

/** `random` gives one permutation per epoch. */
export function createBatches(dataset: Dataset, batchSize: number, random: Rng): Batches {
  const { samples, outputs } = dataset;
  const rowX = dataset.timesteps * dataset.features;
  const most = Math.min(batchSize, samples);
  const x = new Float32Array(most * rowX);
  const y = new Float32Array(most * outputs);
  let order = random.permutation(samples);
  let at = 0;
  return {
    perEpoch: Math.ceil(samples / most),
    next() {
      if (at >= samples) {
        order = random.permutation(samples);
        at = 0;
      }
      const size = Math.min(most, samples - at);
      for (let i = 0; i < size; i += 1) {
        const row = order[at + i]!;
        copyRow(dataset.x, row, x, i, rowX);
        copyRow(dataset.y, row, y, i, outputs);
      }
      at += size;
      return { size, x, y };
    },
  };
}

/** A plain loop: two views per row would cost more than copying a short row. */
function copyRow(from: Float32Array, row: number, to: Float32Array, toRow: number, length: number): void {
  const [source, target] = [row * length, toRow * length];
  for (let i = 0; i < length; i += 1) to[target + i] = from[source + i]!;
}
