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
import type { Lesson } from '../../src/core/lesson/schema.js';
import { applyEvent, createRunState } from '../../src/core/run/applyEvent.js';
import type { GradtopEvent } from '../../src/core/run/events.js';
import { PANEL_NAMES } from '../../src/ui/panels/index.js';
import { parseLesson } from '../../src/lesson/parse.js';
import { trainedEvents } from '../helpers/lesson.js';

const folder = path.resolve(import.meta.dirname, '../../lessons');
const presets = allPresets();
const lessons = readdirSync(folder)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => ({
    file,
    lesson: parseLesson(readFileSync(path.join(folder, file), 'utf8'), file, { presets, panels: PANEL_NAMES }),
  }));

/** What the lesson's text promises: the choice that is measured at each question, by title of the step. */
const EXPECTED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  vanishing: {
    'Three sigmoid layers': 'it learns something',
    'The same network, deeper': 'it stays at chance level',
    'Where the gradient goes': 'hidden_1',
    'A product of small numbers': 'it shrinks towards the input',
    'Old weights, new weights': 'less than 1 %',
    'Another activation': 'about the same in every layer',
    'What ReLU costs': '90 % or more',
    'A slope below zero': 'it solves the task',
    'Batch normalization': 'it solves the task',
    'A way around': 'it learns something',
    'He initialization for sigmoid?': 'it stays at chance level',
    'Movement is not learning': 'more than 25 %',
  },
  exploding: { 'Let it run': 'it gets worse, or NaN', 'Clip the norm': 'most steps' },
};

const trained = new Map<string, Promise<GradtopEvent[]>>();
const eventsOf = (config: Config): Promise<GradtopEvent[]> => {
  const key = JSON.stringify(config);
  const known = trained.get(key) ?? trainedEvents(config);
  trained.set(key, known);
  return known;
};

/** Trains what the step is about, guesses at the start, and gives the measured choice at the question's moment. */
async function answerOf(lesson: Lesson, index: number): Promise<{ choice: string; sentence: string; early: boolean }> {
  const config = configOfStep(lesson, index, presets);
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
      if (currentAnswer(state)?.found != null && !momentReached(question!.at, run)) early = true;
    }
  }
  const found = currentAnswer(state)?.found;
  return { choice: names[found?.answer ?? -1] ?? 'not measured', sentence: found?.sentence ?? '', early };
}

describe.each(lessons)('lesson $lesson.name', ({ file, lesson }) => {
  it('is called as its file', () => {
    expect(file).toBe(`${lesson.name}.yaml`);
  });

  it.each(lesson.steps.flatMap((step, index) => (step.question ? [{ index, title: step.title }] : [])))(
    'question $index, $title, is measured as the lesson tells it',
    async ({ index, title }) => {
      const answer = await answerOf(lesson, index);
      expect(answer.choice, answer.sentence).toBe(EXPECTED[lesson.name]?.[title]);
      expect(answer.early).toBe(false);
      expect(answer.sentence).toMatch(/\d|NaN/);
    },
    60_000,
  );
});
