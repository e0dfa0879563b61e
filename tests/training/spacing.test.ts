// When an instrument measures: within its share of the run, evenly, from the first step on.
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/core/config/presets.js';
import type { PresetFile } from '../../src/core/config/schema.js';
import { sharpnessNs, stepNs } from '../../src/training/costs.js';
import { prepare } from '../../src/training/prepare.js';
import { Spacing } from '../../src/training/spacing.js';
import { of, run } from '../helpers/training.js';

const stepsOf = (spacing: Spacing, totalSteps: number, costs: (count: number) => number): number[] => {
  const steps: number[] = [];
  for (let step = 1; step <= totalSteps; step += 1)
    if (spacing.isDue(step)) {
      steps.push(step);
      spacing.measured(step, costs(steps.length), costs(2));
    }
  return steps;
};

describe('spacing', () => {
  it.each([
    [100, 1],
    [1000, 30],
    [100_000, 30],
    [100_000, 2000],
  ])(
    'of %d steps, measurements of %d steps each, keeps the share, with no gap twice as long as another',
    (total, cost) => {
      const spacing = new Spacing({ totalSteps: total, stepNs: 1, share: 0.1, every: null });
      const steps = stepsOf(spacing, total, (count) => (count === 1 ? 2 * cost : cost));
      expect(steps[0]).toBe(1);
      expect((steps.length + 1) * cost).toBeLessThanOrEqual(0.1 * total);
      const gaps = steps.slice(1).map((step, i) => step - steps[i]!);
      expect(Math.max(...gaps)).toBeLessThanOrEqual(2 * Math.min(...gaps));
      expect(total - steps.at(-1)!).toBeLessThanOrEqual(2 * Math.max(...gaps));
    },
  );

  it('plans no second measurement where the first takes more than the share', () => {
    const spacing = new Spacing({ totalSteps: 50, stepNs: 1, share: 0.1, every: null });
    expect(stepsOf(spacing, 50, () => 20)).toEqual([1]);
    spacing.extend(1000);
    expect(spacing.isDue(51)).toBe(false);
    expect(spacing.isDue(900)).toBe(true);
  });

  it('keeps to a number of steps whatever it takes', () => {
    const spacing = new Spacing({ totalSteps: 10, stepNs: 1, share: 0.1, every: 3 });
    expect(stepsOf(spacing, 10, () => 1e9)).toEqual([1, 4, 7, 10]);
  });
});

it.each<[string, PresetFile]>([
  ['7x10', { activation: 'tanh' }],
  ['1x4, batches of 8', { depth: 1, width: 4, batchSize: 8 }],
  ['7x10, whole batches', { activation: 'relu', batchSize: 250 }],
  ['20x32', { activation: 'relu', depth: 20, width: 32, initializer: 'heNormal', epochs: 20 }],
])('the estimates of a run keep the sharpness within its share: %s', async (_, fields) => {
  const all: PresetFile = { ...fields, sharpness: 'on' };
  const prepared = prepare(parseConfig(all, 'test'));
  const { layout, dataset, config } = prepared;
  const perEpoch = Math.ceil(dataset.samples / config.batchSize);
  const events = of(await run(all, 'compiled'), 'step');
  const count = events.filter(({ scalars }) => scalars !== undefined).length;
  const least = sharpnessNs(layout, Math.min(256, dataset.samples), true)(1);
  expect(count).toBeGreaterThan(0);
  if (count > 1) expect(count * least).toBeLessThan(0.1 * events.length * stepNs(prepared, perEpoch));
});
