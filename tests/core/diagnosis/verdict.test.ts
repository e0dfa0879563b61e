// The one sentence: root causes before symptoms, alarms before warnings, and honest words where nothing is wrong or known.
import { describe, expect, it } from 'vitest';
import { receiptRows, remedyInWords } from '../../../src/core/diagnosis/explain.js';
import { depthSlopeAt, verdict, verdictSentence, worst } from '../../../src/core/diagnosis/verdict.js';
import { CAUSE_ORDER } from '../../../src/core/diagnosis/rules/index.js';
import { applyEvent, createRunState } from '../../../src/core/run/applyEvent.js';
import type { FindingEvent, GradtopEvent } from '../../../src/core/run/events.js';
import { findingEvent, LN2, runEvent, stepEvent, type StepFigures } from '../run/events.js';
import { slopeOf } from './helpers.js';

const runOf = (steps: number, figures: (step: number) => StepFigures, more: readonly GradtopEvent[] = []) => {
  const run = createRunState('r', null);
  applyEvent(run, runEvent());
  for (let step = 1; step <= steps; step += 1) applyEvent(run, stepEvent(step, figures(step)));
  for (const event of more) applyEvent(run, event);
  return run;
};
const end = (loss: number, accuracy: number): GradtopEvent => ({
  type: 'end',
  runId: 'r',
  step: 100,
  reason: 'completed',
  loss,
  accuracy,
  elapsedMs: 1,
  weightChange: [],
  message: '',
});

describe('worst', () => {
  const active = (...findings: FindingEvent[]) => new Map(findings.map((one) => [one.rule, one]));
  it('is null when nothing holds', () => {
    expect(worst(new Map())).toBeNull();
  });
  it('takes alarms before warnings', () => {
    const map = active(
      findingEvent({ rule: 'exploding', level: 'warning' }),
      findingEvent({ rule: 'plateau', level: 'alarm' }),
    );
    expect(worst(map)?.rule).toBe('plateau');
  });
  it('takes causes before symptoms', () => {
    for (const [index, rule] of CAUSE_ORDER.entries()) {
      const later = CAUSE_ORDER.slice(index).map((name) => findingEvent({ rule: name }));
      expect(worst(active(...[...later].reverse()))?.rule).toBe(rule);
    }
  });
});

