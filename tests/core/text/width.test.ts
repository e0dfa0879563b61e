import { describe, expect, it } from 'vitest';
import { fitClauses, fitEnd, fitWords } from '../../../src/core/text/width.js';

describe('fitClauses', () => {
  const sentence = 'gradient vanishes: layer 2 of 7 gets 2.1e-6, 0.56 decades less a layer (step 112)';

  it.each([
    [90, sentence],
    [76, 'gradient vanishes: layer 2 of 7 gets 2.1e-6, 0.56 decades less a layer…'],
    [50, 'gradient vanishes: layer 2 of 7 gets 2.1e-6…'],
    [44, 'gradient vanishes: layer 2 of 7 gets 2.1e-6…'],
    // A clause that would leave most of the room empty is cut inside the next one.
    [43, 'gradient vanishes: layer 2 of 7 gets 2.1e-…'],
    [68, 'gradient vanishes: layer 2 of 7 gets 2.1e-6, 0.56 decades less a la…'],
    [10, 'gradient…'],
  ])('in %i cells', (most, shown) => {
    expect(fitClauses(sentence, most)).toBe(shown);
  });
});

it.each([
  ['one two three', 13, 'one two three'],
  ['one two three', 9, 'one two'],
  ['one two three', 7, 'one two'],
  ['one two three', 8, 'one two'],
  ['onetwo', 3, ''],
])('fitWords(%j, %i) is %j', (text, most, shown) => expect(fitWords(text, most)).toBe(shown));

describe('fitEnd', () => {
  it.each([
    [12, '/data/a.json'],
    [11, '…ata/a.json'],
    [3, '…on'],
    [0, ''],
  ])('in %i cells', (most, shown) => {
    expect(fitEnd('/data/a.json', most)).toBe(shown);
  });

  it('counts wide characters as two', () => {
    expect(fitEnd('/記録/a', 6)).toBe('…録/a');
  });
});
