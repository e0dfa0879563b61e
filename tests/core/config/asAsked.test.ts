// A resolved configuration equals the preset that it came from; a chosen output or loss is a difference.
import { describe, expect, it } from 'vitest';
import { asAsked, nearestPreset } from '../../../src/core/config/asAsked.js';
import { configToCommandLine, networkInWords } from '../../../src/core/config/describe.js';
import { applyFlags } from '../../../src/core/config/flags.js';
import { configSchema, type Config, type PresetFile } from '../../../src/core/config/schema.js';
import { createDataset } from '../../../src/data/index.js';
import { resolveConfig } from '../../../src/data/resolve.js';

const config = (over: PresetFile = {}) => configSchema.parse({ name: 'p', ...over });
const dataOf = (of: Config) => createDataset(of);

describe('a configuration from a log', () => {
  it.each<PresetFile>([
    {},
    { dataset: 'blobs' },
    { dataset: 'sequenceSum', cell: 'simpleRnn' },
    { outputActivation: 'linear' },
    { loss: 'meanSquaredError' },
  ])('does not differ from its preset %j', (over) => {
    const preset = config(over);
    const resolved = resolveConfig(preset, dataOf(preset));
    expect(asAsked(resolved, preset)).toEqual(preset);
  });

  it('does not name the samples of its table', () => {
    const preset = config({ dataset: 'csv', data: 'own.csv', samples: 250 });
    const table = { ...dataOf(config()), samples: 10 };
    expect(asAsked(resolveConfig(preset, table), preset)).toEqual(preset);
  });

  it.each<[PresetFile, PresetFile, string]>([
    [{}, { outputActivation: 'linear' }, '--output-activation linear'],
    [{}, { loss: 'meanSquaredError' }, '--loss meanSquaredError'],
    [{ loss: 'meanSquaredError' }, {}, '--loss binaryCrossentropy'],
    [{ outputActivation: 'tanh' }, {}, '--output-activation sigmoid'],
  ])('preset %j, then %j', (preset, changed, flags) => {
    const now = config(changed);
    expect(configToCommandLine(asAsked(resolveConfig(now, dataOf(now)), config(preset)), config(preset), 'p')).toBe(
      `gradtop p ${flags}`,
    );
  });
});

describe('layers of their own', () => {
  it.each([
    ['--width 64,32,16', '--depth 3 --width 64,32,16'],
    ['--activation tanh,relu', '--depth 2 --activation tanh,relu'],
  ])('%s is repeated by its command line', (flags, line) => {
    const [name = '', value = ''] = flags.slice(2).split(' ');
    const now = applyFlags(config(), new Map([[name, value]]));
    expect(configToCommandLine(now, config(), 'p')).toBe(`gradtop p ${line}`);
    expect(networkInWords(now)).toContain(value.replaceAll(',', '-'));
  });
  it.each<[PresetFile, string]>([
    [{ optimizer: 'sgd', momentum: 0.5 }, 'sgd 0.3'],
    [{ optimizer: 'momentum' }, 'momentum 0.3'],
    [{ optimizer: 'momentum', momentum: 0.99, learningRate: 0.1 }, 'momentum 0.99, rate 0.1'],
    [{ optimizer: 'nesterov', momentum: 0.5 }, 'nesterov 0.5, rate 0.3'],
  ])('%j is %s in words', (over, words) => {
    expect(networkInWords(config(over)).split(', ').slice(2).join(', ')).toBe(words);
  });

  it('a regression with a sigmoid output names the output', () => {
    const own = config({ dataset: 'csv', data: 'own.csv', outputActivation: 'sigmoid' });
    const table = { ...dataOf(config()), classes: 0, task: 'regression' as const };
    const base = config({ dataset: 'csv', data: 'own.csv' });
    expect(asAsked(resolveConfig(own, table), base, table.classes)).toMatchObject({
      outputActivation: 'sigmoid',
      loss: 'auto',
    });
  });
});

describe('a command line for a configuration from a log', () => {
  const shipped = [config({ name: 'sigmoid' }), config({ name: 'relu', activation: 'relu', epochs: 40 })];

  it('starts from the preset of its name, whatever else differs', () => {
    expect(nearestPreset(config({ name: 'sigmoid', activation: 'relu', epochs: 40 }), shipped).name).toBe('sigmoid');
  });

  it('starts from the nearest shipped preset if the name is the user’s own', () => {
    const own = config({ name: 'mine', activation: 'relu', depth: 3 });
    expect(nearestPreset(resolveConfig(own, dataOf(own)), shipped).name).toBe('sigmoid');
    const other = { ...own, epochs: 40, name: 'mine' };
    expect(nearestPreset(resolveConfig(other, dataOf(other)), shipped).name).toBe('relu');
  });
});

it.each(['dense', 'conv', 'lstm'] as const)('a linear model has no cells: %s', (cell) => {
  expect(networkInWords(config({ depth: 0, cell }))).toMatch(/^linear model, /);
});
