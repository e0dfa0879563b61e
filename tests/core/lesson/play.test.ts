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
  ])('step %i: the nearest preset before it and all changes since', (index, expected) => {
    expect(configOfStep(lesson, index, PRESETS)).toMatchObject(expected);
  });

  it('refuses an unknown preset', () => {
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

  it('contain every hidden layer, so that the smallest gradient is among them', () => {
    expect(choices(at(1), configOfStep(lesson, 1, PRESETS))).toEqual(['hidden_1', 'hidden_2 to hidden_4', 'hidden_5']);
  });
});

describe('a question', () => {
  const config = configOfStep(lesson, 1, PRESETS);

  it('is measured at its moment, not before', () => {
    const early = runOf(runEvent({ depth: 5 }), ...steps(10));
    const guessed = guess(at(1), 1, early, config);
    expect(currentAnswer(guessed)).toEqual({ guess: 1, found: null });
    expect(blockedBy(guessed, early)).toBe('not yet: the answer follows after epoch 2');
    const later = runOf(runEvent({ depth: 5 }), ...steps(17));
    const revealed = reveal(guessed, later, config);
    expect(currentAnswer(revealed)?.found).toEqual({
      answer: 1,
      sentence: 'gradient RMS: hidden_1 3.0e-5, hidden_2 1.0e-5, hidden_5 0.0100',
    });
    expect(reveal(revealed, later, config)).toBe(revealed);
    expect(score(revealed)).toEqual({ right: 1, asked: 1 });
  });

  it('counts only the first guess, because a later one has seen the run', () => {
    const early = runOf(runEvent({ depth: 5 }), ...steps(3));
    const changed = guess(guess(at(1), 0, early, config), 1, early, config);
    expect(currentAnswer(changed)?.guess).toBe(0);
    expect(score(reveal(changed, runOf(runEvent({ depth: 5 }), ...steps(17)), config))).toEqual({ right: 0, asked: 1 });
  });

  it.each([-1, 3, 8])('refuses choice %i', (choice) => {
    const state = at(1);
    expect(guess(state, choice, runOf(), config)).toBe(state);
  });

  it('must be answered before the next step', () => {
    expect(blockedBy(at(1), runOf(...steps(17)))).toBe('guess first: press a number');
  });

  it('does not block the lesson if a run ends without figures', () => {
    const run = runOf({ ...runEvent({ depth: 5 }) }, end(0.1));
    const guessed = guess(at(1), 0, run, config);
    expect(currentAnswer(guessed)?.found).toBeNull();
    expect(unanswerable(guessed, run)).toBe(true);
    expect(blockedBy(guessed, run)).toBeNull();
  });

  it.each([
    [0.05, 'loss below 10 % of chance'],
    [0.2, 'loss 10-97 % of chance'],
    [0.69, 'loss 97-150 % of chance'],
    [2, 'loss over 150 %, or NaN'],
    [NaN, 'loss over 150 %, or NaN'],
  ])('loss %d: %s', (loss, expected) => {
    const run = runOf(runEvent(), ...steps(8), end(loss));
    const found = currentAnswer(guess(at(3), 0, run, config))?.found;
    expect(MEASURES.outcome.choices(config)[found?.answer ?? -1]).toBe(expected);
  });
});

describe('a figure beside a limit', () => {
  it.each([
    [0.0693, true],
    [0.05, false],
    [0.6723, true],
    [0.69, false],
  ])('outcome at loss %d: too close to call is %s, and does not count', (loss, close) => {
    const run = runOf(runEvent(), ...steps(8), end(loss));
    const state = guess(at(3), 0, run, configOfStep(lesson, 1, PRESETS));
    expect(currentAnswer(state)?.found?.close ?? false).toBe(close);
    expect(score(state).asked).toBe(close ? 0 : 1);
  });

  it('two layers of about the same gradient are no answer', () => {
    const config = configOfStep(lesson, 1, PRESETS);
    const same = Array.from({ length: 20 }, (_, i) => stepEvent(i + 1, { gradRms: [1e-3, 1.05e-3, 1, 1, 1, 1] }));
    const state = guess(at(1), 0, runOf(runEvent({ depth: 5 }), ...same), config);
    expect(currentAnswer(state)?.found).toMatchObject({ answer: 0, close: true });
  });
});

describe('a question of the teacher’s own', () => {
  const own = lessonSchema.parse({
    ...lesson,
    steps: [
      {
        title: 'own',
        text: 'a',
        preset: 'deep',
        question: {
          ask: '?',
          options: [
            { text: 'a', why: 'no' },
            { text: 'b', right: true },
          ],
        },
      },
    ],
  });

  it('is answered at once', () => {
    const config = configOfStep(own, 0, PRESETS);
    const state = guess(startLesson(own), 0, runOf(), config);
    expect(choices(state, config)).toEqual(['a', 'b']);
    expect(currentAnswer(state)).toEqual({ guess: 0, found: { answer: 1, sentence: 'b' } });
    expect(blockedBy(state, runOf())).toBeNull();
    expect(score(state)).toEqual({ right: 0, asked: 1 });
  });

  it.each([
    ['both', { ask: '?', measure: 'outcome', options: [{ text: 'a', right: true }, { text: 'b' }] }],
    ['neither', { ask: '?' }],
    [
      'two right',
      {
        ask: '?',
        options: [
          { text: 'a', right: true },
          { text: 'b', right: true },
        ],
      },
    ],
    ['none right', { ask: '?', options: [{ text: 'a' }, { text: 'b' }] }],
  ])('is refused with %s', (_, question) => {
    const steps = [{ title: 't', text: 'a', preset: 'deep', question }];
    expect(lessonSchema.safeParse({ ...lesson, steps }).success).toBe(false);
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

  it('ends for good once its condition was met', () => {
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
