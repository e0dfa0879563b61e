// Preset text to configuration: defaults, and for every mistake a line with its place and the allowed values.
import { describe, expect, it } from 'vitest';
import { allowedIn, CONFIG_FIELDS, parseConfig, parsePreset } from '../../../src/core/config/presets.js';
import { jsonMistake } from '../../../src/core/config/jsonMistake.js';
import { RULE_NAMES } from '../../../src/core/diagnosis/ruleNames.js';
import { configSchema } from '../../../src/core/config/schema.js';
import { UserError } from '../../../src/core/userError.js';
import { anyConfig } from './arbitraries.js';
import { fc, runs } from '../../helpers/property.js';

const linesOf = (run: () => unknown): readonly string[] => {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as UserError).lines;
  }
  throw new Error('no error');
};
const mistakes = (value: unknown): readonly string[] => linesOf(() => parseConfig(value, 'my.json'));

describe('parseConfig', () => {
  it('an empty preset is seven sigmoid layers, SGD 0.3', () => {
    const { depth, width, activation, initializer, optimizer, learningRate, dataset, samples, batchSize } = parseConfig(
      {},
      '',
    );
    expect([depth, width, activation, initializer, optimizer, learningRate]).toEqual([
      7,
      10,
      'sigmoid',
      'glorotUniform',
      'sgd',
      0.3,
    ]);
    expect([dataset, samples, batchSize]).toEqual(['moons', 250, 32]);
  });

  it.each<[unknown, string]>([
    [{ depth: -1 }, 'my.json: field depth: -1 is not allowed; allowed: a whole number from 0 to 50'],
    [{ depth: 51 }, 'my.json: field depth: 51 is not allowed; allowed: a whole number from 0 to 50'],
    [{ depth: 1.5 }, 'my.json: field depth: 1.5 is not allowed; allowed: a whole number from 0 to 50'],
    [{ depth: '7' }, 'my.json: field depth: "7" is not allowed; allowed: a whole number from 0 to 50'],
    [{ learningRate: 0 }, 'my.json: field learningRate: 0 is not allowed; allowed: a number above 0, at most 1000'],
    [
      { learningRate: Infinity },
      'my.json: field learningRate: Infinity is not allowed; allowed: a number above 0, at most 1000',
    ],
    [{ noise: -1 }, 'my.json: field noise: -1 is not allowed; allowed: a number from 0 to 10'],
    [{ clipNorm: 0 }, 'my.json: field clipNorm: 0 is not allowed; allowed: a number above 0 or null'],
    [{ data: 3 }, 'my.json: field data: 3 is not allowed; allowed: a string or null'],
    [{ name: '' }, 'my.json: field name: "" is not allowed; allowed: a string of 1 to 60 characters'],
    [{ batchNorm: true }, 'my.json: field batchNorm: true is not allowed; allowed: none, before, after'],
    [
      { optimizer: 'SGD' },
      'my.json: field optimizer: "SGD" is not allowed (did you mean sgd?); allowed: sgd, momentum, nesterov, rmsprop, adagrad, adam',
    ],
    [
      { provokes: ['vanish'] },
      `my.json: field provokes.0: "vanish" is not allowed (did you mean vanishing?); allowed: a list of: ${RULE_NAMES.join(', ')}`,
    ],
    [[], 'my.json: [] is not allowed; allowed: an object with fields of a preset'],
    [null, 'my.json: null is not allowed; allowed: an object with fields of a preset'],
    ['relu', 'my.json: "relu" is not allowed; allowed: an object with fields of a preset'],
  ])('%j', (value, line) => expect(mistakes(value)).toEqual([line]));

  it('an unknown field gets the nearest name as a suggestion', () => {
    expect(mistakes({ learning_rate: 1 })[0]).toMatch(
      /^my\.json: unknown field "learning_rate" \(did you mean learningRate\?\); allowed: name, teaches, /,
    );
    expect(mistakes({ actvation: 'relu' })[0]).toContain('(did you mean activation?)');
    expect(mistakes({ zzzzzz: 1 })[0]).not.toContain('did you mean');
  });

  it('reports every mistake in a line of its own, unknown fields in one line', () => {
    const lines = mistakes({ depth: -1, activation: 'leaky_relu', colour: 1, size: 2 });
    expect(lines).toHaveLength(3);
    expect(lines.join('\n')).toContain('unknown fields "colour", "size"; allowed: name,');
    expect(lines.join('\n')).toContain('(did you mean leakyRelu?)');
  });

  it('any configuration stays unchanged, also through JSON', () => {
    fc.assert(
      fc.property(anyConfig, (config) => {
        expect(parseConfig(config, '')).toEqual(config);
        expect(parsePreset(JSON.stringify(config), '')).toEqual(config);
      }),
    );
  });

  it('any content gives a configuration, or errors of one line each', () => {
    const field = fc.oneof(fc.constantFrom(...CONFIG_FIELDS), fc.string());
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.dictionary(field, fc.jsonValue())), (value) => {
        try {
          expect(configSchema.safeParse(parseConfig(value, 'f')).success).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
          const { lines } = error as UserError;
          expect(lines.length).toBeGreaterThan(0);
          for (const line of lines) expect(line).toMatch(/^f: [^\n\r\u0000-\u001f]+; allowed: .+$/);
        }
      }),
      { numRuns: runs(300) },
    );
  });

  it('every field describes the allowed values in words', () => {
    for (const field of CONFIG_FIELDS) expect(allowedIn(field)).toMatch(/^[a-z]/i);
    expect(allowedIn('colour')).toBeUndefined();
  });
});

