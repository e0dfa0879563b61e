// A finding does not flicker: the number of reports is bounded for any samples, and 0 while nothing changes.
import { describe, expect, it } from 'vitest';
import type { PresetFile } from '../../../src/core/config/schema.js';
import { Hysteresis } from '../../../src/core/diagnosis/hysteresis.js';
import type { Judgement } from '../../../src/core/diagnosis/rule.js';
import { createRng } from '../../../src/core/random/rng.js';
import type { ProbeFigures, StepFigures } from '../run/events.js';
import { LEARNING, Patient, slopeOf, STUCK } from './helpers.js';
import { fc, runs, some } from '../../helpers/property.js';

const RULE = { appearAfter: 3, clearAfter: 6 };
const VARIANTS = ['a', 'b', 'c'] as const;
const judgement = (level: Judgement['level'], variant: string, certain: boolean): Judgement => ({
  level,
  layer: -1,
  measured: {},
  limit: {},
  message: '',
  variant,
  ...(certain ? { certain } : {}),
});
interface Sample {
  readonly judged: Judgement | null;
  readonly regular: boolean;
}
const sample: fc.Arbitrary<Sample> = fc
  .record({
    level: fc.constantFrom('none', 'warning', 'alarm' as const),
    variant: fc.constantFrom(...VARIANTS),
    certain: fc.boolean(),
    regular: fc.boolean(),
  })
  .map(({ level, variant, certain, regular }) => ({
    judged: level === 'none' ? null : judgement(level, variant, certain),
    regular,
  }));
/** The same sample for a while, then another, the pattern that toggles findings most. */
const stretches = fc
  .array(fc.tuple(sample, fc.integer({ min: 1, max: 40 })), { maxLength: 120 })
  .map((parts) => parts.flatMap(([one, times]) => Array.from({ length: times }, () => one)));

const reports = (samples: readonly Sample[]): string[] => {
  const memory = new Hysteresis(RULE);
  return samples.flatMap(({ judged, regular }) => memory.take(judged, regular) ?? []);
};
/** Each of three ways back needs twice the samples of the last time; a way back allows two reports more. */
const most = (samples: number): number => 9 * (Math.log2(samples + 1) + 1) + VARIANTS.length;

describe('hysteresis', () => {
  it('reports a number of times that grows with the logarithm of the samples at most', () => {
    fc.assert(
      fc.property(fc.oneof(fc.array(sample, { maxLength: 3000 }), stretches), (samples) => {
        expect(reports(samples).length).toBeLessThanOrEqual(most(samples.length));
      }),
      { numRuns: runs(30) },
    );
  });

  it('reports nothing more while the samples stay the same', () => {
    fc.assert(
      fc.property(stretches, sample, (before, same) => {
        const settle = 12 * 2 ** 12;
        const memory = new Hysteresis(RULE);
        for (const { judged, regular } of before) memory.take(judged, regular);
        for (let i = 0; i < settle; i += 1) memory.take(same.judged, true);
        for (let i = 0; i < 100; i += 1) expect(memory.take(same.judged, same.regular)).toBeNull();
      }),
      { numRuns: runs(6) },
    );
  });

  it('needs twice the samples for each further return', () => {
    const memory = new Hysteresis(RULE);
    const until = (judged: Judgement | null): number => {
      for (let taken = 1; ; taken += 1) if (memory.take(judged, true) !== null) return taken;
    };
    const warning = judgement('warning', 'a', false);
    const times = Array.from({ length: 4 }, () => [until(warning), until(null)]);
    expect(times).toEqual([
      [3, 6],
      [6, 12],
      [12, 24],
      [24, 48],
    ]);
  });

  it('reports a certain alarm at once each time, and clears it after more samples each time', () => {
    const alarm = judgement('alarm', 'a', true);
    const rarely = Array.from({ length: 20_000 }, (_, i): Sample => ({
      judged: i % 50 === 0 ? alarm : null,
      regular: true,
    }));
    const told = reports(rarely);
    expect(told[0]).toBe('alarm');
    // 6, 12, 24 and 48 quiet samples lie between two alarms; 96 never do.
    expect(told.filter((level) => level === 'cleared')).toHaveLength(4);
  });
});

