// Names of run logs. A module of its own, because few commands load the readers.
import path from 'node:path';
import { sanitizeLine } from '../../core/text/sanitize.js';

export const LOG_ENDING = /\.(?:jsonl|ndjson|log)$/;
/** Endings that are not part of a run's name. */
const FORMAT_ENDING = /\.(?:jsonl|ndjson|json|log|txt|out|csv|tsv)$/;
/** Name of files that every run has in a folder of its own; the folder then names the run. */
const ANY_RUN = /^metrics$/;
/** Folders that a program numbers, and Lightning's parent folder of runs without a name. */
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
