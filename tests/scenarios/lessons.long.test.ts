// The short lessons by keyboard in a real pseudo-terminal at 80x24: with right answers to the end, and with wrong ones.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { allPresets } from '../../src/cli/presets.js';
import { choices, configOfStep, startLesson } from '../../src/core/lesson/play.js';
import { orderShown } from '../../src/core/lesson/order.js';
import type { Lesson } from '../../src/core/lesson/schema.js';
import { parseLesson } from '../../src/lesson/parse.js';
import { PANEL_NAMES } from '../../src/ui/panels/index.js';
import { EXPECTED } from '../helpers/lessonAnswers.js';
import { usePty } from '../helpers/pty.js';

const start = usePty();
const folder = path.resolve(import.meta.dirname, '../../lessons');
const presets = allPresets();
const NAMES = [
  'initialization',
  'dying-relu',
  'normalization-and-skips',
  'through-time',
  'verdict',
  'overfitting',
  'learning-rate',
];
const lessonOf = (name: string): Lesson =>
  parseLesson(readFileSync(path.join(folder, `${name}.yaml`), 'utf8'), name, { presets, panels: PANEL_NAMES });
const env = (): Readonly<Record<string, string>> => ({ XDG_DATA_HOME: mkdtempSync(path.join(tmpdir(), 'gradtop-')) });

/** The number of the right choice, from 1. */
function rightOf(lesson: Lesson, index: number): number {
  const state = { ...startLesson(lesson), index };
  const names = choices(state, configOfStep(lesson, index, presets));
  const right = names.indexOf(EXPECTED[lesson.name]?.[lesson.steps[index]!.title] ?? '');
  return 1 + orderShown(state, names.length).indexOf(right);
}

describe.each(NAMES)('lesson %s', (name) => {
  const lesson = lessonOf(name);
  const count = lesson.steps.length;
  const questions = lesson.steps.filter(({ question }) => question !== undefined).length;

  it('has 5 to 8 steps', () => {
    expect(count).toBeGreaterThanOrEqual(5);
    expect(count).toBeLessThanOrEqual(8);
  });

  it('is played to the end with right answers', { timeout: 240_000 }, async () => {
    const s = start(['lesson', name, '--backend', 'compiled'], { columns: 80, rows: 24, env: env() });
    let right = 0;
    for (const [index, { question, pace }] of lesson.steps.entries()) {
      await s.see(`lesson ${index + 1}/${count}`);
      if (question !== undefined) {
        s.send(String(rightOf(lesson, index)));
        right += 1;
        // The score on screen may still be that of the step before.
        if (question.measure !== undefined && question.at !== 0 && pace !== 'full') s.send('f');
        await s.see(`${right} of ${right} right`, 60_000);
        await s.see('Right:');
      }
      await s.see(index === count - 1 ? 'enter ends' : 'enter next', 60_000);
      s.send('\r');
    }
    s.send('q');
    expect(await s.exit).toBe(0);
    await s.see(`finished, ${questions} of ${questions} guessed right`);
  });

  it('says why an answer is wrong', { timeout: 120_000 }, async () => {
    const index = lesson.steps.findIndex(({ question }) => question?.measure !== undefined);
    const own = lesson.steps.findIndex(({ question }) => question?.options !== undefined);
    for (const at of [index, own].filter((one) => one >= 0)) {
      const { question } = lesson.steps[at]!;
      const s = start(['lesson', name, '--step', String(at + 1)], { columns: 80, rows: 24, env: env() });
      await s.see(`lesson ${at + 1}/${count}`);
      s.send(rightOf(lesson, at) === 1 ? '2' : '1');
      if (question?.measure !== undefined && question.at !== 0) s.send('f');
      await s.see('Not so:', 60_000);
      await s.see('0 of 1 right');
      s.send('q');
      expect(await s.exit).toBe(0);
    }
  });
});

describe('--watch', () => {
  const text = (words: string, more = ''): string =>
    `name: own\ntitle: Own\nteaches: x\nsteps:\n  - title: One\n    preset: relu\n    text: first\n  - title: Two\n    text: ${words}\n${more}`;

  it('shows the new text at the same step, and the first fault of a file in one line', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-'));
    const file = path.join(folder, 'own.yaml');
    writeFileSync(file, text('before'));
    const s = start(['lesson', file, '--watch'], { columns: 120, rows: 40, cwd: folder, env: env() });
    await s.see('lesson 1/2');
    s.send('\r');
    await s.see('before');
    writeFileSync(file, text('**after**'));
    await s.see('after');
    await s.see('lesson 2/2');
    writeFileSync(file, text('after', '    panle: loss\n'));
    await s.see(/own\.yaml:10: step 2: unknown field "panle"/);
    writeFileSync(file, text('repaired'));
    await s.see('repaired');
    s.send('q');
    expect(await s.exit).toBe(0);
  });

  it('needs a file of the user', async () => {
    const s = start(['lesson', 'vanishing', '--watch'], { env: env() });
    expect(await s.exit).toBe(2);
    await s.see('--watch: expected the path');
  });
});
