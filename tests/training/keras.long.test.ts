// The base experiment against eight seeds of Keras: our median lies between their lowest and highest value.
import { beforeAll, describe, expect, it } from 'vitest';
import { configOfRow, decadesAtStart, KERAS, measure, median, type Measured } from '../helpers/lesson.js';

/** The finished loss of a stuck network is the luck of its last batches: few seeds say little. */
const SEEDS = Array.from({ length: 16 }, (_, seed) => seed);
/** The slope of one draw wanders by 0.3 decades in a shallow network; its median is steady over many. */
const DRAWS = Array.from({ length: 200 }, (_, seed) => seed);

describe.each(KERAS.rows.map((row) => [row.name, row] as const))('%s', (_, row) => {
  const runs: Measured[] = [];
  const over = (pick: (m: Measured) => number): number => median(runs.map(pick));

  beforeAll(async () => {
    for (const seed of SEEDS) runs.push(await measure(configOfRow(row, seed)));
  });

  it('starts with Keras’ slope over depth', () => {
    const ours = median(DRAWS.map((seed) => decadesAtStart(configOfRow(row, seed))));
    const theirs = row.decadesPerLayerOverHiddenLayers['0'] ?? NaN;
    expect(Math.abs(ours - theirs), `ours ${ours}, Keras ${theirs}`).toBeLessThan(0.05);
  });

  it.each([
    ['epoch loss', (m: Measured) => m.epochLoss, row.finalEpochLoss],
    ['loss on all data', (m: Measured) => m.loss, row.finalFullDataLoss],
    ['accuracy', (m: Measured) => m.accuracy, row.accuracy],
    ['first kernel’s change', (m: Measured) => m.percentChange, row.firstKernelMedianPercentChange],
  ] as const)('%s lies within Keras’ spread', (_name, pick, { min, max }) => {
    expect(over(pick)).toBeGreaterThanOrEqual(min);
    expect(over(pick)).toBeLessThanOrEqual(max);
  });
});