describe('the verdict', () => {
  const flat = { gradRms: slopeOf(-0.02) };

  it('says at first that it is too early', () => {
    expect(verdictSentence(createRunState('r', null))).toBe('too early to tell: no step yet');
    expect(verdictSentence(runOf(3, () => ({ loss: 0.7 })))).toBe('too early to tell: step 3, loss 0.7000');
  });

  it.each([
    ['stands', () => 0.344, 'standing still'],
    ['is noisy and stands', (epoch: number) => 0.344 + 0.01 * Math.sin(7 * epoch), 'standing still'],
    ['is noisy and falls', (epoch: number) => 0.4 - 0.01 * epoch + 0.15 * Math.sin(7 * epoch), 'learning'],
  ])('describes a loss that %s', (_, loss, word) => {
    const epochs = Array.from({ length: 20 }, (__, i): GradtopEvent => {
      const of = { type: 'epoch', runId: 'r', step: 5 * (i + 1), epoch: i + 1 } as const;
      return { ...of, loss: loss(i + 1) };
    });
    expect(verdictSentence(runOf(100, () => ({ loss: 0.3, ...flat }), epochs))).toMatch(new RegExp(`^${word}`));
  });

  it('says that it learns, with the slope', () => {
    const run = runOf(100, () => ({ loss: 0.12, accuracy: 0.95, ...flat }));
    expect(verdict(run)).toEqual({
      tone: 'good',
      text: 'learning: loss 0.1200, accuracy 95.0 %, gradient flat over depth (-0.02 decades a layer)',
      finding: null,
    });
  });

  it('says that the task is solved, by the finished network if there is one', () => {
    const run = runOf(100, () => ({ loss: 7e-5, accuracy: 1, ...flat }));
    expect(verdictSentence(run)).toMatch(/^solved: loss 7\.00e-5, accuracy 100 %, gradient flat over depth/);
    applyEvent(run, end(7.3e-5, 1));
    expect(verdictSentence(run)).toMatch(/^solved: loss 7\.30e-5, accuracy 100 %/);
    const noisy = runOf(100, () => ({ loss: 0.01, accuracy: 1, ...flat }), [end(0.3, 0.9)]);
    expect(verdictSentence(noisy)).toMatch(
      /^learning: loss 0\.3000 on all data \(0\.0100 on batches\), accuracy 90\.0 %/,
    );
  });

  it('does not say that a network learns if no kernel moves', () => {
    const still = runOf(60, (step) => ({ loss: 0.25, ratio: step > 50 ? (step % 2) * 1e-8 : 1e-3 }));
    expect(verdict(still)).toMatchObject({ tone: 'warning', text: expect.stringMatching(/moves.*0\.2500/) as string });
    const moving = runOf(60, (step) => ({ loss: 0.5 - step / 200, ratio: step > 50 ? 1e-6 : 1e-3 }));
    expect(verdict(moving).text).toMatch(/^learning/);
  });

  it('does not say that a network learns if its held-out loss is above chance level', () => {
    const held = (valLoss: number): GradtopEvent[] => [
      { type: 'epoch', runId: 'r', step: 80, epoch: 10, loss: 0.4, valLoss },
    ];
    const run = (valLoss: number) => verdict(runOf(100, () => ({ loss: 0.4, ...flat }), held(valLoss)));
    expect(run(0.75)).toMatchObject({
      tone: 'none',
      text: expect.stringMatching(/0\.4000.*0\.7500.*0\.6931/) as string,
    });
    expect(run(0.75).text).not.toMatch(/^learning/);
    expect(run(0.6).text).toMatch(/^learning/);
  });

  it('says that it does not learn yet', () => {
    expect(verdictSentence(runOf(50, () => ({ loss: LN2 })))).toMatch(
      /^not learning yet: loss 0\.6931, chance level 0\.6931/,
    );
  });

  it('gives the finding with its step; at the cursor, the finding that held there', () => {
    const run = runOf(100, () => ({ loss: LN2 }), [findingEvent({ step: 40 })]);
    expect(verdict(run)).toMatchObject({
      tone: 'alarm',
      text: 'gradient vanishes (step 40)',
      finding: { rule: 'vanishing' },
    });
    expect(verdict(run, 39).finding).toBeNull();
    expect(verdict(run, 40).finding?.rule).toBe('vanishing');
  });

  it('still says that the task is solved when there is a warning', () => {
    const run = runOf(100, () => ({ loss: 1e-4, accuracy: 1, ...flat }), [
      findingEvent({ rule: 'dying-relu', level: 'warning', message: 'dying ReLU' }),
    ]);
    expect(verdict(run)).toMatchObject({ tone: 'warning' });
    expect(verdictSentence(run)).toMatch(/^solved: .*; dying ReLU \(step 10\)$/);
  });

  it.each([
    [0.06, 'warning', 'learning: loss 0.0600, accuracy 95.0 %; dying ReLU (step 10)'],
    [0.12, 'warning', 'dying ReLU (step 10)'],
    [0.06, 'alarm', 'dying ReLU (step 10)'],
  ] as const)('at a loss of %d under a %s says: %s', (loss, level, words) => {
    const run = runOf(100, () => ({ loss, accuracy: 0.95, ...flat }), [
      findingEvent({ rule: 'dying-relu', level, message: 'dying ReLU' }),
    ]);
    expect(verdict(run)).toMatchObject({ tone: level, text: words });
  });

  it('says what a log does not hold', () => {
    const run = createRunState('r', null);
    for (let step = 1; step <= 40; step += 1) applyEvent(run, { type: 'step', runId: 'r', step, loss: 1 / step });
    const { tone, text, foreign } = verdict(run);
    expect(tone).toBe('none');
    expect(text).toMatch(
      /^loss 0\.0250, gradients not in the log; ([2-9]|1\d) of 12 rules can judge this log; they found nothing$/,
    );
    expect(foreign?.notJudged.map(({ rule }) => rule)).toContain('vanishing');
    applyEvent(run, { type: 'step', runId: 'r', step: 41, loss: NaN });
    expect(verdict(run)).toMatchObject({
      tone: 'alarm',
      text: expect.stringContaining('the loss is NaN at step 41') as string,
    });
  });

  it('says why there is no step', () => {
    const run = createRunState('r', null);
    run.failure = 'no such file';
    expect(verdict(run)).toMatchObject({ tone: 'alarm', text: 'no such file' });
  });

  it('gives the slope at any step, also at thinned ones', () => {
    const run = runOf(3000, (step) => ({ gradRms: slopeOf(step < 1000 ? 0.6 : 0.1) }));
    expect(depthSlopeAt(run, null)).toBeCloseTo(0.1, 6);
    expect(depthSlopeAt(run, 500)).toBeCloseTo(0.6, 6);
    expect(depthSlopeAt(createRunState('r', null), null)).toBeNull();
  });
});

describe('the receipt', () => {
  it('sets each value beside its limit and says whether it is beyond', () => {
    expect(receiptRows(findingEvent())).toEqual([
      {
        name: 'gradient lost towards the input, decades a layer',
        value: '0.58',
        comparison: '>=',
        limit: '0.30',
        met: true,
      },
      { name: 'gradient RMS, first / last hidden layer', value: '4.0e-4', comparison: '<', limit: '0.01', met: true },
    ]);
    const rows = receiptRows(
      findingEvent({ rule: 'exploding', measured: { updateRatio: -2, nameless: 3 }, limit: { updateRatio: -1 } }),
    );
    expect(rows[0]).toMatchObject({ comparison: '>', met: false });
    expect(rows[1]).toEqual({ name: 'nameless', value: '3', comparison: '', limit: '', met: null });
  });

  it('compares R with its upper limit when the gradient explodes', () => {
    const row = receiptRows(findingEvent({ rule: 'exploding', measured: { R: 2000 }, limit: { R: 1e3 } }))[0];
    expect(row).toMatchObject({ comparison: '>', met: true });
  });

  it('describes the remedy in words', () => {
    expect(remedyInWords(findingEvent())).toBe('activation relu');
    expect(remedyInWords(findingEvent({ remedy: { clipNorm: 1, learningRate: 0.03 } }))).toBe(
      'clip norm 1, learning rate 0.03',
    );
    expect(remedyInWords(findingEvent({ remedy: {} }))).toBeNull();
  });
});
