// The table of metrics: complete, within its scale, chosen by plan, read from a run's events, and equal to the docs.
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RULE_NAMES } from '../../../src/core/diagnosis/ruleNames.js';
import type { GradtopEvent } from '../../../src/core/run/events.js';
import { ChosenFigures } from '../../../src/core/sweep/chosen.js';
import { headerFrom } from '../../../src/core/sweep/header.js';
import { encodeCell, encodePlan, identity, resumeSweep } from '../../../src/core/sweep/log.js';
import { summarizeCell, type SweepPlan } from '../../../src/core/sweep/map.js';
import {
  isMeasured,
  measuring,
  metricFraction,
  metricOf,
  metricsMarkdown,
  metricsOf,
  rangeOf,
  SWEEP_METRICS,
  whyWithout,
} from '../../../src/core/sweep/metrics.js';
import type { SeedResult } from '../../../src/core/sweep/results.js';
import { commonVerdict, VERDICT_LETTERS } from '../../../src/core/sweep/verdicts.js';
import { BASE, planOf } from '../../helpers/sweepMaps.js';

const run = (change: Partial<SeedResult> = {}): SeedResult => ({
  ...{ seed: 0, steps: 800, loss: 0.1, accuracy: 0.9, R: 0.01, slope: 0.2, initialR: 0.02, diverged: false },
  ...{ labelEntropy: 0.6931, classes: 2, totalSteps: 800 },
  ...{
    verdict: 'vanishing',
    alarm: 120,
    solved: Infinity,
    noiseScale: 30,
    stability: 0.5,
    sharpness: 3,
    stableRate: 0.6,
  },
  ...{ jacobian: 0.3, jacobianLargest: 2, outputJacobian: 5 },
  ...change,
});
const cellOf = (...seeds: SeedResult[]) => summarizeCell(planOf(), { column: 0, row: 0 }, seeds);

describe('the table', () => {
  it.each(['jacobian', 'outputJacobian', 'sharpness'] as const)('%s of 0 is at the dark end, not unknown', (name) => {
    expect(metricFraction(name, cellOf(run({ [name]: 0 })))).toBe(0);
  });

  it.each(SWEEP_METRICS)('%s has words, a scale from dark to bright, and a place on it', (name) => {
    const { words, doc, scale, ends } = metricOf(name);
    for (const text of [words, doc, scale]) expect(text).not.toBe('');
    if (name === 'verdict') return;
    for (const end of ends(run(), null)) expect(end).not.toBe('');
    const fraction = metricFraction(name, cellOf(run(), run({ loss: 0.2 })));
    expect(fraction).toBeGreaterThanOrEqual(0);
    expect(fraction).toBeLessThanOrEqual(1);
  });

  it('orders each scale', () => {
    const at = (change: Partial<SeedResult>) => cellOf(run(change));
    const rises = (name: (typeof SWEEP_METRICS)[number], dark: Partial<SeedResult>, bright: Partial<SeedResult>) =>
      expect(metricFraction(name, at(bright))).toBeGreaterThan(metricFraction(name, at(dark)) ?? NaN);
    rises('alarm', { alarm: 10 }, { alarm: Infinity });
    rises('solved', { solved: Infinity }, { solved: 30 });
    rises('noiseScale', { noiseScale: 2 }, { noiseScale: 900 });
    rises('stability', { stability: 1.5 }, { stability: 0.2 });
    rises('sharpness', { sharpness: 0.5 }, { sharpness: 20 });
    rises('stableRate', { stableRate: 0.1 }, { stableRate: 2 });
    rises('jacobian', { jacobian: 0.01 }, { jacobian: 3 });
    rises('outputJacobian', { outputJacobian: 0.01 }, { outputJacobian: 3 });
  });

  it('marks each verdict with a letter of its own', () => {
    const letters = Object.values(VERDICT_LETTERS);
    expect(new Set(letters).size).toBe(letters.length);
    expect(Object.keys(VERDICT_LETTERS)).toEqual(expect.arrayContaining([...RULE_NAMES]));
    expect(letters.every((letter) => /^[A-Za-z=+-]$/.test(letter))).toBe(true);
  });

  it('is in docs/sweep.md', () => {
    const file = 'docs/sweep.md';
    const table = (text: string): string =>
      text.replace(/(<!-- metrics:[^>]*-->\n)[\s\S]*?(<!-- \/metrics -->)/, `$1\n${metricsMarkdown()}\n$2`);
    const text = readFileSync(file, 'utf8');
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(file, table(text));
    expect(readFileSync(file, 'utf8')).toBe(table(text));
  });
});

