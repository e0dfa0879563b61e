// The keys in the bottom line: only those that do something in this network, each with its key.
import { expect, it } from 'vitest';
import type { PresetFile } from '../../../src/core/config/schema.js';
import { startLesson } from '../../../src/core/lesson/play.js';
import { lessonSchema } from '../../../src/core/lesson/schema.js';
import { footerKeys } from '../../../src/ui/chrome/footerKeys.js';
import { preset, running } from '../../core/app/helpers.js';

const stateOf = (over: PresetFile) => ({
  ...running({ configs: [preset(over)] }).state,
  size: { columns: 500, rows: 40 },
});

it.each([
  [{ cell: 'conv', dataset: 'digits' }, ['batch-norm', 'residual'], ['cell']],
  [{ cell: 'lstm', dataset: 'adding' }, ['cell'], ['batch-norm', 'residual']],
  [{}, ['batch-norm', 'residual'], ['cell']],
] as const)('of %j', (over, shown, hidden) => {
  const ids = footerKeys(stateOf(over)).map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(['activation', ...shown]));
  for (const id of hidden) expect(ids).not.toContain(id);
});

it('a lesson takes the key of the cell, so the line does not offer it', () => {
  const lesson = lessonSchema.parse({
    name: 'test',
    title: 'Test',
    teaches: 'nothing',
    steps: [{ title: 'read', text: 'a', preset: 'adding-rnn', panel: 'data', pace: 5 }],
  });
  const keys = footerKeys({ ...stateOf({ cell: 'lstm', dataset: 'adding' }), lesson: startLesson(lesson) });
  expect(keys.map(({ id }) => id)).not.toContain('cell');
  expect(keys.filter(({ key }) => key === '')).toEqual([]);
});
