// Reads the logs of a sweep as one map: a whole log, or any of its parts.
import { UserError } from '../core/userError.js';
import type { SweepMap } from '../core/sweep/map.js';
import { WatchedSweep } from '../core/sweep/watch.js';
import { partAt } from './sweepMerge.js';

/** @throws UserError for a log of another sweep, and for a damaged line before the last */
export function readSweep(names: readonly string[]): SweepMap {
  let watched: WatchedSweep | null = null;
  for (const name of names) {
    const { text } = partAt(name);
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    const [first = '', ...lines] = whole.split('\n');
    watched ??= new WatchedSweep(first, name);
    watched.begin(name, first, 0);
    lines.forEach((line, at) => {
      if (line.trim() !== '' && watched?.cell(name, line, 0, false) === false)
        throw new UserError(`log ${name}, line ${at + 2}: is not a cell of this sweep`);
    });
  }
  if (watched === null) throw new UserError('no log is given');
  return watched.map;
}
