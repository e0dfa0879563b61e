// Every shipped lesson: it parses, fits into a small window, and each of its questions, trained for real, has its answer.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { allPresets } from '../../src/cli/presets.js';
import type { Config } from '../../src/core/config/schema.js';
import {
  choices,
  configOfStep,
  currentAnswer,
  guess,
  momentReached,
  reveal,
  startLesson,
} from '../../src/core/lesson/play.js';
import { orderShown } from '../../src/core/lesson/order.js';
import type { Lesson } from '../../src/core/lesson/schema.js';
import { applyEvent, createRunState } from '../../src/core/run/applyEvent.js';
import type { GradtopEvent } from '../../src/core/run/events.js';
import { PANEL_NAMES } from '../../src/ui/panels/index.js';
import { parseLesson } from '../../src/lesson/parse.js';
import { trainedEvents } from '../helpers/lesson.js';
import { EXPECTED } from '../helpers/lessonAnswers.js';

const folder = path.resolve(import.meta.dirname, '../../lessons');
const presets = allPresets();
const lessons = readdirSync(folder)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => ({
    file,
    lesson: parseLesson(readFileSync(path.join(folder, file), 'utf8'), file, { presets, panels: PANEL_NAMES }),
  }));

/** Their questions are also measured in the short suite; the trainings of all take minutes. */
const QUICK = new Set(['vanishing']);

/** Beside the seed of the lesson. LESSON_SEEDS=32 asks more of them. */
const SEEDS = Array.from({ length: Number(process.env['LESSON_SEEDS'] ?? 3) }, (_, at) => 101 + at);

const trained = new Map<string, Promise<GradtopEvent[]>>();
const eventsOf = (config: Config): Promise<GradtopEvent[]> => {
  const key = JSON.stringify(config);
  const known = trained.get(key) ?? trainedEvents(config);
  trained.set(key, known);
  return known;
};

/** Trains the network of a step, answers at the start, and returns the choice measured at the moment of the question. */
async function answerOf(
  lesson: Lesson,
  index: number,
  seed?: number,
): Promise<{ choice: string; sentence: string; early: boolean; close: boolean }> {
  const asked = configOfStep(lesson, index, presets);
  const config = seed === undefined ? asked : { ...asked, seed };
  const run = createRunState('test', config);
  let state = { ...startLesson(lesson), index };
  const names = choices(state, config);
  state = guess(state, 0, run, config);
  const { question } = lesson.steps[index]!;
  let early = false;
  for (const event of await eventsOf(config)) {
    applyEvent(run, event);
    const before = currentAnswer(state);
    if (before?.found == null) {
      state = reveal(state, run, config);
      if (currentAnswer(state)?.found != null && question!.measure && !momentReached(question!.at, run)) early = true;
    }
  }
  const found = currentAnswer(state)?.found;
  return {
    choice: names[found?.answer ?? -1] ?? 'not measured',
    sentence: found?.sentence ?? '',
    early,
    close: found?.close ?? false,
  };
}

it('the right option is at each of three places in some lesson, and at most half the time at one', () => {
  const places = lessons.flatMap(({ lesson }) =>
    lesson.steps.flatMap(({ question }, index) => {
      const { options } = question ?? {};
      if (options === undefined) return [];
      const order = orderShown({ ...startLesson(lesson), index }, options.length);
      return [order.indexOf(options.findIndex(({ right }) => right))];
    }),
  );
  const counts = [0, 1, 2].map((place) => places.filter((one) => one === place).length);
  expect(Math.min(...counts), places.join()).toBeGreaterThan(0);
  expect(Math.max(...counts), places.join()).toBeLessThanOrEqual(places.length / 2);
});

describe.each(lessons)('lesson $lesson.name', ({ file, lesson }) => {
  it('is called as its file', () => {
    expect(file).toBe(`${lesson.name}.yaml`);
  });

  it.each(lesson.steps.flatMap((step, index) => (step.question ? [{ index, title: step.title }] : [])))(
    'question $index, $title, is measured as the lesson tells it',
    { tags: QUICK.has(lesson.name) ? [] : ['long'], timeout: 60_000 },
    async ({ index, title }) => {
      const answer = await answerOf(lesson, index);
      expect(answer.choice, answer.sentence).toBe(EXPECTED[lesson.name]?.[title]);
      expect(answer.early).toBe(false);
      expect(answer.close).toBe(false);
      if (lesson.steps[index]?.question?.measure) expect(answer.sentence).toMatch(/\d|NaN/);
    },
  );

  it.each(lesson.steps.flatMap(({ question, title }, index) => (question?.measure ? [{ index, title }] : [])))(
    'question $index, $title, is no coin toss: other seeds give the same answer',
    { tags: ['long'], timeout: 180_000 },
    async ({ index, title }) => {
      const answers = [];
      for (const seed of SEEDS) answers.push((await answerOf(lesson, index, seed)).choice);
      const same = answers.filter((choice) => choice === EXPECTED[lesson.name]?.[title]);
      expect(same.length, answers.join('; ')).toBeGreaterThanOrEqual(Math.floor(0.75 * SEEDS.length));
    },
  );
});
