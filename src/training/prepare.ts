// Prepares a run before its first step: data, split, layout, and the request to the engine.
import type { Config, ResolvedConfig } from '../core/config/schema.js';
import { networkLayout, type NetworkLayout } from '../core/network/layout.js';
import type { Dataset, Split } from '../core/data/dataset.js';
import { createDataset, resolveConfig, trainValidationSplit } from '../data/index.js';
import type { EngineRequest } from './engine.js';
import { GRID_SIZE } from './pictures.js';
import { MOST_ROWS } from './scores.js';

export interface Prepared {
  readonly config: ResolvedConfig;
  readonly dataset: Dataset;
  readonly validation: Dataset | null;
  readonly layout: NetworkLayout;
  readonly request: EngineRequest;
}

const drawn = (config: Config): Split =>
  trainValidationSplit(createDataset(config), config.validationSplit, config.dataSeed);

/** A convolution sees an image as pixels with channels, any other layer as one row of features. */
const placesOf = (
  { features, timesteps, image }: Dataset,
  { layers }: NetworkLayout,
): Pick<EngineRequest, 'features' | 'timesteps'> =>
  image === undefined || layers[0]?.image === undefined
    ? { features, timesteps }
    : { features: image.channels, timesteps: image.height * image.width };

/** `split`: the data, which for a table must be read before. @throws UserError for data that do not fit the configuration. */
export function prepare(config: Config, split: Split = drawn(config)): Prepared {
  const { train: dataset, validation } = split;
  const samples = dataset.samples + (validation?.samples ?? 0);
  const resolved = resolveConfig(config, { ...dataset, samples });
  const layout = networkLayout(resolved, dataset.features, dataset.outputs, dataset.image ?? null);
  const { outputs } = dataset;
  const maxBatch = Math.max(GRID_SIZE, Math.min(samples, MOST_ROWS));
  return {
    config: resolved,
    dataset,
    validation,
    layout,
    request: { config: resolved, layout, ...placesOf(dataset, layout), outputs, maxBatch },
  };
}
