// Restores `auto` in the configuration of a log, where the data have replaced it by their own choice.
import { changeBetween } from '../text/change.js';
import { datasetRecord } from './datasets.js';
import { usualLoss } from './names.js';
import type { Config } from './schema.js';

/** The outputs that `auto` may have chosen. `classes`: of the data, if known; 0 for a numeric target. */
function usualOutputs({ dataset, classes: drawn }: Config, classes: number | undefined): readonly string[] {
  const { draw, numbers, reads, collection } = datasetRecord(dataset);
  if (draw === null && classes === undefined) return ['sigmoid', 'softmax', 'linear'];
  const count = classes ?? collection?.classes ?? (numbers === true ? 0 : reads.includes('classes') ? drawn : 2);
  return [count === 0 ? 'linear' : count === 2 ? 'sigmoid' : 'softmax'];
}

/** `config` with the values of `preset` wherever they resolve to the same. `classes`: of the data, if known. */
export function asAsked(config: Config, preset: Config, classes?: number): Config {
  const { outputActivation: output, loss } = config;
  const record = datasetRecord(config.dataset);
  const numeric = classes === undefined ? record.draw !== null && record.numbers === true : classes === 0;
  const usualOutput = usualOutputs(config, classes).includes(output);
  const isUsualLoss = output !== 'auto' && loss === usualLoss(output, numeric);
  return {
    ...config,
    // The number of rows of a table or a collection is no setting.
    samples: record.reads.includes('rows') ? preset.samples : config.samples,
    outputActivation: preset.outputActivation === 'auto' && usualOutput ? 'auto' : output,
    loss: preset.loss === 'auto' && isUsualLoss ? 'auto' : loss,
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
