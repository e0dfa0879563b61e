// The lesson's box: every step of the shipped lessons fits where people look at it, with question and answer.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { allPresets } from '../../../src/cli/presets.js';
import type { AppState } from '../../../src/core/app/state.js';
import { choicesShown } from '../../../src/core/app/lesson.js';
import { initialState } from '../../../src/core/app/update.js';
import { configOfStep } from '../../../src/core/lesson/play.js';
import type { Lesson } from '../../../src/core/lesson/schema.js';
import { createCanvas, toLines } from '../../../src/core/screen/canvas.js';
import { PANEL_NAMES } from '../../../src/ui/panels/index.js';
import { startLesson } from '../../../src/core/lesson/play.js';
import { parseLesson } from '../../../src/lesson/parse.js';
import { layout } from '../../../src/ui/layout.js';
import { layoutOf } from '../../../src/ui/screen.js';
import { paintLesson } from '../../../src/ui/lesson/lessonPanel.js';
import { themeOf } from '../../../src/ui/themes/index.js';

const folder = path.resolve(import.meta.dirname, '../../../lessons');
const presets = allPresets();
const lessons = readdirSync(folder).map((file) =>
  parseLesson(readFileSync(path.join(folder, file), 'utf8'), file, { presets, panels: PANEL_NAMES }),
);
const vanishing = lessons.find(({ name }) => name === 'vanishing')!;
/** The longest sentence of a measure. */
const LONGEST = 'gradient RMS: hidden_1 1.7e-6, hidden_4 2.3e-4, hidden_7 0.0123';
const SENTENCES: Readonly<Record<string, string>> = {
  outcome: 'loss 0.693, chance level 0.693',
  heldOut: 'held-out loss 0.2994, lowest 0.2725',
};
const sentenceOf = (measure: string | undefined): string => SENTENCES[measure ?? ''] ?? LONGEST;

function stateAt(lesson: Lesson, index: number, columns: number, rows: number): AppState {
  const config = configOfStep(lesson, index, presets);
  // A lesson that begins at this step, with the question answered.
  const steps = [{ ...lesson.steps[index]!, preset: config.name }];
  const { state } = initialState({
    configs: [],
    presets,
    size: { columns, rows },
    lesson: startLesson({ ...lesson, steps }),
  });
  const answers = new Map([
    [0, { guess: 0, found: { answer: 1, sentence: sentenceOf(lesson.steps[index]?.question?.measure) } }],
  ]);
  return { ...state, lesson: { ...state.lesson!, answers } };
}

function boxOf(state: AppState, ascii: boolean): string[] {
  const { width, height } = layoutOf(state)!.lesson!;
  const canvas = createCanvas(width, height);
  paintLesson(canvas, state, themeOf('dark'), ascii);
  return toLines(canvas);
}

