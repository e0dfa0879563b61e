// The shipped presets as experiments: each makes the change that its text names, and pairs differ in nothing else.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parsePreset } from '../../../src/core/config/presets.js';
import { configSchema, type Config, type ConfigField } from '../../../src/core/config/schema.js';
import { networkLayout } from '../../../src/core/network/layout.js';
import { createDataset, resolveConfig } from '../../../src/data/index.js';

const FOLDER = new URL('../../../presets/', import.meta.url);
const names = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.slice(0, -5));
const text = (name: string): string => readFileSync(new URL(`${name}.json`, FOLDER), 'utf8');
const preset = (name: string): Config => parsePreset(text(name), name);

const parameters = (name: string): number => {
  const config = preset(name);
  const data = createDataset(config);
  return networkLayout(resolveConfig(config, data), data.features, data.outputs).parameterCount;
};

/** Fields in which two presets differ as experiments. */
function difference(a: string, b: string): ConfigField[] {
  const [one, other] = [preset(a), preset(b)];
  return (Object.keys(configSchema.shape) as ConfigField[]).filter(
    (field) => !['name', 'teaches', 'provokes'].includes(field) && one[field] !== other[field],
  );
}

describe('every preset', () => {
  it.each(names)('%s: has the name of its file, one line of `teaches`, resolves, repeats no default', (name) => {
    const config = preset(name);
    expect(config.name).toBe(name);
    expect(config.teaches).toMatch(/^\S[^\n]{15,158}\S$/);
    const resolved = resolveConfig(config, createDataset(config));
    expect([resolved.outputActivation, resolved.loss]).not.toContain('auto');
    const defaults: Readonly<Record<string, unknown>> = configSchema.parse({});
    const repeated = Object.entries(JSON.parse(text(name)) as Record<string, unknown>).filter(
      ([field, value]) => defaults[field] === value,
    );
    expect(repeated).toEqual([]);
  });
});

describe('one thing changed', () => {
  it.each<[string, string, ConfigField[]]>([
    ['vanishing-sigmoid', 'vanishing-sigmoid-10', ['depth']],
    ['vanishing-sigmoid', 'fewer-layers', ['depth']],
    ['vanishing-sigmoid', 'relu', ['activation']],
    ['vanishing-sigmoid', 'tanh', ['activation']],
    ['vanishing-sigmoid', 'sigmoid-he', ['initializer']],
    ['vanishing-sigmoid', 'batch-norm', ['batchNorm', 'seed']],
    ['vanishing-sigmoid', 'residual', ['residual']],
    ['vanishing-sigmoid-10', 'adam-sigmoid', ['optimizer', 'learningRate']],
    ['relu', 'adam-relu', ['optimizer', 'learningRate']],
    ['relu', 'dying-relu', ['learningRate', 'seed']],
    ['dying-relu', 'leaky-survives', ['activation']],
    ['dying-relu', 'elu-survives', ['activation']],
    ['dying-relu', 'prelu-survives', ['activation', 'learningRate']],
    ['exploding-rnn', 'clipped-rnn', ['clipNorm']],
    ['adding-rnn', 'adding-lstm', ['cell']],
    ['conv-plain-20', 'conv-residual-20', ['residual']],
    ['adding-rnn', 'adding-gru', ['cell']],
    ['sigmoid-glorot-20', 'sigmoid-he-20', ['initializer']],
    ['relu-glorot-20', 'relu-he-20', ['initializer']],
    ['sigmoid-glorot-20', 'relu-glorot-20', ['activation']],
    ['sigmoid-he-20', 'relu-he-20', ['activation']],
    ['output-tanh-mse', 'output-linear-mse', ['outputActivation']],
    ['deep-narrow', 'shallow-wide', ['depth', 'width']],
  ])('%s and %s differ in %j alone', (a, b, fields) => expect(difference(a, b).sort()).toEqual([...fields].sort()));
});

describe('what the texts say', () => {
  it('deep and wide have as many parameters as written, and nearly equally many', () => {
    for (const name of ['deep-narrow', 'shallow-wide'])
      expect(preset(name).teaches).toContain(`${parameters(name)} parameters`);
    expect(Math.abs(parameters('deep-narrow') / parameters('shallow-wide') - 1)).toBeLessThan(0.01);
  });

  it('the text of the dying network names its learning rate', () => {
    expect(preset('dying-relu').teaches).toContain(`learning rate ${preset('dying-relu').learningRate}:`);
    const prelu = preset('prelu-survives');
    expect(prelu.teaches).toContain(`at ${prelu.learningRate} it solves`);
    expect(prelu.teaches).toContain(`at ${preset('dying-relu').learningRate} half`);
  });

  it('the output presets cover cross-entropy and squared error with sigmoid, tanh and linear outputs', () => {
    const pairs = ['fewer-layers', 'output-sigmoid-mse', 'output-tanh-mse', 'output-linear-mse'].map((name) => {
      const { outputActivation, loss } = resolveConfig(preset(name), createDataset(preset(name)));
      return `${outputActivation} ${loss}`;
    });
    expect(pairs).toEqual([
      'sigmoid binaryCrossentropy',
      'sigmoid meanSquaredError',
      'tanh meanSquaredError',
      'linear meanSquaredError',
    ]);
  });
});