describe('parsePreset', () => {
  it('reads past a byte order mark', () => expect(parsePreset('\ufeff{"depth": 3}', '').depth).toBe(3));

  it.each<[string, string]>([
    ['', 'line 1, column 1: the text ends here, but a value is needed'],
    ['{"depth": b}', 'line 1, column 11: a value is needed; strings need double quotes'],
    ['{\n  "depth": 3,\n}', 'line 2, column 13: unexpected comma before }'],
    ['{\r\n  "depth" 3\r\n}', 'line 2, column 11: expected a colon after the field name'],
    ['{"depth": 7 "width": 3}', 'line 1, column 13: expected a comma or }'],
    ["{\n 'depth': 7}", 'line 2, column 2: expected a field name in double quotes; strings need double quotes'],
    ['{"depth": 3', 'line 1, column 1: missing closing }'],
    ['{\n"provokes": ["plateau"\n', 'line 2, column 13: missing closing ]'],
    ['{"depth":', 'line 1, column 10: the text ends here, but a value is needed'],
    ['{"name": "x\n}', 'line 1, column 10: this string is never closed'],
    ['{"name": "\\x"}', 'line 1, column 10: this string has an invalid escape or a control character'],
    ['{"depth": 07}', 'line 1, column 12: expected a comma or }'],
    ['{"noise": .5}', 'line 1, column 11: a value is needed; numbers must begin with a digit'],
    ['{"noise": NaN}', 'line 1, column 11: a value is needed; numbers must be finite'],
    ['{"data": None}', 'line 1, column 10: a value is needed; JSON spells it true, false or null'],
    ['// mine\n{}', 'line 1, column 1: a value is needed; comments are not allowed'],
    ['{} {}', 'line 1, column 4: unexpected text after the end of the value'],
    ['['.repeat(100_000), 'line 1, column 102: nested too deeply'],
  ])('%j', (text, expected) =>
    expect(linesOf(() => parsePreset(text, 'my.json'))).toEqual([`my.json: not valid JSON: ${expected}`]),
  );

  it('gives line and column for every text that JSON.parse refuses, and for no other', () => {
    const broken = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom('', '{', '}', '"', ',', ':', '\\', "'", '\n', '0', 'x', '\u0001'))
      .map(([json, at, put]) => {
        const place = at % (json.length + 1);
        return json.slice(0, place) + put + json.slice(place + (at % 2));
      });
    fc.assert(
      fc.property(broken, (text) => {
        let valid = true;
        try {
          JSON.parse(text);
        } catch {
          valid = false;
        }
        const lines = valid ? [] : linesOf(() => parsePreset(text, 'f'));
        if (!valid) expect(lines).toEqual([expect.stringMatching(/^f: not valid JSON: line \d+, column \d+: [^\n]+$/)]);
        if (valid) expect(jsonMistake(text)).toBeNull();
      }),
      { numRuns: runs(1000) },
    );
  });
});
