// Prepares a run before its first step: data, split, layout, and the request to the engine.
import type { Config, ResolvedConfig } from '../core/config/schema.js';
import { networkLayout, type NetworkLayout } from '../core/network/layout.js';
import type { Dataset } from '../data/dataset.js';
import { createDataset, resolveConfig, trainValidationSplit, type ReadFile } from '../data/index.js';
import type { EngineRequest } from './engine.js';
import { GRID_SIZE } from './pictures.js';

export interface Prepared {
  readonly config: ResolvedConfig;
  readonly dataset: Dataset;
  readonly validation: Dataset | null;
  readonly layout: NetworkLayout;
  readonly request: EngineRequest;
}

/** @throws UserError for data that are not available or do not fit the configuration. */
export function prepare(config: Config, readFile: ReadFile): Prepared {
  const whole = createDataset(config, readFile);
  const resolved = resolveConfig(config, whole);
  const { train: dataset, validation } = trainValidationSplit(whole, config.validationSplit, config.dataSeed);
  const layout = networkLayout(resolved, dataset.features, dataset.outputs);
  const { features, timesteps, outputs } = dataset;
  const maxBatch = Math.max(GRID_SIZE, whole.samples);
  return {
    config: resolved,
    dataset,
    validation,
    layout,
    request: { config: resolved, layout, features, timesteps, outputs, maxBatch },
  };
}
