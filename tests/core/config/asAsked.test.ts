// A resolved configuration against the preset that it came from: no difference; a chosen output or loss: one.
import { describe, expect, it } from 'vitest';
import { asAsked } from '../../../src/core/config/asAsked.js';
import { configToCommandLine } from '../../../src/core/config/describe.js';
import { configSchema, type Config, type PresetFile } from '../../../src/core/config/schema.js';
import { createDataset } from '../../../src/data/index.js';
import { resolveConfig } from '../../../src/data/resolve.js';

const config = (over: PresetFile = {}) => configSchema.parse({ name: 'p', ...over });
const dataOf = (of: Config) => createDataset(of, () => '');

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
