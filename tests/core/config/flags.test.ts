// Flags to configuration and back: the command line printed for a run makes that run again.
import { execFileSync } from 'node:child_process';
import yargs from 'yargs';
import { describe, expect, it } from 'vitest';
import { configToCommandLine, kebab, networkInWords, quoted } from '../../../src/core/config/describe.js';
import { applyFlags, FLAGS } from '../../../src/core/config/flags.js';
import { CONFIG_FIELDS, parseConfig } from '../../../src/core/config/presets.js';
import type { Config, PresetFile } from '../../../src/core/config/schema.js';
import { UserError } from '../../../src/core/userError.js';
import { anyConfig } from './arbitraries.js';
import { fc, runs } from '../../helpers/property.js';

const config = (fields: PresetFile = {}): Config => parseConfig(fields, 'test');
const base = config();
const flagged = (name: string, value: string): Config => applyFlags(base, new Map([[name, value]]));

/** What a POSIX shell makes of a line: words, single quotes, backslashes outside them. */
function shellWords(line: string): string[] {
  return [...line.matchAll(/(?:'[^']*'|\\[\s\S]|[^\s'\\])+/g)].map(([word]) =>
    word.replace(
      /'([^']*)'|\\([\s\S])/g,
      (_, inside: string | undefined, escaped: string | undefined) => inside ?? escaped ?? '',
    ),
  );
}

/** The flags of a line through the parser that the program uses. */
async function flagsOf(line: string): Promise<Map<string, string>> {
  const options = Object.fromEntries(FLAGS.map(({ name }) => [name, { type: 'string' as const }]));
  const parsed: Record<string, unknown> = await yargs(shellWords(line).slice(2))
    .help(false)
    .version(false)
    .options(options)
    .parse();
  return new Map(
    FLAGS.flatMap(({ name }) => {
      const text = parsed[name];
      return typeof text === 'string' ? [[name, text] as const] : [];
    }),
  );
}

it('lists exactly the names that the schema accepts', () => {
  for (const { name, names, allowed } of FLAGS) {
    const listed = /^[a-zA-Z-]+(, [a-zA-Z-]+)+$/.test(allowed);
    expect([name, names?.join(', ') ?? null]).toEqual([name, listed ? allowed : null]);
  }
});

describe('FLAGS', () => {
  it('one for each setting, in kebab case, with a description and the allowed values', () => {
    expect(FLAGS.map(({ field }) => field)).toEqual(
      // Lists for the layers belong to --width and --activation.
      CONFIG_FIELDS.filter(
        (field) => !['name', 'teaches', 'provokes', 'layerWidths', 'layerActivations'].includes(field),
      ),
    );
    for (const flag of FLAGS) {
      expect(flag.name).toMatch(/^[a-z]+\d?(-[a-z]+)*$/);
      expect(flag.name).toBe(kebab(flag.field));
      expect(flag.description).not.toBe(flag.field);
      expect(flag.allowed).not.toBe('');
    }
  });
});