describe.each(lessons.flatMap((lesson) => lesson.steps.map((step, index) => ({ lesson, step, index }))))(
  '$lesson.name, $step.title',
  ({ lesson, step, index }) => {
    it.each([
      [80, 24],
      [100, 30],
      [110, 32],
      [120, 40],
      [200, 60],
    ])('fits into %ix%i', (columns, rows) => {
      const state = stateAt(lesson, index, columns, rows);
      const text = boxOf(state, true).join('\n');
      expect(text).not.toContain('...');
      expect(text).toContain('esc leave');
      if (step.question) expect(text).toContain('Not so:');
      // The last word of the text appears, without its marks.
      const unmarked = (words: string): string => words.replaceAll(/[*_`]/g, '');
      expect(unmarked(text)).toContain(unmarked(step.text.trim().split(/\s+/).at(-1)!));
    });
  },
);

describe('in the smallest window', () => {
  const asking = lessons.flatMap((lesson) =>
    lesson.steps.flatMap((step, index) => (step.question ? [[step.title, lesson, index] as const] : [])),
  );

  it.each(asking)('every answer can be read before one is chosen: %s', (_, lesson, index) => {
    const state = stateAt(lesson, index, 60, 18);
    const text = boxOf({ ...state, lesson: { ...state.lesson!, answers: new Map() } }, true).join('\n');
    choicesShown(state).forEach((choice, at) => expect(text).toContain(`${at + 1} ${choice.slice(0, 12)}`));
  });
});

describe('pages', () => {
  const asked = vanishing.steps.findIndex(({ title }) => title === 'What ReLU costs');
  const pages = (columns: number, rows: number, turns: readonly number[]): string[] => {
    const state = stateAt(vanishing, asked, columns, rows);
    return turns.map((turned) => boxOf({ ...state, lesson: { ...state.lesson!, turned } }, true).join('\n'));
  };

  it('show every line of a step in the smallest window, and go round both ways', () => {
    const all = pages(60, 18, [0, 1, 2]);
    const last = vanishing.steps[asked]!.text.trim().split(/\s+/).at(-1)!;
    expect(all[0]).toContain('pgdn more');
    expect(all[0]).not.toContain(last);
    expect(all.join('\n')).toContain(last);
    const count = all.findIndex((page) => page.includes(last)) + 1;
    expect(pages(60, 18, [count, -1])).toEqual([all[0], all[count - 1]]);
  });

  it('are not mentioned if there is one', () => {
    const [first, second] = pages(80, 24, [0, 1]);
    expect(first).not.toContain('pgdn');
    expect(second).toBe(first);
  });
});

describe('the answers that were wrong and not guessed', () => {
  const step = lessons[0]!.steps.find(({ question }) => question?.measure === 'outcome')!;
  /** Four choices under a question of this many lines. */
  const shown = (lines: number): string => {
    const ask = Array.from({ length: lines }, () => 'w'.repeat(30)).join(' ');
    const lesson = { ...lessons[0]!, steps: [{ ...step, preset: 'relu', question: { ...step.question!, ask } }] };
    return boxOf(stateAt(lesson, 0, 80, 24), true).join('\n');
  };

  it('are all shown where they fit', () => {
    const text = shown(1);
    for (const choice of ['x 1 ', '* 2 ', '  3 ', '  4 ']) expect(text).toContain(choice);
    expect(text).not.toContain('not shown');
  });

  it('are counted if they do not fit, if there is room for the count', () => {
    for (const lines of [3, 4]) {
      const text = shown(lines);
      for (const choice of ['x 1 ', '* 2 ']) expect(text).toContain(choice);
      expect(text).not.toMatch(/ [34] [a-z]/);
      expect(text).toContain('Not so:');
      expect(text.includes('(2 more not shown)')).toBe(lines === 3);
    }
  });
});

it('a fault of the file is shown to its end, at 80 columns too', () => {
  const state = stateAt(lessons[0]!, 0, 80, 24);
  const fault = `own.yaml:12: step 2, field panel: no panel "lss"; allowed: ${PANEL_NAMES.join(', ')}`;
  const text = boxOf({ ...state, lesson: { ...state.lesson!, fault } }, true).join(' ');
  for (const name of PANEL_NAMES) expect(text).toContain(name);
});

it('a wrong answer names the number of the right option', () => {
  const question = {
    ask: '?',
    at: 'end',
    options: ['one', 'two', 'three'].map((text, at) => ({ text, right: at === 1 })),
  };
  const step = { ...lessons[0]!.steps[0]!, question } as Lesson['steps'][number];
  const state = stateAt({ ...lessons[0]!, steps: [step] }, 0, 80, 24);
  const number = 1 + choicesShown(state).indexOf('two');
  expect(boxOf(state, true).join('\n')).toContain(`Not so: ${number} is right: `);
});

describe('what does not fit', () => {
  it('is marked as missing', () => {
    const lesson = { ...lessons[0]!, steps: [{ ...lessons[0]!.steps[0]!, text: 'word '.repeat(200) }] };
    expect(boxOf(stateAt(lesson, 0, 80, 24), true).join('\n')).toContain('...');
  });

  it('never breaks a frame, however small the window', () => {
    for (const [columns, rows] of [
      [60, 18],
      [79, 20],
      [109, 31],
      [300, 18],
    ] as const) {
      const lines = boxOf(stateAt(lessons[0]!, 0, columns, rows), false);
      expect(lines[0]).toMatch(/^╭.*╮$/);
      expect(lines.at(-1)).toMatch(/^╰─+╯$/);
      expect(lines.slice(1, -1).every((line) => line.startsWith('│') && line.endsWith('│'))).toBe(true);
    }
  });
});

describe('the layout with a lesson', () => {
  it('of a step without a question leaves room for the curves and bars of the activation', () => {
    const index = vanishing.steps.findIndex(({ panel, question }) => panel === 'activation' && !question);
    const heightAt = (columns: number, rows: number): number =>
      layoutOf(stateAt(vanishing, index, columns, rows))!.bands[0]![0]!.inner.height;
    expect(heightAt(60, 18)).toBeGreaterThanOrEqual(4);
    expect(heightAt(80, 24)).toBeGreaterThanOrEqual(9);
  });

  it('gives every panel and the lesson cells of their own', () => {
    for (const columns of [60, 80, 110, 120, 200])
      for (const rows of [18, 24, 32, 40, 60]) {
        const places = layout({ columns, rows, focusPanel: 'chain', enlarged: false, runs: 2, lesson: true })!;
        const boxes = [...places.bands.flat().map(({ outer }) => outer), places.lesson!];
        const cells = boxes.reduce((sum, box) => sum + box.width * box.height, 0);
        const body = columns * (rows - places.header.height - places.verdict.height - places.footer.height);
        expect(cells).toBe(body);
        expect(boxes.every(({ width, height }) => width >= 20 && height >= 5)).toBe(true);
      }
  });
});
