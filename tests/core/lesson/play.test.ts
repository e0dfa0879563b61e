// A lesson played without a screen: guessing, waiting, revealing, going on, back and on again.
import { describe, expect, it } from 'vitest';
import { configSchema } from '../../../src/core/config/schema.js';
import { MEASURES, MEASURE_NAMES } from '../../../src/core/lesson/measures.js';
import {
  blockedBy,
  choices,
  configOfStep,
  currentAnswer,
  guess,
  move,
  reveal,
  score,
  startLesson,
  unanswerable,
} from '../../../src/core/lesson/play.js';
import { lessonSchema } from '../../../src/core/lesson/schema.js';
import { applyEvent, createRunState } from '../../../src/core/run/applyEvent.js';
import type { EndEvent, GradtopEvent } from '../../../src/core/run/events.js';
import type { RunState } from '../../../src/core/run/runState.js';
import { findingEvent, runEvent, stepEvent } from '../run/events.js';

const PRESETS = [
  configSchema.parse({ name: 'deep', depth: 7, learningRate: 0.8 }),
  configSchema.parse({ name: 'flat', depth: 2 }),
];
const lesson = lessonSchema.parse({
  name: 'test',
  title: 'Test',
  teaches: 'nothing',
  steps: [
    { title: 'read', text: 'a', preset: 'deep' },
    { title: 'ask', text: 'b', change: { depth: 5 }, question: { ask: 'which?', measure: 'quietestLayer', at: 2 } },
    { title: 'same run', text: 'c', wait: { epoch: 4 } },
    {
      title: 'more',
      text: 'd',
      change: { activation: 'relu' },
      wait: 'end',
      question: { ask: '?', measure: 'outcome' },
    },
    { title: 'other', text: 'e', preset: 'flat', wait: { finding: 'vanishing' } },
  ],
});

const end = (loss: number): EndEvent => ({
  type: 'end',
  runId: 'r',
  step: 800,
  reason: 'completed',
  loss,
  elapsedMs: 1,
  weightChange: [],
  message: '',
});
const steps = (count: number): GradtopEvent[] =>
  Array.from({ length: count }, (_, i) => stepEvent(i + 1, { gradRms: [3e-5, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1] }));
const runOf = (...events: readonly GradtopEvent[]): RunState => {
  const run = createRunState('r', configOfStep(lesson, 1, PRESETS));
  for (const event of events) applyEvent(run, event);
  return run;
};
const at = (index: number) => ({ ...startLesson(lesson), index, furthest: index });

describe('the configuration of a step', () => {
  it.each([
    [0, { name: 'deep', depth: 7, activation: 'sigmoid', learningRate: 0.8 }],
    [1, { name: 'deep', depth: 5, activation: 'sigmoid', learningRate: 0.8 }],
    [2, { name: 'deep', depth: 5, activation: 'sigmoid', learningRate: 0.8 }],
    [3, { name: 'deep', depth: 5, activation: 'relu', learningRate: 0.8 }],
    [4, { name: 'flat', depth: 2, activation: 'sigmoid', learningRate: 0.3 }],
  ])('step %i: the nearest preset and all changes since, nothing else', (index, expected) => {
    expect(configOfStep(lesson, index, PRESETS)).toMatchObject(expected);
  });

  it('knows its presets', () => {
    expect(() => configOfStep(lesson, 0, [])).toThrow('no preset deep');
  });
});

describe('choices', () => {
  it.each(MEASURE_NAMES)('of %s are two to four and there before any event', (name) => {
    for (const depth of [2, 3, 7, 50]) {
      const count = MEASURES[name].choices(configSchema.parse({ depth })).length;
      expect(count).toBeGreaterThanOrEqual(2);
      expect(count).toBeLessThanOrEqual(4);
    }
  });

  it('name first, middle and last hidden layer', () => {
    expect(choices(at(1), configOfStep(lesson, 1, PRESETS))).toEqual(['hidden_1', 'hidden_3', 'hidden_5']);
  });
});

