// Learning rates against PyTorch's schedulers and Keras' schedules, step by step (scripts/fixtures/schedules.py).
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SCHEDULE_NAMES, type ScheduleName } from '../../../src/core/config/names.js';
import { parseConfig } from '../../../src/core/config/presets.js';
import { isScheduled, ratesOf } from '../../../src/core/config/schedule.js';
import type { PresetFile } from '../../../src/core/config/schema.js';

type Rows = Readonly<Record<string, readonly number[]>>;
const FIXTURE = JSON.parse(readFileSync(new URL('../../fixtures/torch/schedules.json', import.meta.url), 'utf8')) as {
  readonly torch: Rows;
  readonly keras: Rows;
} & Readonly<Record<'learningRate' | 'stepsPerEpoch' | 'totalSteps' | 'warmupSteps', number>>;
const { learningRate, stepsPerEpoch, totalSteps, warmupSteps } = FIXTURE;
const length = { stepsPerEpoch, totalSteps };

const ratesFor = (fields: PresetFile): number[] => {
  const rateOf = ratesOf(parseConfig({ learningRate, decayEpochs: 3, decayFactor: 0.5, ...fields }, 'test'), length);
  return Array.from({ length: totalSteps }, (_, i) => rateOf(i + 1));
};

/** The largest difference, as a share of the rate of the configuration. */
const farthest = (rates: readonly number[], expected: readonly number[] | undefined): number =>
  Math.max(...rates.map((rate, i) => Math.abs(rate - (expected?.[i] ?? NaN)) / learningRate));

const CASES: readonly (readonly ['torch' | 'keras', ScheduleName, boolean, number])[] = [
  ['torch', 'step', false, 1e-12],
  ['torch', 'cosine', false, 1e-12],
  ['torch', 'oneCycle', false, 1e-12],
  ['torch', 'constant', true, 1e-12],
  ['torch', 'step', true, 1e-12],
  ['torch', 'cosine', true, 1e-12],
  // Keras computes in float32.
  ['keras', 'step', false, 1e-6],
  ['keras', 'cosine', false, 1e-6],
];

it.each(CASES)('%s: %s, warm-up %s', (framework, schedule, warm, near) => {
  const rates = ratesFor({ schedule, ...(warm ? { warmupSteps } : {}) });
  expect(farthest(rates, FIXTURE[framework][warm ? `${schedule} warm` : schedule])).toBeLessThan(near);
});

describe('odd lengths', () => {
  it.each(SCHEDULE_NAMES)('%s is a number from 0 to the rate in every step', (schedule) => {
    for (const total of [1, 2, 3, 4, 11])
      for (const warm of [0, 1, 5, 50]) {
        const config = parseConfig({ learningRate, schedule, warmupSteps: warm }, 'test');
        const rateOf = ratesOf(config, { stepsPerEpoch: 1, totalSteps: total });
        for (let step = 1; step <= total + 1; step += 1) {
          expect(rateOf(step)).toBeGreaterThanOrEqual(0);
          expect(rateOf(step)).toBeLessThanOrEqual(learningRate * (1 + 1e-12));
        }
      }
  });

  it('is constant without a schedule', () => {
    expect(isScheduled(parseConfig({}, 'test'))).toBe(false);
    expect(new Set(ratesFor({}))).toEqual(new Set([learningRate]));
  });
});
