// The steps after which probes come.
import { expect, it } from 'vitest';
import { probeCadence } from '../../src/training/cadence.js';
import { fc, runs } from '../helpers/property.js';

it(
  'probes come at least every 50 steps in short runs, at least 8 steps apart, and at least once in 131,072 samples',
  { tags: ['long'] },
  () => {
    const lengths = fc.record({
      perEpoch: fc.integer({ min: 1, max: 3000 }),
      epochs: fc.integer({ min: 1, max: 100_000 }),
      batchSize: fc.integer({ min: 64, max: 40_000 }),
    });
    fc.assert(
      fc.property(lengths, ({ perEpoch, epochs, batchSize }) => {
        const total = perEpoch * epochs;
        const least = Math.max(8, Math.min(total / 400, 65_536 / batchSize));
        const due = probeCadence(perEpoch, total, batchSize);
        let last = 0;
        for (let step = 1; step <= 2 * Math.max(perEpoch, 2200); step += 1) {
          if (due(step)) {
            expect(step - last).toBeGreaterThanOrEqual(Math.floor(least));
            last = step;
          }
          expect(step - last).toBeLessThan(Math.max(50, 2 * least));
          if (perEpoch >= least && step % perEpoch === 0) expect(last).toBe(step);
        }
      }),
      { numRuns: runs(20) },
    );
  },
);

it('probes come every eighth step in a lesson', () => {
  const due = probeCadence(8, 800, 250);
  expect(Array.from({ length: 800 }, (_, i) => i + 1).filter(due)).toHaveLength(100);
});
