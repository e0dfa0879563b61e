// Lessons whose text is YAML but no lesson: each is an error with the file and the place.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { configSchema } from '../../src/core/config/schema.js';
import { UserError } from '../../src/core/userError.js';
import { parseLesson } from '../../src/lesson/parse.js';

const errorOf = (text: string): UserError => {
  try {
    parseLesson(text, 'own.yaml', { presets: [], panels: [] });
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('it is a lesson');
};

it.each([
  ['a list', readFileSync(new URL('../fixtures/lessons/cycle.yaml', import.meta.url), 'utf8'), '7: column 16', '*a'],
  ['a mapping', 'name: x\ntitle: &t\n  again: *t\n', '3: column 10', '*t'],
  ['itself, from far below', '&root\nname: x\nsteps:\n  - title: [[*root]]\n', '4: column 14', '*root'],
])('names the alias that makes %s endless', (_what, text, place, alias) => {
  const { lines, exitCode } = errorOf(text);
  expect([lines.length, exitCode]).toEqual([1, 2]);
  expect(lines[0]).toContain(`own.yaml:${place}`);
  expect(lines[0]).toContain(alias);
});

it('names moments that the run never reaches', () => {
  const text = `name: x
title: t
teaches: y
steps:
  - { title: a, text: b, preset: short, wait: { epoch: 4 }, question: { ask: c, measure: outcome, at: 9 } }
  - { title: a, text: b, change: { epochs: 9 }, wait: { epoch: 9 }, question: { ask: c, measure: outcome, at: 9 } }
`;
  const presets = [configSchema.parse({ name: 'short', epochs: 3 })];
  let lines: readonly string[] = [];
  try {
    parseLesson(text, 'own.yaml', { presets, panels: [] });
  } catch (error) {
    if (error instanceof UserError) ({ lines } = error);
  }
  expect(lines.map((line) => /^own\.yaml:5: step (\d), field ([\w.]+): .*epoch (\d).* 3/.exec(line)?.slice(1))).toEqual(
    [
      ['1', 'wait', '4'],
      ['1', 'question.at', '9'],
    ],
  );
});

it('takes the same value in two places', () => {
  const { lines } = errorOf('name: &n x\ntitle: *n\n');
  expect(lines.join()).not.toContain('alias');
});

it.each([
  [
    'aliases of aliases',
    `${Array.from({ length: 9 }, (_, i) => `a${i}: &a${i} [${`*a${i - 1},`.repeat(9)}]`.replace(/\*a-1,/g, 'x,')).join('\n')}\n`,
  ],
  ['brackets without end', '['.repeat(20_000)],
])('refuses %s', (_what, text) => {
  expect(errorOf(text).lines[0]).toMatch(/^own\.yaml:\d+: /);
});
