// Batches: each sample once an epoch, in an order that the seed alone decides.
import { expect, it } from 'vitest';
import { createRng } from '../../src/core/random/rng.js';
import type { Dataset } from '../../src/core/data/dataset.js';
import { createBatches } from '../../src/training/batches.js';
import { fc, runs } from '../helpers/property.js';

/** Sample i has features 10 i, 10 i + 1 and target -i. */
const numbered = (samples: number): Dataset => ({
  name: 'numbered',
  task: 'regression',
  samples,
  features: 2,
  timesteps: 1,
  x: Float32Array.from({ length: 2 * samples }, (_, i) => 10 * Math.floor(i / 2) + (i % 2)),
  y: Float32Array.from({ length: samples }, (_, i) => -i),
  outputs: 1,
  classes: 0,
  featureNames: ['a', 'b'],
  classNames: [],
});

/** Sample numbers of each batch of `epochs` epochs; checks that features and target belong together. */
function drawn(samples: number, batchSize: number, seed: number, epochs: number): number[][] {
  const batches = createBatches(numbered(samples), batchSize, createRng(seed, 'batches'));
  return Array.from({ length: epochs * batches.perEpoch }, () => {
    const { size, x, y } = batches.next();
    return Array.from({ length: size }, (_, i) => {
      const sample = Math.abs(y[i]!);
      expect([x[2 * i], x[2 * i + 1]]).toEqual([10 * sample, 10 * sample + 1]);
      return sample;
    });
  });
}

it('holds each sample once an epoch, in full batches but the last', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 80 }), fc.nat(99), (samples, size, seed) => {
      const batches = drawn(samples, size, seed, 3);
      const perEpoch = batches.length / 3;
      for (let epoch = 0; epoch < 3; epoch += 1) {
        const own = batches.slice(epoch * perEpoch, (epoch + 1) * perEpoch);
        expect(own.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: samples }, (_, i) => i));
        own.slice(0, -1).forEach((batch) => expect(batch).toHaveLength(Math.min(size, samples)));
      }
    }),
    { numRuns: runs(50) },
  );
});

it('comes in another order each epoch, and with another seed', () => {
  const [first, second] = drawn(100, 100, 1, 2);
  expect(first).not.toEqual(second);
  expect(drawn(100, 100, 1, 1)[0]).toEqual(first);
  expect(drawn(100, 100, 2, 1)[0]).not.toEqual(first);
});
