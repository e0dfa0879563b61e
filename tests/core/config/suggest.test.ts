// Nearest words: case and separators don't count, neighbours swapped count once, other people's names are known.
import { describe, expect, it } from 'vitest';
import { ACTIVATION_NAMES } from '../../../src/core/config/activations.js';
import { CONFIG_FIELDS } from '../../../src/core/config/presets.js';
import { INITIALIZER_NAMES, LOSS_NAMES, OPTIMIZER_NAMES } from '../../../src/core/config/names.js';
import { didYouMean, distance, nearest } from '../../../src/core/config/suggest.js';
import { fc } from '../../helpers/property.js';

describe('nearest', () => {
  it.each<[string, readonly string[], string | undefined]>([
    ['leaky_relu', ACTIVATION_NAMES, 'leakyRelu'],
    ['LeakyReLU', ACTIVATION_NAMES, 'leakyRelu'],
    ['leaky', ACTIVATION_NAMES, 'leakyRelu'],
    ['rleu', ACTIVATION_NAMES, 'relu'],
    ['sigmod', ACTIVATION_NAMES, 'sigmoid'],
    ['ReLU', ACTIVATION_NAMES, 'relu'],
    ['silu', ACTIVATION_NAMES, 'swish'],
    ['xavier', INITIALIZER_NAMES, 'glorotUniform'],
    ['kaiming_normal', INITIALIZER_NAMES, 'heNormal'],
    ['he', INITIALIZER_NAMES, 'heNormal'],
    ['he-uniform', INITIALIZER_NAMES, 'heUniform'],
    ['mse', LOSS_NAMES, 'meanSquaredError'],
    ['bce', LOSS_NAMES, 'binaryCrossentropy'],
    ['Adam', OPTIMIZER_NAMES, 'adam'],
    ['lr', CONFIG_FIELDS, 'learningRate'],
    ['learning-rate', CONFIG_FIELDS, 'learningRate'],
    ['layers', CONFIG_FIELDS, 'depth'],
    ['he', OPTIMIZER_NAMES, undefined],
    ['banana', ACTIVATION_NAMES, undefined],
    ['', ACTIVATION_NAMES, undefined],
    ['constructor', ACTIVATION_NAMES, undefined],
    ['relu', [], undefined],
  ])('%s of %j', (word, allowed, expected) => expect(nearest(word, allowed)).toBe(expected));

  it('any single typing error in a field’s name finds that name, or one equally near', () => {
    const away = (a: string, b: string): number => distance(a.toLowerCase(), b.toLowerCase());
    const others = new Set<string>();
    for (const word of CONFIG_FIELDS.filter((name) => name.length > 5))
      for (let i = 0; i < word.length; i += 1) {
        const [before, at, after] = [word.slice(0, i), word.charAt(i), word.slice(i + 1)];
        const swapped = `${before}${after.slice(0, 1)}${at}${after.slice(1)}`;
        for (const slipped of [before + after, before + at + at + after, swapped, `${before}q${after}`]) {
          const found = nearest(slipped, CONFIG_FIELDS) ?? '';
          expect(away(slipped, found)).toBeLessThanOrEqual(away(slipped, word));
          if (found !== word) others.add(`${slipped} ${found}`);
        }
      }
    expect([...others]).toEqual(['dataSed dataset']);
  });

  it('didYouMean gives the suggestion, or an empty string', () => {
    expect(didYouMean('rleu', ACTIVATION_NAMES)).toBe(' (did you mean relu?)');
    expect(didYouMean('banana', ACTIVATION_NAMES)).toBe('');
    expect(didYouMean('AdamW', ['sgd', 'adam'])).toBe(' (did you mean adam with --weight-decay?)');
    expect(didYouMean('AdamW', ['sgd', 'adamw'])).toBe(' (did you mean adamw?)');
  });
});

describe('distance', () => {
  it.each([
    ['', '', 0],
    ['abc', '', 3],
    ['relu', 'rleu', 1],
    ['relu', 'elu', 1],
    ['kitten', 'sitting', 3],
    ['ca', 'abc', 3],
  ])('%j to %j is %i', (a, b, expected) => expect(distance(a, b)).toBe(expected));

  it('is symmetric, 0 for equal words only, at most the longer length', () => {
    const word = fc.string({ maxLength: 12 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        const d = distance(a, b);
        expect(distance(b, a)).toBe(d);
        expect(d === 0).toBe(a === b);
        expect(d).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(d).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
      }),
    );
  });
});
