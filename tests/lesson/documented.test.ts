// The questions of docs/writing-lessons.md, trained for real: each has its answer, clear of a limit, on several seeds.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { allPresets } from '../../src/cli/presets.js';
import { choices, configOfStep, currentAnswer, guess, reveal, startLesson } from '../../src/core/lesson/play.js';
import { applyEvent, createRunState } from '../../src/core/run/applyEvent.js';
import { parseLesson } from '../../src/lesson/parse.js';
import { PANEL_NAMES } from '../../src/ui/panels/index.js';
import { trainedEvents } from '../helpers/lesson.js';

const presets = allPresets();
const page = readFileSync(new URL('../../docs/writing-lessons.md', import.meta.url), 'utf8');
const HEAD = 'name: example\ntitle: t\nteaches: y\nsteps:\n';
const questions = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) => {
  const text = block.startsWith('- ') ? HEAD + block.replace(/^/gm, '  ') : block;
  const lesson = parseLesson(text, 'example', { presets, panels: PANEL_NAMES });
  return lesson.steps.flatMap(({ title, question }, index) => (question?.measure ? [{ title, lesson, index }] : []));
});

const EXPECTED: Readonly<Record<string, string>> = {
  'Ten layers': 'loss 97-150 % of chance',
  'A measured question before the first step': 'stays within a factor of 3',
};

it.each(questions)('$title has its answer', { tags: ['long'], timeout: 180_000 }, async ({ title, lesson, index }) => {
  for (const seed of [101, 102, 103]) {
    const config = { ...configOfStep(lesson, index, presets), seed };
    const run = createRunState('test', config);
    let state = guess({ ...startLesson(lesson), index }, 0, run, config);
    for (const event of await trainedEvents(config)) {
      applyEvent(run, event);
      state = reveal(state, run, config);
    }
    const found = currentAnswer(state)?.found;
    expect(choices(state, config)[found?.answer ?? -1], found?.sentence).toBe(EXPECTED[title]);
  }
});