describe('applyFlags', () => {
  it.each<[string, string, Partial<Config>]>([
    ['depth', '3', { depth: 3 }],
    ['depth', '0', { depth: 0 }],
    ['width', '64,32,16', { width: 64, layerWidths: '64,32,16', depth: 3 }],
    ['width', '8,8', { width: 8, layerWidths: null, depth: 2 }],
    ['activation', 'tanh, relu', { activation: 'tanh', layerActivations: 'tanh,relu', depth: 2 }],
    ['learning-rate', '1e-3', { learningRate: 0.001 }],
    ['batch-norm', '', { batchNorm: 'before' }],
    ['batch-norm', 'true', { batchNorm: 'before' }],
    ['batch-norm', 'false', { batchNorm: 'none' }],
    ['batch-norm', 'after', { batchNorm: 'after' }],
    ['residual', '', { residual: 1 }],
    ['residual', '2', { residual: 2 }],
    ['clip-norm', '', { clipNorm: 1 }],
    ['clip-norm', 'none', { clipNorm: null }],
    ['clip-value', '0.5', { clipValue: 0.5 }],
    ['data', 'own.csv', { data: 'own.csv', dataset: 'csv' }],
    ['target', '3', { target: '3' }],
    ['target', 'none', { target: 'none' }],
    ['target', '', { target: null }],
  ])('--%s %s', (name, value, change) => expect(flagged(name, value)).toEqual({ ...base, ...change }));

  it('--data does not override --dataset', () => {
    expect(
      applyFlags(
        base,
        new Map([
          ['data', 'x.csv'],
          ['dataset', 'xor'],
        ]),
      ).dataset,
    ).toBe('xor');
  });

  it.each<[string, string, string]>([
    ['depth', '-1', '--depth: "-1" is not allowed; allowed: a whole number from 0 to 50'],
    ['depth', 'three', '--depth: "three" is not allowed; allowed: a whole number from 0 to 50'],
    ['depth', ' ', '--depth: " " is not allowed; allowed: a whole number from 0 to 50'],
    ['learning-rate', '1e400', '--learning-rate: "1e400" is not allowed; allowed: a number above 0, at most 1000'],
    ['clip-norm', '-1', '--clip-norm: "-1" is not allowed; allowed: a number above 0 or none'],
    [
      'batch-norm',
      'befor',
      '--batch-norm: "befor" is not allowed (did you mean before?); allowed: none, before, after',
    ],
    [
      'initializer',
      'he_normal',
      '--initializer: "he_normal" is not allowed (did you mean heNormal?); allowed: glorotUniform, glorotNormal, heUniform, heNormal, lecunNormal, randomNormal, orthogonal, zeros',
    ],
  ])('--%s %j is refused', (name, value, line) => {
    expect(() => flagged(name, value)).toThrow(new UserError([line]));
  });

  it.each([
    ['width', '4,,8', '"" in "4,,8"'],
    ['width', '4,x', '"x" in "4,x"'],
    ['activation', 'tanh,rellu', '"rellu" in "tanh,rellu" is not allowed (did you mean relu?)'],
  ])('--%s %s: the error names the wrong part, and that lists are allowed', (name, value, part) => {
    expect(() => flagged(name, value)).toThrow(`--${name}: ${part}`);
    expect(() => flagged(name, value)).toThrow(/; allowed: .*, or a list/);
  });

  it.each([
    ['width', '4,8', '3'],
    ['width', '4,8,4', '2'],
    ['activation', 'tanh,relu', '1'],
  ])('--%s %s is refused with --depth %s', (name, value, depth) => {
    const both = new Map(Object.entries({ [name]: value, depth }));
    expect(() => applyFlags(base, both)).toThrow(`--${name}: "${value}" is not allowed with --depth ${depth}`);
    const fitting = new Map(Object.entries({ [name]: value, depth: String(value.split(',').length) }));
    expect(() => applyFlags(base, fitting)).not.toThrow();
  });

  it('reports all mistakes at once', () => {
    const given = new Map([
      ['seed', '-1'],
      ['depth', '99'],
      ['width', '5'],
    ]);
    expect(() => applyFlags(base, given)).toThrow(/^--seed: .*\n--depth: .*$/);
  });
});

