// The exploding recurrent net against Keras' sixteen seeds: how often it blows up, what clipping saves, the gradient through time.
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/core/config/presets.js';
import type { Config } from '../../src/core/config/schema.js';
import { initialParameters } from '../../src/core/network/initializers.js';
import type { GradtopEvent, LossStep } from '../../src/core/run/events.js';
import { createCompiledEngine } from '../../src/training/compiled/index.js';
import { firstRows } from '../../src/training/pictures.js';
import { prepare } from '../../src/training/prepare.js';
import { median, trainedEvents } from '../helpers/lesson.js';

interface Mode {
  readonly seeds: number;
  readonly finalFullDataLossPerSeed: readonly (number | string)[];
  readonly firstBatchLoss: { readonly min: number; readonly max: number };
  readonly gradNormAtStep1: { readonly min: number; readonly max: number };
  readonly stateGradientRmsAtInit: Readonly<Record<string, number>>;
}
const KERAS = JSON.parse(readFileSync(new URL('../fixtures/keras/exploding.json', import.meta.url), 'utf8')) as {
  readonly modes: Readonly<Record<'none' | 'global_clipnorm=1.0', Mode>>;
};
const free = KERAS.modes.none;
const clipped = KERAS.modes['global_clipnorm=1.0'];

const config = (seed: number, clipNorm: number | null): Config =>
  parseConfig(
    {
      cell: 'simpleRnn',
      dataset: 'sequenceSum',
      samples: 512,
      noise: 0,
      sequenceLength: 50,
      depth: 1,
      width: 16,
      activation: 'tanh',
      recurrentGain: 1.5,
      learningRate: 0.2,
      epochs: 40,
      clipNorm,
      seed,
    },
    'exploding',
  );
const stepsOf = (events: readonly GradtopEvent[]): LossStep[] =>
  events.filter((event): event is LossStep => event.type === 'step');
const seeds = (count: number): number[] => Array.from({ length: count }, (_, seed) => seed);

describe('without clipping', () => {
  let runs: GradtopEvent[][] = [];
  const first = (pick: (step: LossStep) => number): number => median(runs.map((run) => pick(stepsOf(run)[0]!)));
  const runsWhere = (is: (loss: number) => boolean): number =>
    runs.filter((run) => stepsOf(run).some(({ loss }) => is(loss))).length;

  beforeAll(async () => {
    runs = [];
    for (const seed of seeds(free.seeds)) runs.push(await trainedEvents(config(seed, null)));
  });

  it('starts as Keras does', () => {
    expect(first((step) => step.loss)).toBeGreaterThan(free.firstBatchLoss.min);
    expect(first((step) => step.loss)).toBeLessThan(free.firstBatchLoss.max);
    expect(first((step) => step.gradNorm!)).toBeGreaterThan(free.gradNormAtStep1.min);
    expect(first((step) => step.gradNorm!)).toBeLessThan(free.gradNormAtStep1.max);
  });

  it('diverges as often as in Keras', () => {
    // 16 of 16 leaves, at 95 %, a chance of at least 0.05^(1/16) = 0.83 a seed: 14 of 16.
    expect(runsWhere((loss) => !(loss < 1000))).toBeGreaterThanOrEqual(14);
    // 9 of 16, two standard deviations of a binomial count (2.0) either way.
    const notFinite = runsWhere((loss) => !Number.isFinite(loss));
    expect(notFinite).toBeGreaterThanOrEqual(5);
    expect(notFinite).toBeLessThanOrEqual(13);
  });

  it('ends as diverged soon after it is not finite', () => {
    for (const run of runs) {
      const steps = stepsOf(run);
      const bad = steps.filter(({ loss, gradNorm }) => !Number.isFinite(loss) || !Number.isFinite(gradNorm)).length;
      expect(run.at(-1)).toMatchObject({ reason: bad > 0 ? 'diverged' : 'completed' });
      expect(bad).toBeLessThanOrEqual(16);
    }
  });
});

it('with the global norm clipped every seed stays finite and learns as far as in Keras', async () => {
  const ends: number[] = [];
  for (const seed of seeds(8)) {
    const events = await trainedEvents(config(seed, 1));
    expect(stepsOf(events).every(({ loss }) => loss < 1000)).toBe(true);
    const end = events.at(-1);
    if (end?.type === 'end') ends.push(end.loss ?? NaN);
  }
  const theirs = clipped.finalFullDataLossPerSeed.map(Number);
  // Predicting 0 costs 1.
  for (const loss of ends) expect(loss).toBeLessThan(1);
  expect(median(ends)).toBeGreaterThanOrEqual(Math.min(...theirs));
  expect(median(ends)).toBeLessThanOrEqual(Math.max(...theirs));
});

it('the gradient through time shrinks as Keras measures it', () => {
  const { request, dataset, layout, config: resolved } = prepare(config(0, null));
  const engine = createCompiledEngine(request);
  const batch = firstRows(dataset, dataset.samples);
  const grown = seeds(100).map((seed) => engine.throughTime!(initialParameters({ ...resolved, seed }, layout), batch));
  for (const [time, theirs] of Object.entries(free.stateGradientRmsAtInit)) {
    const ours = median(grown.map((through) => through[Number(time) - 1]!));
    // Within 0.1 decades; from step 50 to step 1 it grows 0.85 decades.
    expect(Math.abs(Math.log10(ours / theirs)), `time step ${time}`).toBeLessThan(0.1);
  }
});