describe('a question', () => {
  const config = configOfStep(lesson, 1, PRESETS);

  it('is measured at its moment, not before', () => {
    const early = runOf(runEvent({ depth: 5 }), ...steps(10));
    const guessed = guess(at(1), 0, early, config);
    expect(currentAnswer(guessed)).toEqual({ guess: 0, found: null });
    expect(blockedBy(guessed, early)).toBe('not yet: the answer follows after epoch 2');
    const later = runOf(runEvent({ depth: 5 }), ...steps(17));
    const revealed = reveal(guessed, later, config);
    expect(currentAnswer(revealed)?.found).toEqual({
      answer: 0,
      sentence: 'gradient RMS: hidden_1 3.0e-5, hidden_3 1.0e-4, hidden_5 0.0100',
    });
    expect(reveal(revealed, later, config)).toBe(revealed);
    expect(score(revealed)).toEqual({ right: 1, asked: 1 });
  });

  it('takes another guess until the answer is there, and none after', () => {
    const early = runOf(runEvent({ depth: 5 }), ...steps(3));
    const changed = guess(guess(at(1), 0, early, config), 2, early, config);
    expect(currentAnswer(changed)?.guess).toBe(2);
    const later = runOf(runEvent({ depth: 5 }), ...steps(17));
    const revealed = reveal(changed, later, config);
    expect(guess(revealed, 0, later, config)).toBe(revealed);
    expect(score(revealed)).toEqual({ right: 0, asked: 1 });
  });

  it.each([-1, 3, 8])('refuses choice %i', (choice) => {
    const state = at(1);
    expect(guess(state, choice, runOf(), config)).toBe(state);
  });

  it('is asked before it goes on', () => {
    expect(blockedBy(at(1), runOf(...steps(17)))).toBe('guess first: press a number');
  });

  it('does not hold the learner where a run ends without figures', () => {
    const run = runOf({ ...runEvent({ depth: 5 }) }, end(0.1));
    const guessed = guess(at(1), 0, run, config);
    expect(currentAnswer(guessed)?.found).toBeNull();
    expect(unanswerable(guessed, run)).toBe(true);
    expect(blockedBy(guessed, run)).toBeNull();
  });

  it.each([
    [0.05, 'it solves the task'],
    [0.2, 'it learns something'],
    [0.69, 'it stays at chance level'],
    [2, 'it gets worse, or NaN'],
    [NaN, 'it gets worse, or NaN'],
  ])('loss %d: %s', (loss, expected) => {
    const run = runOf(runEvent(), ...steps(8), end(loss));
    const found = currentAnswer(guess(at(3), 0, run, config))?.found;
    expect(MEASURES.outcome.choices(config)[found?.answer ?? -1]).toBe(expected);
  });
});

describe('waiting', () => {
  it.each([
    ['key', 0, runOf(), null],
    ['an epoch to come', 2, runOf(...steps(30)), 'not yet: after epoch 4'],
    ['an epoch gone by', 2, runOf(...steps(33)), null],
    ['the end of the run', 2, runOf(runEvent(), end(1)), null],
    ['a finding to come', 4, runOf(...steps(3)), 'not yet: when the verdict says vanishing'],
    ['another finding', 4, runOf(findingEvent({ rule: 'plateau' })), 'not yet: when the verdict says vanishing'],
    ['its finding', 4, runOf(findingEvent({ rule: 'vanishing' })), null],
  ] as const)('for %s', (_, index, run, expected) => {
    expect(blockedBy(at(index), run)).toBe(expected);
  });

  it('is over for what was reached once', () => {
    expect(blockedBy({ ...at(2), furthest: 3 }, runOf())).toBeNull();
  });
});

describe('moving', () => {
  it('keeps the answers and ends at both ends', () => {
    const config = configOfStep(lesson, 1, PRESETS);
    const answered = guess(at(1), 1, runOf(runEvent({ depth: 5 }), ...steps(17)), config);
    const there = move(move(answered, 1)!, -1)!;
    expect(currentAnswer(there)?.guess).toBe(1);
    expect(there.furthest).toBe(2);
    expect(move(at(0), -1)).toBeNull();
    expect(move(at(4), 1)).toBeNull();
  });
});
