// Applies a preset to the user's table: choosing another preset keeps the data.
import { datasetRecord } from './datasets.js';
import type { Config, ConfigChange } from './schema.js';
import { DATA_SETTINGS } from './settings/data.js';

/** `preset` with the data of `current`, if those are a table and the preset can read one. */
export function withTableOf(preset: Config, current: Config | null): Config {
  if (current === null || datasetRecord(current.dataset).draw !== null || preset.cell !== 'dense') return preset;
  const data = Object.keys(DATA_SETTINGS).map((field) => [field, current[field as keyof typeof DATA_SETTINGS]]);
  return { ...preset, ...(Object.fromEntries(data) as ConfigChange), samples: preset.samples };
}
