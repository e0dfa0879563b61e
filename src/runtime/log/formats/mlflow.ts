// A run in MLflow's folder store: `metrics/NAME` with lines of time, value and step, `params/NAME` with a value each.
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Hparam, Hparams } from '../../../core/run/hparams.js';
import { oneLine } from '../../../core/text/sanitize.js';
import { UserError } from '../../../core/userError.js';
import { readUserFile } from '../../userFile.js';
import { filesBelow } from '../filesBelow.js';
import type { Row } from './figureFiles/format.js';
import type { LogReader } from '../reader.js';
import { figureFolderReader } from './figureFiles/reader.js';
import { numberIn } from './jsonLines.js';

const INSIDE = /^(?<root>.*?)[\\/]metrics[\\/](?<tag>.+)$/;
/** MLflow allows 6,000 characters for a parameter. */
const MOST_BYTES = 1 << 16;

export const mlflowReader: LogReader = figureFolderReader({
  name: 'mlflow',
  title: 'run in a folder of MLflow',
  place(file) {
    const { root, tag } = INSIDE.exec(file)?.groups ?? {};
    if (root === undefined || tag === undefined) return null;
    // Other programs have folders of this name too.
    return existsSync(path.join(root, 'meta.yaml')) && existsSync(path.join(root, 'tags')) ? { root, tag } : null;
  },
  rows: () => rowOf,
  hparams,
  runName: (root) => wordsIn(path.join(root, 'tags', 'mlflow.runName')),
});

function rowOf(line: string): Row {
  const [time, value, step] = line.trim().split(/\s+/).map(numberIn);
  return time === undefined || value === undefined || step === undefined ? null : { step, value };
}

function hparams(root: string): Hparams | undefined {
  const folder = path.join(root, 'params');
  let files: string[] = [];
  try {
    files = filesBelow(folder);
  } catch (error) {
    // No parameters.
    if (!(error instanceof UserError)) throw error;
  }
  const named = files.flatMap((file): [string, Hparam][] => {
    const words = wordsIn(file);
    const name = oneLine(path.relative(folder, file).split(path.sep).join('/'));
    return words === undefined ? [] : [[name, numberIn(words) ?? words]];
  });
  return named.length === 0 ? undefined : Object.fromEntries(named);
}

function wordsIn(file: string): string | undefined {
  try {
    return oneLine(readUserFile(file, MOST_BYTES).trim());
  } catch {
    // The file is missing or unreadable.
    return undefined;
  }
}
