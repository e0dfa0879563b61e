// The hyperparameters that a program writes beside its log: hparams.yaml of Lightning, params.yaml of DVCLive.
import path from 'node:path';
import { parse } from 'yaml';
import { flatHparams, type Hparams } from '../../../core/run/hparams.js';
import { cleanStrings } from '../../../core/text/sanitize.js';
import { readUserFile } from '../../userFile.js';

const NAMES = ['hparams.yaml', 'params.yaml'];
const MOST_BYTES = 1e6;

/** Undefined without such a file, or if it has no settings. */
export function hparamsIn(folder: string | null): Hparams | undefined {
  if (folder === null) return undefined;
  for (const name of NAMES) {
    const found = hparamsOf(path.join(folder, name));
    if (found !== undefined) return found;
  }
  return undefined;
}

function hparamsOf(file: string): Hparams | undefined {
  try {
    // The tags of Python objects are unknown; their content is read without them.
    const value: unknown = parse(readUserFile(file, MOST_BYTES), { logLevel: 'silent' });
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const flat = flatHparams(cleanStrings(value));
    return Object.keys(flat).length === 0 ? undefined : flat;
  } catch {
    // Absent, or not YAML: the log is read without it.
    return undefined;
  }
}
