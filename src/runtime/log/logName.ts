// Names of run logs, separate from the readers, which few commands load.
import path from 'node:path';
import { sanitizeLine } from '../../core/text/sanitize.js';

/** How the name of a run log ends. */
export const LOG_ENDING = /\.(?:jsonl|ndjson|log)$/;
/** Endings that a run's name does without. */
const FORMAT_ENDING = /\.(?:jsonl|ndjson|json|log|txt|out|csv|tsv)$/;
/** Files that each run has in a folder of its own: the folder has the name. */
const ANY_RUN = /^metrics$/;
/** Folders that a program numbers, and the one in which Lightning does where it knows no name. */
const NUMBERED = /^version_\d+$/;
const UNNAMED = /^lightning_logs$/;

/** The run that a file or a folder is named after: `exp/version_0/metrics.csv` is `exp/version_0`. */
export function runNameOf(place: string): string {
  const [above, folder, name] = ['', '', ...path.resolve(place).split(path.sep)].slice(-3);
  const stem = (name ?? '').replace(FORMAT_ENDING, '');
  const [parent, own] = ANY_RUN.test(stem) && folder !== '' ? [above, folder] : [folder, stem];
  const numbered = NUMBERED.test(own ?? '') && parent !== '' && !UNNAMED.test(parent ?? '');
  return sanitizeLine(numbered ? `${parent}/${own}` : (own ?? ''), 200);
}

/** Names standard input. */
export const STDIN = '-';