describe('several seeds', () => {
  it('give median, range and spread; the most frequent verdict', () => {
    const runs = [run({ loss: 0.1 }), run({ loss: 0.4, verdict: 'plateau' }), run({ loss: 0.2 })];
    const cell = cellOf(...runs);
    expect([cell.loss, cell.verdict, rangeOf('loss', runs)]).toEqual([0.2, 'vanishing', [0.1, 0.4]]);
    expect(metricOf('spread').ofCell(cell)).toBeCloseTo(0.3, 12);
    expect(metricOf('spread').ofCell(cellOf(run(), run({ loss: NaN, diverged: true })))).toBe(Infinity);
    expect(commonVerdict(['solved', 'learning'])).toBe('learning');
  });
});

describe('a plan', () => {
  const plain = planOf();
  it('has the metrics of every sweep, and those that are chosen', () => {
    expect(metricsOf(plain)).toEqual(['loss', 'accuracy', 'R', 'slope', 'initialR']);
    let plan: SweepPlan = { ...plain, seeds: 2 };
    for (const name of SWEEP_METRICS) plan = measuring(plan, name);
    expect(metricsOf(plan)).toEqual(SWEEP_METRICS);
    expect(identity(plan)).not.toBe(identity(plain));
    expect(headerFrom(encodePlan(plan, 'solved'), 'f')).toMatchObject({ metric: 'solved', plan });
    expect(headerFrom(encodePlan(plain, 'solved'), 'f').metric).toBe('loss');
  });

  it('with an optimizer without a known limit has no stability', () => {
    const config = { ...BASE, optimizer: 'adam', sharpness: 'on' } as const;
    expect(whyWithout(config, 'stability')).toContain('adam');
    expect(isMeasured({ ...plain, config }, 'stability')).toBe(false);
  });

  it('reads its cells back from the log, and is refused with other measures', () => {
    const plan = measuring(measuring(plain, 'verdict'), 'solved');
    const cell = summarizeCell(plan, { column: 1, row: 1 }, [run()]);
    const text = `${encodePlan(plan, 'loss')}\n${encodeCell(cell)}\n`;
    expect([...resumeSweep(text, plan, 'f').map.cells.values()]).toEqual([cell]);
    expect(() => resumeSweep(text, plain, 'f')).toThrow(/belongs to another sweep/);
  });
});

describe('the figures of a run', () => {
  const runId = 'r';
  const epoch = (step: number, loss: number): GradtopEvent => ({
    ...{ type: 'epoch', runId, step, loss, epoch: 1, accuracy: 1, elapsedMs: 0 },
  });
  it('are the first epoch within the limits, and the last measurements', () => {
    const figures = new ChosenFigures(
      ['solved'],
      ['noiseScale', 'sharpness', 'jacobian', 'jacobianLargest', 'outputJacobian'],
    );
    const events = [
      { type: 'run', runId, labelEntropy: 0.7, totalSteps: 100 },
      { type: 'probe', runId, step: 0, singularValues: [4, 3, 0], outputSingularValues: [3, 4] },
      { type: 'probe', runId, step: 8, singularValues: [9, 9, 9] },
      { type: 'step', runId, step: 1, loss: 0.7, scalars: { noiseScale: 12, stability: 3, sharpness: 20 } },
      epoch(10, 0.2),
      epoch(20, 0.01),
      epoch(30, 0.01),
      { type: 'end', runId, step: 30, loss: 0.01, reason: 'completed', weightChange: [] },
    ] as unknown as GradtopEvent[];
    for (const event of events) figures.take(event);
    expect(figures.result).toEqual({
      ...{ solved: 20, noiseScale: 12, sharpness: 20, totalSteps: 100 },
      // sqrt((16 + 9) / 3)
      jacobian: Math.sqrt(25 / 3),
      jacobianLargest: 4,
      outputJacobian: Math.sqrt(12.5),
    });
  });
});
