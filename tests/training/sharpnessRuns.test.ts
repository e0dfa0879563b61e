// The sharpness in a run: at which steps, and beside a training that does not change.
import { describe, expect, it } from 'vitest';
import type { PresetFile } from '../../src/core/config/schema.js';
import type { TrainOptions } from '../../src/training/loop.js';
import { of, run } from '../helpers/training.js';

it('a recurrent network declines on TensorFlow.js, and training says so', async () => {
  const fields: PresetFile = {
    cell: 'gru',
    dataset: 'adding',
    samples: 8,
    sequenceLength: 4,
    depth: 1,
    width: 2,
    activation: 'tanh',
  };
  for (const backend of ['compiled', 'cpu'] as const) {
    const why = of(await run({ ...fields, epochs: 1, sharpness: 'on' }, backend), 'run')[0]?.engine.why;
    expect(why).toContain('no sharpness: only dense layers');
  }
});

it('measuring the sharpness changes no bit of the training', async () => {
  const fields: PresetFile = { epochs: 10, activation: 'tanh' };
  const dense = { ...fields, sharpness: 'on', sharpnessEvery: 2 } as const;
  const [plain, measured] = [await run(fields, 'compiled'), await run(dense, 'compiled')];
  expect(of(measured, 'step').map(({ scalars: _, ...step }) => step)).toEqual(of(plain, 'step'));
  const figures = of(measured, 'step').flatMap(({ step, scalars }) =>
    scalars === undefined ? [] : [{ step, ...scalars }],
  );
  expect(figures.map(({ step }) => step)).toEqual(Array.from({ length: 40 }, (_, i) => 1 + 2 * i));
  for (const { sharpness = NaN, stability = NaN, stableRate = NaN } of figures as Record<string, number>[]) {
    expect(sharpness * stableRate).toBeCloseTo(2, 9);
    expect(stability).toBeCloseTo(0.3 / stableRate, 9);
  }
});

describe('a short run', () => {
  const wide: PresetFile = { depth: 20, width: 32, activation: 'tanh', sharpness: 'on', epochs: 20 };
  const figures = async (more: Partial<TrainOptions> = {}): Promise<Readonly<Record<string, number>>[]> =>
    of(await run(wide, 'compiled', more), 'step').flatMap(({ scalars }) => (scalars === undefined ? [] : [scalars]));

  it('takes the products that it affords, and knows a lower bound of the sharpness', async () => {
    const [short, settled] = [await figures(), await figures({ settleSharpness: true })];
    expect(short).toHaveLength(1);
    // A map compares its cells at the last step.
    expect(settled.map(({ sharpness }) => typeof sharpness)).toEqual(['number', 'number']);
    const { sharpnessAtLeast = NaN, stableRateAtMost = NaN, ...others } = short[0]!;
    expect(others).toEqual({});
    expect(sharpnessAtLeast).toBeGreaterThan(0);
    expect(sharpnessAtLeast).toBeLessThan(settled[0]!['sharpness']!);
    expect(sharpnessAtLeast * stableRateAtMost).toBeCloseTo(2, 9);
  });

  it('declines where one product takes too long, until it trains on', async () => {
    let asked = 0;
    const more = (): Promise<number | null> => Promise.resolve((asked += 1) === 1 ? 100 : null);
    const events = await run({ epochs: 1, sharpness: 'on' }, 'compiled', { more });
    const whys = of(events, 'run').map(({ engine }) => engine.why);
    expect(whys[0]).toContain('no sharpness: in 8 steps');
    expect(whys[1]).not.toContain('no sharpness');
    const measured = of(events, 'step').filter(({ scalars }) => scalars?.['sharpness'] !== undefined);
    expect(measured[0]?.step).toBe(9);
  });
});

it('starts at the last eigenvector: every figure of a run is within 1 % of one that starts from the gradient', async () => {
  const fields: PresetFile = { epochs: 40, activation: 'tanh', sharpness: 'on' };
  const figures = async (more: PresetFile): Promise<Map<number, number>> =>
    new Map(
      of(await run({ ...fields, ...more }, 'compiled'), 'step').flatMap(({ step, scalars }) =>
        scalars === undefined ? [] : [[step, scalars['sharpness'] ?? NaN] as const],
      ),
    );
  const [often, seldom] = [await figures({ sharpnessEvery: 1 }), await figures({ sharpnessEvery: 64 })];
  expect(seldom.size).toBe(5);
  for (const [step, value] of seldom) expect(Math.abs(often.get(step)! / value - 1)).toBeLessThan(0.01);
});

it('a training on TensorFlow measures the same sharpness', { tags: ['long'] }, async () => {
  const fields: PresetFile = { epochs: 1, activation: 'tanh', sharpness: 'on', sharpnessEvery: 8 };
  const [compiled, cpu] = [await run(fields, 'compiled'), await run(fields, 'cpu')].map(
    (events) => of(events, 'step')[0]?.scalars?.['sharpness'] ?? NaN,
  );
  expect(Math.abs(cpu! / compiled! - 1)).toBeLessThan(0.01);
});
