// A configuration as it was asked for: a log tells the resolved one, in which the data have decided what a preset leaves to them.
import { changeBetween } from '../text/change.js';
import { datasetRecord } from './datasets.js';
import type { Config } from './schema.js';

/** `config` with what `preset` says wherever that comes to the same value. */
export function asAsked(config: Config, preset: Config): Config {
  const { outputActivation: output, loss } = config;
  const record = datasetRecord(config.dataset);
  const usualOutput = output === 'sigmoid' || output === 'softmax' || (output === 'linear' && record.numbers === true);
  // After a sigmoid, squared error is a choice; after a linear or tanh output it is the only loss.
  const usualLoss = loss !== 'meanSquaredError' || output === 'linear' || output === 'tanh';
  return {
    ...config,
    // A table has the rows it has.
    samples: record.file === true ? preset.samples : config.samples,
    outputActivation: preset.outputActivation === 'auto' && usualOutput ? 'auto' : output,
    loss: preset.loss === 'auto' && usualLoss ? 'auto' : loss,
  };
}

/**
 * The preset from which a command line for a logged configuration starts: the one of its name or, because a log does not say where the user's
 * own preset lies, the most similar one of `presets`.
 */
export function nearestPreset(config: Config, presets: readonly Config[]): Config {
  const named = presets.find((preset) => preset.name === config.name);
  const differences = (preset: Config): number => Object.keys(changeBetween(preset, asAsked(config, preset))).length;
  return named ?? [...presets].sort((a, b) => differences(a) - differences(b))[0] ?? config;
}
