// Sentences in a given number of rows.
import { expect, it } from 'vitest';
import { rowsOf, wrapInto } from '../../../src/ui/paint/words.js';

it.each([
  [9, ['one two', 'three', 'four', 'five six']],
  [3, ['one two', 'three f…', 'five six']],
  [2, ['one two…', 'five six']],
  [1, ['one two…']],
  [0, []],
])('in %i rows', (rows, shown) => {
  const sentences = ['one two three four', 'five six'];
  expect(rowsOf(sentences, 8)).toBe(4);
  expect(wrapInto(sentences, { width: 8, rows, ascii: false })).toEqual(shown);
});
