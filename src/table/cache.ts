// The last table of this process: a key that changes the network reads no file again.
import type { Config, ConfigField } from '../core/config/schema.js';
import type { Split } from '../core/data/dataset.js';
import { readSplit as read } from './index.js';

let last: { readonly key: string; readonly split: Split } | null = null;

/** What the arrays depend on. */
const FIELDS = [
  ...(['data', 'target', 'columns', 'drop', 'missing', 'na', 'header', 'task', 'maxCategories', 'rows'] as const),
  ...(['dataSeed', 'validationSplit', 'standardize'] as const),
] satisfies readonly ConfigField[];
const keyOf = (config: Config): string => JSON.stringify(FIELDS.map((field) => config[field]));

/** Also where the file has changed since: runs that are compared have the same data. */
export async function readSplit(config: Config): Promise<Split> {
  const key = keyOf(config);
  if (last?.key !== key) last = { key, split: await read(config) };
  return last.split;
}