describe('configToCommandLine', () => {
  it.each<[PresetFile, PresetFile, string]>([
    [{}, {}, 'gradtop relu'],
    [{ depth: 3, learningRate: 0.1 }, {}, 'gradtop relu --depth 3 --learning-rate 0.1'],
    [{ clipNorm: null }, { clipNorm: 1 }, 'gradtop relu --clip-norm none'],
    [{ dataset: 'csv', data: 'own.csv', target: 'the label' }, {}, "gradtop relu --data own.csv --target 'the label'"],
    [{ data: 'own.csv' }, {}, 'gradtop relu --dataset moons --data own.csv'],
    [{ dataset: 'csv' }, { data: 'own.csv' }, 'gradtop relu --dataset csv --data none'],
    [{ dataset: 'csv' }, { dataset: 'csv', target: 'a' }, "gradtop relu --target ''"],
    [{ target: '-1' }, {}, 'gradtop relu --target=-1'],
    [{ target: "it's" }, {}, "gradtop relu --target 'it'\\''s'"],
  ])('%j of %j', (fields, of, line) => expect(configToCommandLine(config(fields), config(of), 'relu')).toBe(line));

  it.each<[PresetFile, string]>([
    [{ depth: 3, width: 4, layerWidths: '4,8' }, '--depth 3 --width 4,8,8'],
    [{ depth: 1, width: 4, layerWidths: '4,8' }, '--depth 1 --width 4'],
    [{ depth: 0, width: 4, layerWidths: '4,8' }, '--depth 0 --width 4'],
  ])('has one value for each layer after a change of depth: %j', (fields, flags) => {
    const line = configToCommandLine(config(fields), base, 'relu');
    expect(line).toBe(`gradtop relu ${flags}`);
  });

  it('parsed by a shell it gives the same configuration', async () => {
    await fc.assert(
      fc.asyncProperty(anyConfig, anyConfig, async (wanted, preset) => {
        const line = configToCommandLine(wanted, preset, 'relu');
        const { name, teaches, provokes } = preset;
        expect(applyFlags(preset, await flagsOf(line))).toEqual({ ...wanted, name, teaches, provokes });
      }),
      { numRuns: runs(20) },
    );
  });

  it('is the shortest: without any of its flags it gives another configuration', async () => {
    await fc.assert(
      fc.asyncProperty(anyConfig, anyConfig, async (wanted, preset) => {
        const flags = await flagsOf(configToCommandLine(wanted, preset, 'relu'));
        const { name, teaches, provokes } = preset;
        for (const left of flags.keys()) {
          const fewer = new Map([...flags].filter(([flag]) => flag !== left));
          expect(applyFlags(preset, fewer)).not.toEqual({ ...wanted, name, teaches, provokes });
        }
      }),
      { numRuns: runs(5) },
    );
  });

  it('quoted words are one word to a shell, which runs none of them', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(
          shellWords(`x ${quoted(text)} y`)
            .filter((_, i) => i > 0)
            .slice(0, -1),
        ).toEqual(text === '' ? [''] : [text]);
      }),
    );
  });
});

describe('a name with escape codes', () => {
  const name = "a\u001b[31m\\b'c\n\u009b1m é.json";
  it('is written without them, and means the same to bash', () => {
    expect(quoted(name)).toBe(String.raw`$'a\u001b[31m\\b\'c\u000a\u009b1m é.json'`);
    const env = { ...process.env, LC_ALL: 'C.UTF-8' };
    expect(execFileSync('bash', ['-c', `printf %s ${quoted(name)}`], { encoding: 'utf8', env })).toBe(name);
  });
});

describe('networkInWords', () => {
  it.each<[PresetFile, string]>([
    [{}, '7 × 10 sigmoid, glorotUniform, sgd 0.3'],
    [
      { batchNorm: 'before', residual: 1, clipNorm: 1 },
      '7 × 10 sigmoid, glorotUniform, sgd 0.3, batch norm before, skip 1, clip 1',
    ],
    [
      { cell: 'conv', dataset: 'digits', depth: 4, width: 8, activation: 'relu', residual: 2 },
      '4 × 8 relu conv, glorotUniform, sgd 0.3, skip 2',
    ],
    [{ residual: 1, depth: 2, layerWidths: '4,8' }, '4-8 sigmoid, glorotUniform, sgd 0.3'],
    [
      { cell: 'simpleRnn', depth: 1, width: 16, activation: 'tanh', clipValue: 0.5 },
      '1 × 16 tanh rnn, glorotUniform, sgd 0.3, clip value 0.5',
    ],
    [
      { initializer: 'randomNormal', initializerGain: 1.5, optimizer: 'adam', learningRate: 0.001 },
      '7 × 10 sigmoid, randomNormal 0.05 × 1.5, adam 0.001',
    ],
  ])('%j', (fields, words) => expect(networkInWords(config(fields))).toBe(words));

  it('only ASCII if asked for', () => {
    fc.assert(
      fc.property(anyConfig, (any) => {
        expect(networkInWords(any, 'x')).toMatch(/^[ -~]+$/);
      }),
    );
  });
});