const STEPS = 6000;
type Noisy = readonly [
  name: string,
  config: PresetFile,
  steps: (noise: () => number, step: number) => StepFigures,
  probe?: (noise: () => number) => ProbeFigures,
];
/** Around a limit each: `spread` is that of the noise, in units that suit the figure. */
const noisy = (spread: number): readonly Noisy[] => [
  ['slope and R', {}, (g) => ({ gradRms: slopeOf(1 / 3 + 0.3 * spread * g()), loss: LEARNING })],
  ['slope at the plateau', {}, (g) => ({ gradRms: slopeOf(0.3 + 0.3 * spread * g()), loss: STUCK, ratio: 1e-3 })],
  ['edge of the plateau', {}, (g) => ({ loss: STUCK * (1.01 + 0.1 * spread * g()), gradRms: slopeOf(0.31) })],
  ['starved', {}, (g) => ({ loss: STUCK, ratio: 10 ** (-5 + spread * g()) })],
  ['steps too large', {}, (g) => ({ loss: STUCK * (0.99 + 0.1 * spread * g()), ratio: 10 ** (-0.95 + spread * g()) })],
  ['hot', {}, (g) => ({ loss: STUCK * (1.2 + spread * g()), ratio: 10 ** (-1 + spread * g()) })],
  ['norm', {}, (g) => ({ loss: 0.6 + 0.1 * g(), gradNorm: 10 ** (2 * spread * g()) })],
  ['NaN now and then', {}, (g) => ({ loss: g() > 2 ? NaN : 0.5 })],
  ['every fifth NaN', {}, (_, step) => ({ loss: step % 5 === 1 ? NaN : 0.5 })],
  [
    'silent units',
    { activation: 'relu' },
    () => ({ loss: 0.5 }),
    (g) => ({ dead: [0, Math.min(1, 0.9 + spread * g()), 0, null] }),
  ],
  [
    'a dead layer, nearly solved',
    { activation: 'relu' },
    (g) => ({ loss: 0.1 * STUCK * (1 + spread * g()) }),
    () => ({ dead: [0, 1, 0, null] }),
  ],
  [
    'saturated',
    { activation: 'tanh' },
    () => ({ loss: 0.5 }),
    (g) => ({ saturated: [0.25 + spread * g(), 0, 0, null] }),
  ],
  [
    'saturated, nearly learned',
    { activation: 'tanh' },
    (g) => ({ loss: 0.25 * STUCK * (1 + spread * g()) }),
    () => ({ saturated: [0.5, 0, 0, null] }),
  ],
  [
    'moved by Adam',
    { optimizer: 'adam' },
    (g) => ({ gradRms: slopeOf(0.6), loss: STUCK, ratio: 10 ** (-4 + spread * g()) }),
  ],
];

describe.each(some([0.1, 0.02, 0.3], 1))('figures about a limit, with a spread of %f', (spread) => {
  for (const [name, config, steps, probe] of noisy(spread))
    it(`${name}: a few findings in 6,000 steps`, () => {
      const rng = createRng(7, 'batches');
      const noise = (): number => rng.normal();
      const patient = new Patient(config, { totalSteps: STEPS }).probe({});
      for (let step = 0; step < STEPS; step += 8) {
        patient.steps(8, (at) => steps(noise, at));
        if (probe !== undefined) patient.probe(probe(noise));
      }
      const rules = new Set(patient.findings.map(({ rule }) => rule));
      // Before: up to 111 of one rule.
      for (const rule of rules) expect(patient.of(rule).length, rule).toBeLessThanOrEqual(14);
    });
});
